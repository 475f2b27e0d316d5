package io.github.sealframe.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.function.Consumer;

/**
 * Brings what nodes need to its place on storage, and sends only what is not there. Storage is
 * asked each time, and nothing on this machine remembers what it has: a blob that was lost is sent
 * again. Thread-safe.
 */
final class ContentStore {
  static final int AT_A_TIME = 4;

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
    try (Workers senders =
        new Workers(AT_A_TIME, "send", "the packages", "submit again: what is there stays")) {
      CompletionService<RenderEvent> stored = senders.asTheyCome();
      inputs.forEach(input -> stored.submit(() -> stored(input)));
      for (int i = 0; i < inputs.size(); i++) {
        listener.accept(senders.next(stored));
      }
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
}
