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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Streams blobs to files and files to blobs, over plain HTTP as a node does. Thread-safe. */
final class BlobTransfer implements AutoCloseable {

  // A service version that knows every kind of SAS that is in use.
  private static final String STORAGE_VERSION = "2021-12-02";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RESPONSE_TIMEOUT = Duration.ofMinutes(5);

  private final ExecutorService threads;
  private volatile HttpClient http;

  BlobTransfer(ThreadFactory factory) {
    threads = Executors.newCachedThreadPool(factory);
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(threads)
            .build();
  }

  /**
   * Ends its threads. The client's own one ends when the client is collected as garbage, in JDK 17
   * by nothing else; whoever holds a closed emulator does not keep it.
   */
  @Override
  public void close() {
    http = null;
    threads.shutdownNow();
  }

  /**
   * Downloads into a file that is there already; gives the HTTP status. What is not 200 leaves the
   * file empty.
   */
  int download(URI url, Path file, Interruptible interruptible) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(RESPONSE_TIMEOUT).GET().build();
    return send(
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
  Text read(URI url, Interruptible interruptible) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(RESPONSE_TIMEOUT)
            .header("x-ms-version", STORAGE_VERSION)
            .GET()
            .build();
    HttpResponse<String> answer =
        send(request, HttpResponse.BodyHandlers.ofString(), interruptible);
    return new Text(answer.statusCode(), answer.body());
  }

  /** Writes a file as one block blob; gives the HTTP status. */
  int upload(Path file, URI url, Map<String, String> headers, Interruptible interruptible)
      throws IOException {
    try {
      return upload(BodyPublishers.ofFile(file), url, headers, interruptible);
    } catch (FileNotFoundException e) {
      throw new IOException(file + " went away before its upload", e);
    }
  }

  /** Writes a content as one block blob; gives the HTTP status. */
  int upload(
      BodyPublisher content, URI url, Map<String, String> headers, Interruptible interruptible)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(RESPONSE_TIMEOUT)
            .header("x-ms-blob-type", "BlockBlob")
            .header("x-ms-version", STORAGE_VERSION)
            .PUT(content);
    headers.forEach(request::header);
    return send(request.build(), info -> HttpResponse.BodySubscribers.replacing(""), interruptible)
        .statusCode();
  }

  private HttpResponse<String> send(
      HttpRequest request, HttpResponse.BodyHandler<String> handler, Interruptible interruptible)
      throws IOException {
    HttpClient client = http;
    if (client == null) {
      throw new IOException("The emulator has ended");
    }
    CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, handler);
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
