package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import io.github.sealframe.core.DenyList;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;

/** The HTTP client below every request. */
final class Transport {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

  private Transport() {}

  /**
   * A client that follows no redirects, and shows no secret that a service says in an error. The
   * proxy that the environment names is used, but never for an emulator on this machine. When a
   * connection ends without an answer, Java's own client sends a GET or HEAD once more, unseen; it
   * does so with nothing else.
   */
  static HttpClient to(URI endpoint) {
    return Origin.isLoopback(endpoint)
        ? new RedactingClient(builder().configuration(Configuration.NONE).build())
        : toAnywhere();
  }

  /**
   * Such a client that sends no word of the production.
   *
   * @param words may not stand in any request
   */
  static HttpClient to(URI endpoint, DenyList words) {
    return checking(to(endpoint), words, request -> false);
  }

  /**
   * Such a client for the Blob service: what packages and frames are made of is not looked into.
   */
  static HttpClient toBlobs(URI endpoint, DenyList words) {
    return checking(to(endpoint), words, request -> BlobAddresses.isContent(request.getUrl()));
  }

  private static HttpClient checking(
      HttpClient http, DenyList words, Predicate<HttpRequest> isContent) {
    return words.isEmpty() ? http : new WordCheckingClient(http, words, isContent);
  }

  /** Such a client for who asks more than one service. */
  static HttpClient toAnywhere() {
    return new RedactingClient(builder().build());
  }

  /**
   * The client's streams make an I/O error of an interrupt, and clear the thread's flag.
   *
   * @param e what reading a body threw
   * @throws RuntimeException with the interrupt as its cause, as sending throws it; it is not to be
   *     taken for a broken connection
   */
  static void passOnInterrupt(IOException e) {
    if (e.getCause() instanceof InterruptedException interruption) {
      throw new RuntimeException(interruption);
    }
  }

  private static JdkHttpClientBuilder builder() {
    return new JdkHttpClientBuilder()
        .connectionTimeout(CONNECT_TIMEOUT)
        .responseTimeout(RESPONSE_TIMEOUT)
        .readTimeout(RESPONSE_TIMEOUT)
        .writeTimeout(RESPONSE_TIMEOUT);
  }
}
