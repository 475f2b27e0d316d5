package io.github.sealframe.batchclient.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content on its way up, which must be as long as was said. Not thread-safe. */
final class SourceStream extends FilterInputStream {
  private long left;

  /**
   * @param in the content
   * @param size bytes that it must have
   */
  SourceStream(InputStream in, long size) {
    super(in);
    this.left = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    left -= Math.max(0, count);
    if (left < 0 || (count < 0 && left > 0)) {
      throw new IOException("the content changed while it was being sent");
    }
    return count;
  }

  /** Whatever is sent again is kept in memory by who sends it. */
  @Override
  public boolean markSupported() {
    return false;
  }
}
