package io.github.sealframe.samples;

import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.Wrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A production and its services, connected to be taken away.
 *
 * @param farm its services
 * @param parts what it has
 */
record WrapFarm(OpenFarm farm, Wrap.Parts parts) implements AutoCloseable {

  Production production() {
    return farm.production();
  }

  Wrap wrap(Clock clock, Consumer<String> listener) {
    return new Wrap(farm.farm(), parts, clock, listener);
  }

  /** Writes what is taken away into the journal. */
  Consumer<String> journal() {
    return what -> append("wrap-removed", "what", what);
  }

  /** Writes the end into the journal. */
  void wrapped(Sha256 report) {
    append("wrapped", "report", report.hex());
  }

  private void append(String kind, String name, String value) {
    try {
      farm.journal().append(kind, Map.of(name, value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    farm.close();
  }
}
