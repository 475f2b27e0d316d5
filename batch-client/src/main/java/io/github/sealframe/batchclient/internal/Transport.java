package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import io.github.sealframe.core.DenyList;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The HTTP client below every request. */
final class Transport {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

  /** What no proxy is asked for: this machine, and what tells a machine in Azure who it is. */
  private static final String DIRECT = "localhost,127.*,169.254.169.254";

  private Transport() {}

  /**
   * A client that follows no redirects, and shows no secret that a service says in an error. The
   * proxy that {@code HTTPS_PROXY} or Java's {@code https.proxyHost} names is used, but never for
   * this machine. When a connection ends without an answer, Java's own client sends a GET or HEAD
   * once more, unseen; it does so with nothing else.
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
    return new RedactingClient(builder().configuration(environment()).build());
  }

  /** The SDK takes a proxy from the environment only where it is told to. */
  private static Configuration environment() {
    Map<String, String> variables = new HashMap<>(System.getenv());
    for (String name :
        List.of(Configuration.PROPERTY_HTTPS_PROXY, Configuration.PROPERTY_NO_PROXY)) {
      Optional.ofNullable(variables.get(name.toLowerCase(Locale.ROOT)))
          .ifPresent(value -> variables.putIfAbsent(name, value));
    }
    variables.merge(Configuration.PROPERTY_NO_PROXY, DIRECT, (theirs, ours) -> theirs + "," + ours);
    variables.put("java.net.useSystemProxies", "true");
    Map<String, String> properties =
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, System::getProperty));
    return new ConfigurationBuilder(none -> Map.of(), all -> properties, all -> variables).build();
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
