package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactingClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  static Stream<BiFunction<HttpClient, HttpRequest, HttpResponse>> ways() {
    return Stream.of(
        (client, request) -> client.sendSync(request, Context.NONE),
        (client, request) -> client.send(request).block(LIMIT));
  }

  /** A failure whose body never ends is no failure that is read to its end. */
  @ParameterizedTest
  @MethodSource("ways")
  @Timeout(60)
  void aFailureIsReadToItsLimit(BiFunction<HttpClient, HttpRequest, HttpResponse> way)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> hungUp = CompletableFuture.runAsync(() -> answer(server));
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
      HttpRequest request = new HttpRequest(HttpMethod.GET, url);
      request.setHeader(HttpHeaderName.ACCEPT, "application/xml");
      HttpClient client = Transport.to(URI.create(url));
      try (HttpResponse answer = way.apply(client, request)) {
        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getBodyAsString().block(LIMIT))
            .startsWith("<Error>")
            .hasSizeLessThanOrEqualTo(1 << 20)
            .doesNotContain("sig=abc");
      }
      assertThat(hungUp).succeedsWithin(LIMIT);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  @Timeout(60)
  void aFailureThatTricklesIsNotWaitedFor(BiFunction<HttpClient, HttpRequest, HttpResponse> way)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> hungUp = CompletableFuture.runAsync(() -> trickle(server));
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
      HttpRequest request = new HttpRequest(HttpMethod.GET, url);
      HttpClient client =
          new RedactingClient(new JdkHttpClientBuilder().build(), Duration.ofSeconds(1));
      try (HttpResponse answer =
          CompletableFuture.supplyAsync(() -> way.apply(client, request))
              .get(LIMIT.toSeconds() / 2, TimeUnit.SECONDS)) {
        assertThat(answer.getStatusCode()).isEqualTo(403);
      }
      assertThat(hungUp).succeedsWithin(LIMIT);
    }
  }

  /** Writes a byte now and then, until the other side hangs up. */
  private static void trickle(ServerSocket server) {
    try (Socket client = server.accept();
        OutputStream out = client.getOutputStream()) {
      client.getInputStream().read(new byte[4096]);
      out.write("HTTP/1.1 403 No\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      client.setSoTimeout(50);
      while (true) {
        out.write(' ');
        out.flush();
        try {
          if (client.getInputStream().read() < 0) {
            return;
          }
        } catch (SocketTimeoutException e) {
          // It still listens.
        }
      }
    } catch (IOException e) {
      // It hung up, as it should.
    }
  }

  /** Writes an endless answer, until the other side hangs up. */
  private static void answer(ServerSocket server) {
    String head = "HTTP/1.1 400 Bad\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n";
    String line = "<Message>see https://h/c/b?sig=abcdefghijklmnop </Message>\n";
    try (Socket client = server.accept();
        OutputStream out = client.getOutputStream()) {
      client.getInputStream().read(new byte[4096]);
      out.write((head + "<Error>").getBytes(StandardCharsets.US_ASCII));
      while (true) {
        out.write(line.repeat(100).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // It hung up, as it should.
    }
  }
}
