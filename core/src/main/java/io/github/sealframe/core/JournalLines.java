package io.github.sealframe.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Cuts a stream into lines, each of which ends in a line feed. For one thread. */
final class JournalLines {
  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int from;
  private int to;

  /**
   * @param in stays open
   * @param maxBytes of a line, without its line feed
   */
  JournalLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * The next line, without its line feed; empty when there is no other one.
   *
   * @throws IllegalArgumentException when it is longer than a line may be
   */
  Optional<byte[]> next() throws IOException {
    begun.reset();
    while (true) {
      for (int i = from; i < to; i++) {
        if (buffer[i] == '\n') {
          byte[] line = line(i);
          from = i + 1;
          return Optional.of(line);
        }
      }
      begun.write(buffer, from, to - from);
      from = 0;
      to = 0;
      if (begun.size() > maxBytes) {
        throw new IllegalArgumentException("it is too long for one");
      }
      int read = in.read(buffer);
      if (read < 0) {
        return Optional.empty();
      }
      to = read;
    }
  }

  private byte[] line(int end) {
    if (begun.size() + end - from > maxBytes) {
      throw new IllegalArgumentException("it is too long for one");
    }
    if (begun.size() == 0) {
      return Arrays.copyOfRange(buffer, from, end);
    }
    begun.write(buffer, from, end - from);
    return begun.toByteArray();
  }

  /** What stands after the last line feed, when there is no other line. */
  byte[] rest() {
    return begun.toByteArray();
  }
}
