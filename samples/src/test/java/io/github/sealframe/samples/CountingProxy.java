package io.github.sealframe.samples;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Stands before a Batch service, passes things on, and remembers what was asked. */
final class CountingProxy implements AutoCloseable {
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "upgrade", "http2-settings");

  private final URI service;
  private final Consumer<String> listener;
  private final Consumer<Answered> answers;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  private final AtomicInteger toLose = new AtomicInteger();
  private volatile String losable = "";

  /**
   * A request.
   *
   * @param what method and path
   * @param at when it came
   */
  record Asked(String what, Instant at) {}

  /**
   * A request that was answered.
   *
   * @param method of the request
   * @param uri path and query of the request
   * @param headers of the request
   * @param status of the answer
   */
  record Answered(String method, URI uri, Headers headers, int status) {}

  CountingProxy(URI service) throws IOException {
    this(service, request -> {});
  }

  /**
   * Begins to listen.
   *
   * @param listener told of each request: its first line, its headers and its body
   */
  CountingProxy(URI service, Consumer<String> listener) throws IOException {
    this(service, listener, answered -> {});
  }

  /**
   * Begins to listen.
   *
   * @param listener told of each request: its first line, its headers and its body
   * @param answers told of each request when its answer has come, before it is passed on
   */
  CountingProxy(URI service, Consumer<String> listener, Consumer<Answered> answers)
      throws IOException {
    this.service = service;
    this.listener = listener;
    this.answers = answers;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Breaks the connection in place of the first answers to requests whose path ends like this. */
  void loseAnswers(String ending, int count) {
    losable = ending;
    toLose.set(count);
  }

  /** What has been asked so far, in order. */
  List<Asked> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      asked.add(new Asked(exchange.getRequestMethod() + " " + uri.getPath(), Instant.now()));
      byte[] body = exchange.getRequestBody().readAllBytes();
      listener.accept(
          exchange.getRequestMethod()
              + " "
              + uri
              + "\n"
              + exchange.getRequestHeaders().entrySet()
              + "\n"
              + new String(body, StandardCharsets.UTF_8));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(service + uri.toString()))
              .method(
                  exchange.getRequestMethod(),
                  body.length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(body));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      answers.accept(
          new Answered(
              exchange.getRequestMethod(), uri, exchange.getRequestHeaders(), answer.statusCode()));
      if (exchange.getRequestMethod().equals("HEAD")) {
        answer
            .headers()
            .firstValue("content-length")
            .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
      }
      if (uri.getPath().endsWith(losable) && toLose.getAndDecrement() > 0) {
        return;
      }
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
