package io.github.sealframe.batchclient.internal;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import com.azure.storage.blob.options.BlobParallelUploadOptions;
import com.azure.storage.blob.specialized.BlobInputStream;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The blob containers of one production in an Azure storage account. An upload holds at most
 * {@value #PARALLEL_BLOCKS} blocks of {@value #BLOCK_BYTES} bytes, and one more, in memory.
 * Thread-safe.
 */
final class AzureBlobs implements BlobStore {
  static final int BLOCK_BYTES = 4 << 20;
  static final int PARALLEL_BLOCKS = 4;

  private static final String CONTENT_TYPE = "application/octet-stream";

  private final BlobAddresses addresses;
  private final BlobServiceClient client;

  AzureBlobs(BlobAddresses addresses, BlobServiceClient client) {
    this.addresses = addresses;
    this.client = client;
  }

  @Override
  public void createContainers() {
    for (ContainerRole role : ContainerRole.values()) {
      // Without a public access level, a container is private.
      call(
          "create",
          "container " + addresses.containerName(role),
          container(role)::createIfNotExists);
    }
  }

  @Override
  public Optional<BlobProperties> properties(BlobRef blob) {
    return find(
        "look at",
        blob,
        () -> {
          com.azure.storage.blob.models.BlobProperties found = client(blob).getProperties();
          return new BlobProperties(blob, found.getBlobSize(), found.getETag());
        });
  }

  @Override
  public boolean putIfAbsent(BlobRef blob, Content content) throws IOException {
    return send("send", blob, content, new BlobRequestConditions().setIfNoneMatch("*"));
  }

  @Override
  public boolean replace(BlobRef blob, Content content, String etag) throws IOException {
    return send("replace", blob, content, new BlobRequestConditions().setIfMatch(etag));
  }

  /**
   * Sends content in blocks, several at a time, each with its MD5; the condition is decided when
   * the last one has arrived.
   *
   * @return false when the condition does not hold
   */
  private boolean send(String tried, BlobRef blob, Content content, BlobRequestConditions condition)
      throws IOException {
    try (SourceStream source = new SourceStream(content.open(), content.size())) {
      BlobParallelUploadOptions options =
          new BlobParallelUploadOptions(source)
              .setParallelTransferOptions(
                  new ParallelTransferOptions()
                      .setBlockSizeLong((long) BLOCK_BYTES)
                      .setMaxSingleUploadSizeLong((long) BLOCK_BYTES)
                      .setMaxConcurrency(PARALLEL_BLOCKS))
              .setComputeMd5(true)
              .setHeaders(new BlobHttpHeaders().setContentType(CONTENT_TYPE))
              .setRequestConditions(condition);
      return send(tried, blob, source, options);
    }
  }

  private boolean send(
      String tried, BlobRef blob, SourceStream source, BlobParallelUploadOptions options)
      throws IOException {
    try {
      client(blob).uploadWithResponse(options, null, Context.NONE);
      return true;
    } catch (BlobStorageException e) {
      if (BlobFailure.isConditionNotMet(e)) {
        return false;
      }
      throw BlobFailure.refusal(tried, name(blob), e);
    } catch (RuntimeException e) {
      // The Blob client wraps what breaks below it in different ways: look at what it was.
      if (source.failure().isPresent()) {
        throw source.failure().get();
      }
      throw BlobFailure.noAnswer(tried, name(blob), addresses.endpoint(), e);
    }
  }

  @Override
  public Optional<OpenBlob> open(BlobRef blob) {
    return find(
        "read",
        blob,
        () -> {
          BlobInputStream stream =
              client(blob).openInputStream(new BlobInputStreamOptions().setBlockSize(BLOCK_BYTES));
          return new OpenBlob(
              new BlobProperties(
                  blob, stream.getProperties().getBlobSize(), stream.getProperties().getETag()),
              stream);
        });
  }

  @Override
  public void list(ContainerRole role, String prefix, Consumer<BlobProperties> each) {
    String on = "blobs " + role.label() + "/" + prefix;
    ListBlobsOptions options = new ListBlobsOptions().setPrefix(prefix);
    Iterator<PagedResponse<BlobItem>> pages =
        call(
            "list", on, () -> container(role).listBlobs(options, null).iterableByPage().iterator());
    while (call("list", on, pages::hasNext)) {
      PagedResponse<BlobItem> page = call("list", on, pages::next);
      for (BlobItem item : page.getValue()) {
        each.accept(
            new BlobProperties(
                new BlobRef(role, item.getName()),
                item.getProperties().getContentLength(),
                item.getProperties().getETag()));
      }
    }
  }

  private <T> Optional<T> find(String tried, BlobRef blob, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (BlobStorageException e) {
      if (e.getStatusCode() == 404) {
        return Optional.empty();
      }
      throw BlobFailure.refusal(tried, name(blob), e);
    } catch (RuntimeException e) {
      throw BlobFailure.noAnswer(tried, name(blob), addresses.endpoint(), e);
    }
  }

  private <T> T call(String tried, String on, Supplier<T> call) {
    try {
      return call.get();
    } catch (BlobStorageException e) {
      throw BlobFailure.refusal(tried, on, e);
    } catch (RuntimeException e) {
      throw BlobFailure.noAnswer(tried, on, addresses.endpoint(), e);
    }
  }

  private BlobContainerClient container(ContainerRole role) {
    return client.getBlobContainerClient(addresses.containerName(role));
  }

  private BlobClient client(BlobRef blob) {
    return container(blob.role()).getBlobClient(blob.name());
  }

  private static String name(BlobRef blob) {
    return "blob " + blob;
  }
}
