package io.github.sealframe.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings what nodes need to its place on storage, and sends only what is not there. Storage is
 * asked each time, and nothing on this machine remembers what it has: a blob that was lost is sent
 * again. Thread-safe.
 */
final class ContentStore {
  static final int AT_A_TIME = 4;
  private static final long STOP_MINUTES = 2;

  private final BlobStore blobs;

  ContentStore(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * Stores all of them, {@value #AT_A_TIME} at a time. The first that fails ends the others.
   *
   * @param listener told of each by the calling thread
   */
  void storeAll(List<NodeInput> inputs, Consumer<RenderEvent> listener) throws IOException {
    ExecutorService senders = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      CompletionService<RenderEvent> stored = new ExecutorCompletionService<>(senders);
      inputs.forEach(input -> stored.submit(() -> stored(input)));
      for (int i = 0; i < inputs.size(); i++) {
        listener.accept(stored.take().get());
      }
    } catch (ExecutionException e) {
      throw refused(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceRefusal(
          "send", "the packages", "it was interrupted", "submit again: what is there stays", e);
    } finally {
      end(senders);
    }
  }

  private RenderEvent stored(NodeInput input) throws IOException {
    boolean sent = store(input.blob(), input.content());
    return new RenderEvent.InputStored(input.blob(), input.content().size(), sent);
  }

  /**
   * Asks first, so that what is there is not sent again, and afterwards, so that it is storage that
   * says that the blob is there; nodes check what it really is.
   *
   * @return whether it had to be sent
   */
  boolean store(BlobRef blob, Content content) throws IOException {
    Optional<BlobStore.BlobProperties> there = blobs.properties(blob);
    boolean sent = there.isEmpty() && blobs.putIfAbsent(blob, content);
    long found =
        there
            .or(() -> blobs.properties(blob))
            .orElseThrow(
                () ->
                    new ServiceRefusal(
                        "submit with",
                        "blob " + blob,
                        "it went away when it had been sent",
                        "find out who removed it and submit again"))
            .bytes();
    if (found != content.size()) {
      throw new IntegrityRefusal(
          "submit with",
          "blob " + blob,
          "it has " + found + " bytes, expected " + content.size(),
          "find out who wrote it, remove it and submit again");
    }
    return sent;
  }

  private static RuntimeException refused(Throwable cause) throws IOException {
    if (cause instanceof IOException unread) {
      throw unread;
    }
    if (cause instanceof Error broken) {
      throw broken;
    }
    return cause instanceof RuntimeException refusal ? refusal : new IllegalStateException(cause);
  }

  /** Whatever still runs is told to stop, and has stopped before the caller goes on. */
  private static void end(ExecutorService senders) {
    senders.shutdownNow();
    try {
      senders.awaitTermination(STOP_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
