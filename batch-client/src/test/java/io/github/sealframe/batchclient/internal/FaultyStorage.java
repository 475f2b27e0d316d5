package io.github.sealframe.batchclient.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Blob service that answers Get Blob and Get Blob Properties over a socket, and can be told to
 * answer wrongly. It looks at no signature.
 */
final class FaultyStorage implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Blob> blobs = new ConcurrentHashMap<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, List<String>> gets = new ConcurrentHashMap<>();

  FaultyStorage() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static final class Blob {
    private final byte[] bytes;
    private final String etag;

    Blob(byte[] bytes, String etag) {
      this.bytes = bytes;
      this.etag = etag;
    }
  }

  /** A read that is asked for. */
  static final class Read {
    final HttpExchange exchange;
    final byte[] bytes;
    final int from;
    final int to;

    /**
     * @param exchange the request, to be answered
     * @param bytes the blob
     * @param from first byte asked for
     * @param to byte after the last one asked for
     */
    Read(HttpExchange exchange, byte[] bytes, int from, int to) {
      this.exchange = exchange;
      this.bytes = bytes;
      this.from = from;
      this.to = to;
    }

    /** Begins the answer of the whole range, {@code length} bytes long, or as long as it takes. */
    OutputStream begin(int status, long length) throws IOException {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
      exchange.sendResponseHeaders(status, length);
      return exchange.getResponseBody();
    }

    void wellAnswered() throws IOException {
      begin(206, to - from).write(bytes, from, to - from);
    }
  }

  /** Answers one read wrongly, or does something before it is answered. */
  interface Fault {
    void answer(Read read) throws IOException;
  }

  /** Answers with an error of storage. */
  static Fault error(int status, String code, String... header) {
    return read -> {
      read.exchange.getResponseHeaders().set("x-ms-error-code", code);
      if (header.length > 0) {
        read.exchange.getResponseHeaders().set(header[0], header[1]);
      }
      read.exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Breaks the line after so many bytes of the answer. */
  static Fault cutAfter(int bytes) {
    return read -> {
      OutputStream body = read.begin(206, read.to - read.from);
      body.write(read.bytes, read.from, bytes);
      body.flush();
    };
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/acct");
  }

  /** Puts a blob there, in place of what is there. */
  void put(String name, byte[] bytes, String etag) {
    blobs.put("/acct/" + name, new Blob(bytes, etag));
  }

  void remove(String name) {
    blobs.remove("/acct/" + name);
  }

  /** Answers the next reads of a blob by these; the ones after them are answered well. */
  void next(String name, Fault... answers) {
    faults
        .computeIfAbsent("/acct/" + name, path -> new ConcurrentLinkedQueue<>())
        .addAll(List.of(answers));
  }

  /** The range and condition of each read of a blob so far. */
  List<String> gets(String name) {
    return List.copyOf(gets.getOrDefault("/acct/" + name, List.of()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Blob blob = blobs.get(path);
      if (blob != null) {
        exchange.getResponseHeaders().set("ETag", blob.etag);
        exchange.getResponseHeaders().set("Last-Modified", "Tue, 24 Nov 2026 12:00:00 GMT");
        exchange.getResponseHeaders().set("x-ms-blob-type", "BlockBlob");
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        head(exchange, blob);
      } else {
        get(exchange, path, blob);
      }
    }
  }

  private static void head(HttpExchange exchange, Blob blob) throws IOException {
    if (blob == null) {
      exchange.getResponseHeaders().set("x-ms-error-code", "BlobNotFound");
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().set("Content-Length", Integer.toString(blob.bytes.length));
    exchange.sendResponseHeaders(200, -1);
  }

  private void get(HttpExchange exchange, String path, Blob blob) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("x-ms-range");
    String condition = exchange.getRequestHeaders().getFirst("If-Match");
    gets.computeIfAbsent(path, first -> new CopyOnWriteArrayList<>()).add(range + " " + condition);
    Queue<Fault> waiting = faults.get(path);
    Fault fault = waiting == null ? null : waiting.poll();
    if (blob == null) {
      error(404, "BlobNotFound").answer(new Read(exchange, new byte[0], 0, 0));
    } else {
      String[] ends = range.substring("bytes=".length()).split("-", -1);
      int to = Math.min(blob.bytes.length, Integer.parseInt(ends[1]) + 1);
      Read read = new Read(exchange, blob.bytes, Integer.parseInt(ends[0]), to);
      if (fault != null) {
        try {
          fault.answer(read);
        } catch (AssertionError e) {
          failures.add(e);
        }
      } else if (!blob.etag.equals(condition)) {
        error(412, "ConditionNotMet").answer(read);
      } else {
        read.wellAnswered();
      }
    }
  }

  /** Fails when something that was to be true while it answered was not. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
  }
}
