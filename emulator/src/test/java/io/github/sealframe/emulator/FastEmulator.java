package io.github.sealframe.emulator;

import io.github.sealframe.emulator.internal.Engine;
import io.github.sealframe.emulator.internal.FaultPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An emulator whose time runs faster. */
final class FastEmulator implements AutoCloseable {
  private static final String ACCOUNT = "fast";
  private static final String KEY = "c2VhbGZyYW1l";

  private final Engine engine;

  /**
   * Starts it.
   *
   * @param speed seconds of the account's time in a second
   */
  FastEmulator(Path root, int speed) throws IOException {
    engine =
        Engine.start(
            new Engine.Configuration(
                new Engine.Access(
                    Engine.Access.LOOPBACK,
                    0,
                    ACCOUNT,
                    Optional.of(KEY),
                    Optional.empty(),
                    Optional.empty()),
                root,
                new Engine.NewNodes(Duration.ZERO, folder -> {}, Optional.empty()),
                List.of(),
                FaultPlan.NONE,
                Optional.empty(),
                Optional.empty(),
                speed));
  }

  BatchWire wire() {
    return new BatchWire(engine.url(), ACCOUNT, KEY);
  }

  @Override
  public void close() {
    engine.close();
  }
}
