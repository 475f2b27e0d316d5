package io.github.sealframe.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server on a real socket with TLS that answers in the place of Azure Resource Manager, Batch and
 * Blob storage, from a table of paths.
 */
final class AzureSite implements AutoCloseable {
  /** The host of a vault that it is as well. */
  static final String VAULT = "stands-in.vault.azure.net";

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
  private static final int LIMIT_SECONDS = 60;
  private static final String NO_RIGHT =
      """
      {"code":"AuthorizationPermissionMismatch","message":{"value":"no right"},
       "error":{"code":"AuthorizationFailed","message":"no right to that"}}
      """;

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, IntSupplier> deletions = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * What a path is answered.
   *
   * @param status HTTP status
   * @param body JSON
   */
  private record Answer(int status, String body) {}

  /**
   * Keys for 127.0.0.1 and the vault, and a context that trusts them.
   *
   * @param server of the server
   * @param client of who asks it
   */
  record Trust(SSLContext server, SSLContext client) {
    static Trust make(Path folder) throws IOException, GeneralSecurityException {
      Path file = folder.resolve("site.p12");
      keytool(file);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD);
      }
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, PASSWORD);
      SSLContext server = SSLContext.getInstance("TLS");
      server.init(own.getKeyManagers(), null, null);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("site", keys.getCertificate("site"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext client = SSLContext.getInstance("TLS");
      client.init(null, trust.getTrustManagers(), null);
      return new Trust(server, client);
    }

    private static void keytool(Path file) throws IOException {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
              "-genkeypair",
              "-alias",
              "site",
              "-dname",
              "CN=site",
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-ext",
              "san=ip:127.0.0.1,dns:" + VAULT,
              "-storetype",
              "PKCS12",
              "-storepass",
              new String(PASSWORD),
              "-keystore",
              file.toString());
      Process process = new ProcessBuilder(command).inheritIO().start();
      try {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new IOException("keytool made no certificate");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  AzureSite(Trust trust) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(trust.server()));
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What was asked for: methods and paths. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** As in the beginning: nothing is there, and nothing was asked for. */
  void forget() {
    answers.clear();
    deletions.clear();
    asked.clear();
  }

  void answer(Map<String, String> bodies) {
    bodies.forEach((path, body) -> answers.put(path, new Answer(200, body)));
  }

  /** Whoever asks for {@code path} has no right. */
  void deny(String path) {
    answers.put(path, new Answer(403, NO_RIGHT));
  }

  /** From now on nothing is there. */
  void remove(String path) {
    answers.remove(path);
  }

  /**
   * What is done when somebody deletes what is at {@code path}.
   *
   * @param deletion brings the status of the answer
   */
  void onDelete(String path, IntSupplier deletion) {
    deletions.put(path, deletion);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      asked.add(exchange.getRequestMethod() + " " + path);
      String key = path + filter(query);
      Answer answer =
          exchange.getRequestMethod().equals("DELETE") && deletions.containsKey(path)
              ? deletion(deletions.get(path).getAsInt())
              : answers.getOrDefault(key, new Answer(404, "{}"));
      Map<String, String> headers = new TreeMap<>();
      headers.put("request-id", REQUEST_ID);
      headers.put("x-ms-request-id", REQUEST_ID);
      headers.put("x-ms-version", "2025-05-05");
      headers.put("Content-Type", "application/json");
      headers.put("ETag", "\"0x1\"");
      headers.put("Last-Modified", "Tue, 24 Nov 2026 12:00:00 GMT");
      headers.put("x-ms-immutable-storage-with-versioning-enabled", "true");
      headers.put("x-ms-has-immutability-policy", "true");
      headers.put("x-ms-has-legal-hold", "false");
      if (answer.status() >= 400) {
        headers.put(
            "x-ms-error-code", answer.status() == 404 ? "BlobNotFound" : "AuthorizationFailure");
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        headers.put("Content-Length", Integer.toString(body.length));
      }
      boolean isPart = exchange.getRequestHeaders().containsKey("x-ms-range");
      if (isPart) { // Of what is short, a part from its begin is all of it.
        headers.put("Content-Range", "bytes 0-%d/%d".formatted(body.length - 1, body.length));
      }
      boolean empty = head || body.length == 0;
      headers.forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          isPart && answer.status() == 200 ? 206 : answer.status(), empty ? -1 : body.length);
      if (!empty) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Answer deletion(int status) {
    return new Answer(status, status < 400 ? "" : NO_RIGHT);
  }

  /** The lists of refused nodes and of open jobs are those of all with a filter. */
  private static String filter(String query) {
    if (query.contains("state eq 'unusable'")) {
      return "#refused";
    }
    return query.contains("state eq 'active'") ? "#open" : "";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
