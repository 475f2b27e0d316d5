package io.github.sealframe.batchclient;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.ProductionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A Batch or Blob endpoint on a real socket that is well or not, and measures what comes in. */
final class Endpoint implements AutoCloseable {
  /** Answers one request. */
  interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private static final String NOBODY = "http://127.0.0.1:1";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Long> begun = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private volatile Handler handler = exchange -> answer(exchange, 200);

  Endpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Its name in resilience4j's registries. */
  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  BatchClient client(Resilience resilience, Consumer<ServiceCall> listener) {
    return AzureFarm.batch(settings(origin(), NOBODY), resilience, listener);
  }

  /** Batch and storage are both here. */
  Farm farm(Resilience resilience) {
    return AzureFarm.connect(settings(origin(), origin()), resilience, call -> {});
  }

  private static FarmSettings settings(String batch, String blobs) {
    String key = Base64.getEncoder().encodeToString("key".getBytes(StandardCharsets.UTF_8));
    return new FarmSettings(
        URI.create(batch),
        URI.create(blobs + "/acct"),
        new ProductionCode("pabcdefghij"),
        new FarmCredential.SharedKeys("acct", key, "acct", key),
        Optional.empty());
  }

  void does(Handler handler) {
    this.handler = handler;
  }

  void answers(int status) {
    does(exchange -> answer(exchange, status));
  }

  /** When each request came in; ns. */
  List<Long> begun() {
    return List.copyOf(begun);
  }

  int requests() {
    return begun.size();
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }

  int underWay() {
    return underWay.get();
  }

  static void answer(HttpExchange exchange, int status) throws IOException {
    byte[] body =
        (status == 200
                ? "{\"id\":\"j\"}"
                : "{\"code\":\"Because\",\"message\":{\"value\":\"of a test\"}}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("request-id", UUID.randomUUID().toString());
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private void serve(HttpExchange exchange) {
    begun.add(System.nanoTime());
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      handler.handle(exchange);
    } catch (IOException e) {
      // The client has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.decrementAndGet();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
