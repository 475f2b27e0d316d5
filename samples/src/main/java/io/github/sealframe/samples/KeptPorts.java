package io.github.sealframe.samples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that an emulator with a state listened on: its jobs and pools hold addresses of blobs,
 * so that it has to be found there again.
 *
 * @param batch port of the Batch service; 0 for a free one
 * @param blobs port of the blob service; 0 for a free one
 */
record KeptPorts(int batch, int blobs) {
  private static final String FILE = "ports";
  private static final Pattern FORM = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");

  /** Those of the last run; free ones when there was none. */
  static KeptPorts read(Path state) throws IOException {
    try {
      Matcher kept = FORM.matcher(Files.readString(state.resolve(FILE)));
      return kept.matches()
          ? new KeptPorts(Integer.parseInt(kept.group(1)), Integer.parseInt(kept.group(2)))
          : new KeptPorts(0, 0);
    } catch (NoSuchFileException e) {
      return new KeptPorts(0, 0);
    }
  }

  /** Keeps where an emulator listens. */
  static void write(Path state, URI batch, URI blobs) throws IOException {
    Files.writeString(state.resolve(FILE), batch.getPort() + " " + blobs.getPort() + "\n");
  }
}
