package io.github.sealframe.batchclient.internal;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.models.BlobContainerListDetails;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobContainersOptions;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.ContainerRole;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A production's containers, to be taken away with all versions and snapshots in them, but for
 * {@code control}. One that storage does not delete, since something in it cannot be changed, is
 * emptied of the rest. Thread-safe.
 */
final class WrappedContainers implements Belongings {
  /** Something in it cannot be changed, or somebody has a lease on it. */
  private static final Set<Integer> KEPT = Set.of(409, 412);

  private final BlobAddresses addresses;
  private final BlobServiceClient client;
  private final Clock clock;

  WrappedContainers(BlobAddresses addresses, BlobServiceClient client, Clock clock) {
    this.addresses = addresses;
    this.client = client;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "containers";
  }

  @Override
  public List<Belonging> list() {
    ListBlobContainersOptions ours =
        new ListBlobContainersOptions()
            .setPrefix(addresses.production() + "-")
            .setDetails(new BlobContainerListDetails().setRetrieveDeleted(true));
    return BlobFailure.call(
        "list",
        "the containers",
        addresses.endpoint(),
        () -> {
          List<Belonging> belongings = new ArrayList<>();
          client.listBlobContainers(ours, null).forEach(item -> belongings.add(belonging(item)));
          return belongings;
        });
  }

  private Belonging belonging(BlobContainerItem item) {
    String name = item.getName();
    if (Boolean.TRUE.equals(item.isDeleted())) {
      Integer days = item.getProperties().getRemainingRetentionDays();
      return new Belonging(
          name + "@" + item.getVersion(),
          Standing.STAYS,
          "soft-deleted, until "
              + (days == null
                  ? "storage forgets it"
                  : clock.instant().plus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS)));
    }
    if (name.equals(addresses.containerName(ContainerRole.CONTROL))) {
      return new Belonging(
          name,
          Standing.STAYS,
          "it holds the wrap record, the reports and the journal, and goes with the storage account");
    }
    boolean own =
        Arrays.stream(ContainerRole.values()).map(addresses::containerName).anyMatch(name::equals);
    return own
        ? new Belonging(name, Standing.OWN, "")
        : new Belonging(name, Standing.FOREIGN, "it is none of the five of a production");
  }

  @Override
  public Optional<String> remove(Belonging one) {
    return BlobFailure.call(
        "delete",
        "container " + one.name(),
        addresses.endpoint(),
        () -> {
          try {
            client.getBlobContainerClient(one.name()).deleteIfExists();
            return Optional.empty();
          } catch (BlobStorageException e) {
            String code = String.valueOf(e.getErrorCode());
            if (!KEPT.contains(e.getStatusCode())) {
              throw e;
            }
            return code.equals("ContainerBeingDeleted")
                ? Optional.empty()
                : Optional.of(emptied(one.name(), Redaction.of(code)));
          }
        });
  }

  /** What is left in it says until when it stays. */
  private String emptied(String name, String code) {
    WrappedBlobs blobs =
        new WrappedBlobs(addresses, client.getBlobContainerClient(name), List.of(), clock);
    String left =
        blobs.emptied().stream().map(Belonging::note).collect(Collectors.joining(" and "));
    return "storage keeps it: " + code + ", with " + (left.isEmpty() ? "nothing in it" : left);
  }
}
