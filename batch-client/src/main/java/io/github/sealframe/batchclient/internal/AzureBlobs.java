package io.github.sealframe.batchclient.internal;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceAsyncClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.models.BlobContainerProperties;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobContainersOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerProtection;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The blob containers of one production in an Azure storage account. All uploads together have at
 * most {@value #PARALLEL_BLOCKS} blocks on their way, and each holds one more in memory. A block
 * has {@value #BLOCK_BYTES} bytes, and more only in a blob that would have too many of them. Each
 * blob being read holds {@value #BLOCK_BYTES} bytes in memory. A blob of the control container is
 * sent whole, and in memory meanwhile, so that a word of the production is found wherever it
 * stands.
 *
 * <p>Each request ends at the deadline that {@link GuardPolicy} keeps. Content has none as a whole,
 * but each block that is sent has it, and each part of {@value #BLOCK_BYTES} bytes that is read has
 * five minutes. Thread-safe.
 */
final class AzureBlobs implements BlobStore {
  static final int BLOCK_BYTES = 4 << 20;
  static final int PARALLEL_BLOCKS = 4;

  private static final Duration PART_LIMIT = Duration.ofMinutes(5);
  private static final String CONTENT_TYPE = "application/octet-stream";

  private final BlobAddresses addresses;
  private final BlobServiceClient client;

  /** The other one keeps reading an answer that nobody wants any more. */
  private final BlobServiceAsyncClient reader;

  private final Duration partLimit;
  private final Semaphore room = new Semaphore(PARALLEL_BLOCKS, true);

  AzureBlobs(BlobAddresses addresses, BlobServiceClient client) {
    this(addresses, client, PART_LIMIT);
  }

  /**
   * @param partLimit how long {@value #BLOCK_BYTES} bytes may take to arrive
   */
  AzureBlobs(BlobAddresses addresses, BlobServiceClient client, Duration partLimit) {
    this.addresses = addresses;
    this.client = client;
    this.partLimit = partLimit;
    this.reader =
        new BlobServiceClientBuilder()
            .endpoint(client.getAccountUrl())
            .pipeline(client.getHttpPipeline())
            .serviceVersion(client.getServiceVersion())
            .buildAsyncClient();
  }

  @Override
  public ProductionCode production() {
    return addresses.production();
  }

  @Override
  public Set<ProductionCode> productions() {
    String on = "the containers of the storage account";
    ListBlobContainersOptions derived = new ListBlobContainersOptions().setPrefix("p");
    Set<ProductionCode> productions = new TreeSet<>(Comparator.comparing(ProductionCode::value));
    Iterator<BlobContainerItem> containers =
        call("list", on, () -> client.listBlobContainers(derived, null).iterator());
    while (call("list", on, containers::hasNext)) {
      BlobAddresses.productionOf(call("list", on, containers::next).getName())
          .ifPresent(productions::add);
    }
    return productions;
  }

  /** Each is looked for first: the right to make containers is one to lift legal holds, too. */
  @Override
  public void createContainers() {
    List<ContainerRole> missing =
        Stream.of(ContainerRole.values()).filter(role -> !isThere(role)).toList();
    for (ContainerRole role : missing) {
      // Without a public access level, a container is private.
      call(
          "create",
          "container " + addresses.containerName(role),
          container(role)::createIfNotExists);
    }
  }

  private boolean isThere(ContainerRole role) {
    String on = "container " + addresses.containerName(role);
    Optional<BlobContainerProperties> there = find("look at", on, container(role)::getProperties);
    if (there.map(BlobContainerProperties::getBlobPublicAccess).isPresent()) {
      throw new PolicyRefusal(
          "use",
          on,
          "anyone may read it, without signing in",
          "find out who let them, and set its public access to off (control"
              + " storage-strict-access)");
    }
    return there.isPresent();
  }

  @Override
  public Optional<ContainerProtection> protection(ContainerRole role) {
    String tried = "look at";
    String on = "container " + addresses.containerName(role);
    return find(
            tried, on, () -> container(role).getPropertiesWithResponse(null, null, Context.NONE))
        .map(
            found ->
                new ProtectionAnswer(found.getHeaders())
                    .protection(role, () -> call(tried, on, () -> hasVersions(role))));
  }

  private boolean hasVersions(ContainerRole role) {
    ListBlobsOptions one =
        new ListBlobsOptions()
            .setDetails(new BlobListDetails().setRetrieveVersions(true))
            .setMaxResultsPerPage(1);
    return container(role)
        .listBlobs(one, null)
        .iterableByPage()
        .iterator()
        .next()
        .getValue()
        .stream()
        .anyMatch(blob -> blob.getVersionId() != null);
  }

  @Override
  public Optional<BlobProperties> properties(BlobRef blob) {
    return find(
        "look at",
        name(blob),
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
   * Sends content; the condition is decided when the last byte has arrived.
   *
   * @return false when the condition does not hold
   */
  private boolean send(String tried, BlobRef blob, Content content, BlobRequestConditions condition)
      throws IOException {
    long size = content.size();
    try (SourceStream source = new SourceStream(content.open(), size)) {
      BlockBlobClient to = client(blob).getBlockBlobClient();
      // What tells of the production goes in one piece: a word in it stands in no two requests.
      if (size <= BLOCK_BYTES || blob.role() == ContainerRole.CONTROL) {
        put(to, source.readAllBytes(), condition);
      } else {
        BlockStage stage = new BlockStage(to, size, BLOCK_BYTES, room);
        commit(to, stage.stage(source), condition);
      }
      return true;
    } catch (BlobStorageException e) {
      if (BlobFailure.isConditionNotMet(e)) {
        return false;
      }
      // Another sender's commit takes away the blocks that wait. Who asked for no blob is answered.
      if (BlobFailure.isBlocksGone(e)
          && condition.getIfNoneMatch() != null
          && properties(blob).isPresent()) {
        return false;
      }
      throw BlobFailure.refusal(tried, name(blob), e);
    } catch (InterruptedException e) {
      throw BlobFailure.interrupted(tried, name(blob), e);
    } catch (RuntimeException e) {
      throw BlobFailure.cutOff(tried, name(blob), addresses.endpoint(), e);
    }
  }

  private static void put(BlockBlobClient to, byte[] bytes, BlobRequestConditions condition) {
    to.uploadWithResponse(
        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
            .setContentMd5(BlockStage.md5(bytes))
            .setHeaders(new BlobHttpHeaders().setContentType(CONTENT_TYPE))
            .setRequestConditions(condition),
        null,
        Context.NONE);
  }

  private static void commit(
      BlockBlobClient to, List<String> blocks, BlobRequestConditions condition) {
    to.commitBlockListWithResponse(
        new BlockBlobCommitBlockListOptions(blocks)
            .setHeaders(new BlobHttpHeaders().setContentType(CONTENT_TYPE))
            .setRequestConditions(condition),
        null,
        Context.NONE);
  }

  /** Asks for length and version first, so that each part is one that is expected. */
  @Override
  public Optional<OpenBlob> open(BlobRef blob, long from) {
    return properties(blob)
        .filter(found -> from <= found.bytes())
        .map(found -> new OpenBlob(found, parts(found, from)));
  }

  private BlobParts parts(BlobProperties blob, long from) {
    BlobAsyncClient source =
        reader
            .getBlobContainerAsyncClient(addresses.containerName(blob.blob().role()))
            .getBlobAsyncClient(blob.blob().name());
    return new BlobParts(source, blob, addresses.endpoint(), from, BLOCK_BYTES, partLimit);
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

  private <T> Optional<T> find(String tried, String on, Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (BlobStorageException e) {
      if (BlobFailure.isNotThere(e)) {
        return Optional.empty();
      }
      throw BlobFailure.refusal(tried, on, e);
    } catch (RuntimeException e) {
      throw BlobFailure.noAnswer(tried, on, addresses.endpoint(), e);
    }
  }

  private <T> T call(String tried, String on, Supplier<T> call) {
    return BlobFailure.call(tried, on, addresses.endpoint(), call);
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
