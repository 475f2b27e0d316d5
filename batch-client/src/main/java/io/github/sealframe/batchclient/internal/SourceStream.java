package io.github.sealframe.batchclient.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Content on its way up, which must be as long as was said. Remembers that reading it failed, so
 * that a broken disk can be told from a broken network. Not thread-safe, but for {@link #failure}.
 */
final class SourceStream extends FilterInputStream {
  private long left;
  private volatile IOException failure;

  /**
   * @param in the content
   * @param size bytes that it must have
   */
  SourceStream(InputStream in, long size) {
    super(in);
    this.left = size;
  }

  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int count = super.read(bytes, offset, length);
      left -= Math.max(0, count);
      if (left < 0 || (count < 0 && left > 0)) {
        throw new IOException("the content changed while it was being sent");
      }
      return count;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Sent in one pass: what has to be sent again is kept in memory by who sends it. */
  @Override
  public boolean markSupported() {
    return false;
  }
}
