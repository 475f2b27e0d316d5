package io.github.sealframe.batchclient.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer, as far as anyone may send. Remembers whether it was the connection that
 * broke: who reads it as JSON tells of that in many ways.
 */
final class BoundedBody extends FilterInputStream {
  private long left;
  private IOException broken;

  /**
   * @param limit bytes after which it is read no further
   */
  BoundedBody(InputStream body, long limit) {
    super(body);
    this.left = limit;
  }

  /** What broke the connection; null when it did not break. */
  IOException broken() {
    return broken;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    int count;
    try {
      count = super.read(to, from, length);
    } catch (IOException e) {
      broken = e;
      throw e;
    }
    left -= Math.max(count, 0);
    if (left < 0) {
      throw new TooLongException();
    }
    return count;
  }

  /** The body goes on beyond its limit. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException() {
      super("the answer is too long");
    }
  }
}
