package io.github.sealframe.emulator.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.SSLContext;

/** Streams blobs to files and files to blobs, as a node does. Thread-safe. */
final class BlobTransfer implements AutoCloseable {

  // A service version that knows every kind of SAS that is in use.
  private static final String STORAGE_VERSION = "2021-12-02";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RESPONSE_TIMEOUT = Duration.ofMinutes(5);

  private final ExecutorService threads;
  private volatile HttpClient http;
  // A token goes where it was meant to go, and nowhere else.
  private volatile HttpClient withoutRedirects;

  /**
   * @param factory makes its threads
   * @param trust whom to trust over https; empty for the JVM's default
   */
  BlobTransfer(ThreadFactory factory, Optional<SSLContext> trust) {
    threads = Executors.newCachedThreadPool(factory);
    http = client(trust, HttpClient.Redirect.NORMAL);
    withoutRedirects = client(trust, HttpClient.Redirect.NEVER);
  }

  private HttpClient client(Optional<SSLContext> trust, HttpClient.Redirect redirects) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(redirects)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads);
    trust.ifPresent(client::sslContext);
    return client.build();
  }

  /**
   * Ends its threads. The client's own one ends when the client is collected as garbage, in JDK 17
   * by nothing else; whoever holds a closed emulator does not keep it.
   */
  @Override
  public void close() {
    http = null;
    withoutRedirects = null;
    threads.shutdownNow();
  }

  /**
   * Where a blob or container is.
   *
   * @param url with its SAS, if it has one
   * @param token sent along; empty for none
   */
  record Address(URI url, Optional<String> token) {

    private HttpRequest.Builder request() {
      HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(RESPONSE_TIMEOUT);
      token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
      return request;
    }

    /** Without what opens it. */
    @Override
    public String toString() {
      return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    }
  }

  /**
   * Downloads into a file that is there already; gives the HTTP status. What is not 200 leaves the
   * file empty.
   */
  int download(Address from, Path file, Interruptible interruptible) throws IOException {
    HttpRequest.Builder request = from.request().GET();
    if (from.token().isPresent()) {
      // Without it storage takes no token.
      request.header("x-ms-version", STORAGE_VERSION);
    }
    return send(
            from,
            request,
            info ->
                info.statusCode() == 200
                    ? HttpResponse.BodySubscribers.mapping(
                        HttpResponse.BodySubscribers.ofFile(file), path -> "")
                    : HttpResponse.BodySubscribers.replacing(""),
            interruptible)
        .statusCode();
  }

  /** An answer with a body that is small. */
  record Text(int status, String text) {}

  /** Reads an answer into memory, at the version of storage that this class speaks. */
  Text read(Address from, Interruptible interruptible) throws IOException {
    HttpResponse<String> answer =
        send(
            from,
            from.request().header("x-ms-version", STORAGE_VERSION).GET(),
            HttpResponse.BodyHandlers.ofString(),
            interruptible);
    return new Text(answer.statusCode(), answer.body());
  }

  /** Writes a file as one block blob; gives the HTTP status. */
  int upload(Path file, Address to, Map<String, String> headers, Interruptible interruptible)
      throws IOException {
    try {
      return upload(BodyPublishers.ofFile(file), to, headers, interruptible);
    } catch (FileNotFoundException e) {
      throw new IOException(file + " went away before its upload", e);
    }
  }

  /** Writes a content as one block blob; gives the HTTP status. */
  int upload(
      BodyPublisher content, Address to, Map<String, String> headers, Interruptible interruptible)
      throws IOException {
    HttpRequest.Builder request =
        to.request()
            .header("x-ms-blob-type", "BlockBlob")
            .header("x-ms-version", STORAGE_VERSION)
            .PUT(content);
    headers.forEach(request::header);
    return send(to, request, info -> HttpResponse.BodySubscribers.replacing(""), interruptible)
        .statusCode();
  }

  private HttpResponse<String> send(
      Address address,
      HttpRequest.Builder request,
      HttpResponse.BodyHandler<String> handler,
      Interruptible interruptible)
      throws IOException {
    HttpClient client = address.token().isPresent() ? withoutRedirects : http;
    if (client == null) {
      throw new IOException("The emulator has ended");
    }
    CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request.build(), handler);
    interruptible.waitingFor(() -> answer.cancel(true));
    try {
      return answer.join();
    } catch (CancellationException e) {
      throw new IOException("It was stopped", e);
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      interruptible.waitOver();
    }
  }
}
