package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.sealframe.emulator.internal.Fault.Reset;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: reads a request, checks who sent it, lets an operation answer, writes the
 * answer.
 */
final class HttpFrontend implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFrontend.class);
  private static final int LARGEST_BODY = 1_048_576;
  // So much of a body that is too large is read and dropped, so that its sender sees the answer and
  // not a reset.
  private static final int LARGEST_DROPPED_BODY = 64 * LARGEST_BODY;

  /** Waits until all that an answer may tell is kept. */
  @FunctionalInterface
  interface Keeping {
    void await() throws InterruptedException;
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final OwnAddress address;
  private final Admission admission;
  private final RequestFaults faults;
  private final Routes routes;
  private final Keeping keeping;

  private HttpFrontend(
      HttpServer server,
      ExecutorService threads,
      OwnAddress address,
      Admission admission,
      RequestFaults faults,
      Routes routes,
      Keeping keeping) {
    this.server = server;
    this.threads = threads;
    this.address = address;
    this.admission = admission;
    this.faults = faults;
    this.routes = routes;
    this.keeping = keeping;
  }

  /**
   * Binds a port; nothing is answered before {@link #open}.
   *
   * @param tls makes it https
   */
  static HttpServer bind(InetAddress address, int port, Optional<SSLContext> tls)
      throws IOException {
    // Without it Nagle's algorithm holds the body back 40 ms after the headers. The server reads it
    // once, in a JVM.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    InetSocketAddress own = new InetSocketAddress(address, port);
    if (tls.isEmpty()) {
      return HttpServer.create(own, 0);
    }
    HttpsServer server = HttpsServer.create(own, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
    return server;
  }

  static HttpFrontend open(
      HttpServer server,
      ExecutorService threads,
      OwnAddress address,
      Admission admission,
      RequestFaults faults,
      Routes routes,
      Keeping keeping) {
    HttpFrontend frontend =
        new HttpFrontend(server, threads, address, admission, faults, routes, keeping);
    server.setExecutor(threads);
    server.createContext("/", frontend::handle);
    server.start();
    return frontend;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    String requestId = UUID.randomUUID().toString();
    Dialect dialect = Dialect.of(exchange.getRequestURI().getRawPath());
    RequestFaults.OfOne befallen = RequestFaults.OfOne.NONE;
    try (exchange) {
      Answer answer;
      try {
        Call call = admit(exchange, requestId);
        befallen = faults.befall(call);
        Thread.sleep(befallen.delay().toMillis());
        if (befallen.resets(Reset.When.BEFORE)) {
          return;
        }
        if (befallen.refusal().isPresent()) {
          throw befallen.refusal().get();
        }
        try {
          answer = routes.answer(call);
        } finally {
          keeping.await();
        }
      } catch (InterruptedException e) {
        // The emulator ends.
        Thread.currentThread().interrupt();
        return;
      } catch (BatchError e) {
        answer = dialect.refusal(e, requestId);
      } catch (RuntimeException e) {
        // A thread's end: the client hears of the fault as Batch would tell it, and the log has its
        // cause.
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        answer =
            dialect.refusal(
                new BatchError(500, "InternalError", "The emulator failed: " + e), requestId);
      }
      // Closing an exchange whose answer is not whole ends its connection.
      if (!befallen.resets(Reset.When.AFTER)) {
        write(exchange, answer, dialect.headers(requestId), befallen.resets(Reset.When.DURING));
      }
    } catch (IOException e) {
      LOG.debug(
          "The client of {} {} is gone", exchange.getRequestMethod(), exchange.getRequestURI(), e);
    }
  }

  private Call admit(HttpExchange exchange, String requestId) throws IOException {
    Map<String, List<String>> query = Call.parse(exchange.getRequestURI().getRawQuery());
    String method = exchange.getRequestMethod();
    Headers headers = exchange.getRequestHeaders();
    byte[] body = read(exchange);
    address.check(exchange);
    admission.check(method, exchange.getRequestURI(), query, headers);
    if (body.length > LARGEST_BODY) {
      throw new BatchError(
              413,
              "RequestBodyTooLarge",
              "The size of the request body exceeds the maximum size permitted.")
          .with("MaxLimit", Integer.toString(LARGEST_BODY));
    }
    Call call =
        new Call(
            method,
            Map.of(),
            query,
            headers,
            new String(body, StandardCharsets.UTF_8),
            requestId,
            exchange.getRequestURI().getRawPath());
    if (!call.rawPath().startsWith(FaultOperations.OWN_PATHS)) {
      Dialect.of(call.rawPath()).checkVersion(call.parameter("api-version"));
    }
    return call;
  }

  /** At most one byte more than is allowed; the rest is dropped. */
  private static byte[] read(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      byte[] dropped = new byte[65_536];
      int total = 0;
      for (int count = in.read(dropped);
          count >= 0 && total < LARGEST_DROPPED_BODY;
          count = in.read(dropped)) {
        total += count;
      }
    }
    return body;
  }

  private void write(
      HttpExchange exchange, Answer answer, Map<String, List<String>> headers, boolean torn)
      throws IOException {
    headers.put("Server", List.of("Sealframe-Batch-Emulator"));
    headers.put("x-sealframe-emulator", List.of("true"));
    Headers request = exchange.getRequestHeaders();
    if ("true".equalsIgnoreCase(request.getFirst("return-client-request-id"))
        && request.getFirst("client-request-id") != null) {
      headers.put("client-request-id", List.of(request.getFirst("client-request-id")));
    }
    answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    if (answer.content() instanceof Answer.Json) {
      headers.put("Content-Type", List.of("application/json;odata=minimalmetadata"));
    } else if (answer.content() instanceof Answer.PlainJson) {
      headers.put("Content-Type", List.of("application/json; charset=utf-8"));
    }
    // Microsoft's old Java client compares header names with their case. On JDK 17 this keeps them
    // as they are; set()
    // would make ETag an Etag.
    exchange.getResponseHeaders().putAll(headers);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (answer.content() instanceof Answer.Json json && !head) {
      writeJson(exchange, answer.status(), withMetadata(json), torn);
    } else if (answer.content() instanceof Answer.PlainJson json && !head) {
      writeJson(exchange, answer.status(), json.body(), torn);
    } else if (answer.content() instanceof Answer.FilePart part && !head) {
      writeFile(exchange, answer.status(), part, torn);
    } else {
      exchange.sendResponseHeaders(answer.status(), -1);
    }
  }

  private ObjectNode withMetadata(Answer.Json json) {
    ObjectNode body = Answer.object();
    body.put("odata.metadata", address.url() + "/$metadata#" + json.metadata());
    body.setAll(json.body());
    return body;
  }

  private static void writeJson(HttpExchange exchange, int status, ObjectNode json, boolean torn)
      throws IOException {
    byte[] body = Body.MAPPER.writeValueAsBytes(json);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body, 0, torn ? body.length / 2 : body.length);
  }

  private static void writeFile(
      HttpExchange exchange, int status, Answer.FilePart part, boolean torn) throws IOException {
    try (FileChannel file = FileChannel.open(part.file(), StandardOpenOption.READ)) {
      exchange.sendResponseHeaders(status, part.length() == 0 ? -1 : part.length());
      if (part.length() == 0) {
        return;
      }
      OutputStream out = exchange.getResponseBody();
      long position = part.offset();
      long end = part.offset() + (torn ? part.length() / 2 : part.length());
      while (position < end) {
        long sent = file.transferTo(position, end - position, Channels.newChannel(out));
        if (sent <= 0) {
          throw new IOException(part.file() + " became shorter while it was read");
        }
        position += sent;
      }
    }
  }
}
