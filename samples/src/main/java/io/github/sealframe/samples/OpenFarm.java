package io.github.sealframe.samples;

import io.github.sealframe.core.Farm;
import java.util.Optional;

/**
 * A production and its services, connected.
 *
 * @param production the production
 * @param farm its services
 * @param own the emulator that was started for this run; empty when it is somebody else's, or Azure
 */
record OpenFarm(Production production, Farm farm, Optional<LocalServices> own)
    implements AutoCloseable {

  /** Whether jobs end with this process. */
  boolean endsWithThisRun() {
    return own.isPresent();
  }

  @Override
  public void close() {
    own.ifPresent(LocalServices::close);
  }
}
