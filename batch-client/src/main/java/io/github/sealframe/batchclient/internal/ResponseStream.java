package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpResponse;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;

/** The content of an answer that is read by whoever asked for it. */
final class ResponseStream extends FilterInputStream {
  private final HttpResponse response;

  ResponseStream(HttpResponse response) {
    super(new BufferedInputStream(BatchExchange.stream(response)));
    this.response = response;
  }

  @Override
  public void close() throws IOException {
    super.close();
    response.close();
  }
}
