package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.sealframe.emulator.Azurite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that dies after each of its requests while it puts a hold on, or takes it off. */
@Tag("hold-on-failure")
class HoldKillIT {
  private static final int FOREVER = Integer.MAX_VALUE;

  @TempDir private Path folder;

  /** What the client that dies does. */
  @FunctionalInterface
  private interface Deed {
    void does(HoldClient client) throws IOException;
  }

  @Test
  void whoeverComesAfterAClientThatDiedPuttingAHoldOnGoesOnWithIt() throws Exception {
    int requests = diesAfterEach(false, client -> client.watch(Duration.ofSeconds(20)));

    assertThat(requests).as("requests of a hold").isGreaterThan(12);
  }

  @Test
  void whoeverComesAfterAClientThatDiedReleasingFindsItHeldOrReleased() throws Exception {
    int requests = diesAfterEach(true, client -> client.release(new Random(1)));

    assertThat(requests).as("requests of a release").isGreaterThan(8);
  }

  /** Returns how many requests the deed takes. */
  private int diesAfterEach(boolean held, Deed deed) throws Exception {
    try (TemporaryFolder base = HeldProduction.makePackages();
        Lanes lanes = new Lanes(folder)) {
      AtomicInteger whole = new AtomicInteger();
      lanes.run(azurite -> whole.set(run(azurite, base.path(), held, deed, FOREVER))).get();
      List<Future<?>> all = new ArrayList<>();
      for (int life = 0; life < whole.get(); life++) {
        int calls = life;
        all.add(lanes.run(azurite -> run(azurite, base.path(), held, deed, calls)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      return whole.get();
    }
  }

  /** Returns how many requests were made. */
  private static int run(Azurite azurite, Path base, boolean held, Deed deed, int life)
      throws Exception {
    try (HeldProduction production = new HeldProduction(azurite, base, (held ? 1000 : 0) + life)) {
      Turns turns = new Turns(new Random(0), step -> {});
      turns.joined();
      HoldClient first = production.client("first", FOREVER, turns);
      first.submit();
      production.events().get("unusable */0").happens();
      await().atMost(Duration.ofSeconds(20)).until(production::hasBadNode);
      if (held) {
        first.tries("watch", () -> first.watch(Duration.ofSeconds(20)));
      }
      HoldClient mortal = production.client("mortal", life, turns);
      try {
        mortal.tries("do it", () -> deed.does(mortal));
      } catch (MortalFarm.Killed e) {
        production.say("mortal is killed after " + life);
      }
      production.client("last", FOREVER, turns).bringsToAnEnd();
      assertThat(production.broken())
          .as("killed after %d requests%n%s", life, production.history())
          .isEmpty();
      return mortal.calls();
    }
  }
}
