package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpResponse;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/**
 * The content of an answer that is read by whoever asked for it. An interrupt ends it with an I/O
 * error, and the thread's flag stays.
 */
final class ResponseStream extends FilterInputStream {
  private final HttpResponse response;

  ResponseStream(HttpResponse response) {
    super(new BufferedInputStream(BatchExchange.stream(response)));
    this.response = response;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    try {
      return super.read(to, from, length);
    } catch (IOException e) {
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    response.close();
  }
}
