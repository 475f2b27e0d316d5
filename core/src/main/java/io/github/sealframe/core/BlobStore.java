package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Port: the blob containers of one production. Implementations are thread-safe; every method throws
 * a {@link Refusal} when the service refuses or does not answer.
 */
public interface BlobStore {
  /** Whose containers these are. Asks nobody. */
  ProductionCode production();

  /**
   * The productions that have containers in this storage account, by the containers' names.
   *
   * @throws AccessRefusal when the account's containers may not be listed: who cannot look does not
   *     know that the account is this production's alone
   */
  Set<ProductionCode> productions();

  /**
   * Makes the containers that are missing, all of them private.
   *
   * @throws PolicyRefusal when one that is there lets people read without signing in; none is made
   *     then
   */
  void createContainers();

  /**
   * Reads how a container's blobs are protected from change.
   *
   * @return empty when there is no such container
   */
  Optional<ContainerProtection> protection(ContainerRole role);

  /** Asks for a blob without reading it. */
  Optional<BlobProperties> properties(BlobRef blob);

  /**
   * Sends content unless a blob of that name is there ({@code If-None-Match: *}).
   *
   * @return whether it was sent; false when a blob was there
   */
  boolean putIfAbsent(BlobRef blob, Content content) throws IOException;

  /**
   * Replaces a blob, given that it is still the one with {@code etag} ({@code If-Match}).
   *
   * @return whether it was replaced; false when the blob has changed or is gone
   */
  boolean replace(BlobRef blob, Content content, String etag) throws IOException;

  /**
   * Opens a blob; the caller closes.
   *
   * @return empty when there is none
   */
  default Optional<OpenBlob> open(BlobRef blob) {
    return open(blob, 0);
  }

  /**
   * Opens a blob at a byte that is not the first; the caller closes.
   *
   * @param from the first byte to read, not negative
   * @return empty when there is none, or it has fewer bytes
   */
  Optional<OpenBlob> open(BlobRef blob, long from);

  /** Hands over every blob whose name begins with {@code prefix}, in name order, page by page. */
  void list(ContainerRole role, String prefix, Consumer<BlobProperties> each);

  /**
   * What is known of a blob without reading it.
   *
   * @param blob which one
   * @param bytes its length
   * @param etag its version, opaque
   */
  record BlobProperties(BlobRef blob, long bytes, String etag) {}

  /**
   * A blob being read.
   *
   * @param properties what it is
   * @param stream its bytes, all of the version that {@code properties} names; it throws a {@link
   *     Refusal} when they cannot be read to the end. For one thread.
   */
  record OpenBlob(BlobProperties properties, InputStream stream) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
