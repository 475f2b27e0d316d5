package io.github.sealframe.samples;

import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.Submitter;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A production and its services, connected.
 *
 * @param production the production
 * @param farm its services
 * @param journal of what this machine does for the production
 * @param own the emulator that was started for this run; empty when it is somebody else's, or Azure
 */
record OpenFarm(Production production, Farm farm, Journal journal, Optional<LocalServices> own)
    implements AutoCloseable {

  /** Whether jobs end with this process. */
  boolean endsWithThisRun() {
    return own.isPresent();
  }

  /** Carries plans out. */
  Submitter submitter(Consumer<RenderEvent> listener) {
    return new Submitter(farm, production.gate(), Clock.systemUTC(), listener);
  }

  @Override
  public void close() throws IOException {
    own.ifPresent(LocalServices::close);
    journal.close();
  }
}
