package io.github.sealframe.batchclient.internal;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DeleteSnapshotsOptionType;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.github.sealframe.core.Belongings;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The blobs of a container, to be taken away with their versions and snapshots, but for those whose
 * names begin in a certain way, which are not listed. What cannot be taken away is counted, by its
 * reason. Thread-safe.
 */
final class WrappedBlobs implements Belongings {
  private static final String VERSION = "?versionid=";
  private static final String SNAPSHOT = "?snapshot=";
  private static final List<BlobItem> NONE = List.of();
  private static final int CONFLICT = 409;
  private static final int GONE = 404;

  private final BlobAddresses addresses;
  private final BlobContainerClient container;
  private final List<String> kept;
  private final Clock clock;

  /**
   * @param kept what names of blobs begin with that stay
   */
  WrappedBlobs(
      BlobAddresses addresses, BlobContainerClient container, List<String> kept, Clock clock) {
    this.addresses = addresses;
    this.container = container;
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "blobs";
  }

  /**
   * Why blobs stay.
   *
   * @param why in words
   * @param until the last day; {@link Instant#MIN} when there is none
   */
  private record Reason(String why, Instant until) {}

  /** Those that stay for one reason. */
  private record Group(int count, Instant until) {
    Group and(Group other) {
      return new Group(count + other.count, until.isAfter(other.until) ? until : other.until);
    }
  }

  @Override
  public List<Belonging> list() {
    ListBlobsOptions all =
        new ListBlobsOptions()
            .setDetails(
                new BlobListDetails()
                    .setRetrieveVersions(true)
                    .setRetrieveSnapshots(true)
                    .setRetrieveDeletedBlobs(true)
                    .setRetrieveImmutabilityPolicy(true)
                    .setRetrieveLegalHold(true));
    return call(
        "list the blobs of",
        "container " + container.getBlobContainerName(),
        () -> {
          List<Belonging> belongings = new ArrayList<>();
          Map<String, Group> groups = new TreeMap<>();
          for (BlobItem item : container.exists() ? container.listBlobs(all, null) : NONE) {
            if (kept.stream().anyMatch(item.getName()::startsWith)) {
              continue;
            }
            Optional<Reason> stays = reason(item);
            if (stays.isPresent()) {
              groups.merge(stays.get().why(), new Group(1, stays.get().until()), Group::and);
            } else {
              belongings.add(new Belonging(name(item), Standing.OWN, ""));
            }
          }
          groups.forEach((why, group) -> belongings.add(staying(why, group)));
          return belongings;
        });
  }

  private Belonging staying(String why, Group group) {
    return new Belonging(
        container.getBlobContainerName(),
        Standing.STAYS,
        group.count()
            + " blobs or versions, "
            + why
            + (group.until().equals(Instant.MIN) ? "" : ", the last until " + group.until()));
  }

  private Optional<Reason> reason(BlobItem item) {
    if (Boolean.TRUE.equals(item.isDeleted())) {
      Integer days = item.getProperties().getRemainingRetentionDays();
      return Optional.of(
          new Reason(
              "soft-deleted",
              days == null
                  ? Instant.MIN
                  : clock.instant().plus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS)));
    }
    if (Boolean.TRUE.equals(item.getProperties().hasLegalHold())) {
      return Optional.of(new Reason("under a legal hold", Instant.MIN));
    }
    return Optional.ofNullable(item.getProperties().getImmutabilityPolicy())
        .map(policy -> policy.getExpiryTime())
        .map(OffsetDateTime::toInstant)
        .filter(clock.instant()::isBefore)
        .map(until -> new Reason("that cannot be changed", until));
  }

  /** The version that is the blob itself is deleted by the blob's name. */
  private static String name(BlobItem item) {
    if (item.getSnapshot() != null) {
      return item.getName() + SNAPSHOT + item.getSnapshot();
    }
    return item.getVersionId() == null || Boolean.TRUE.equals(item.isCurrentVersion())
        ? item.getName()
        : item.getName() + VERSION + item.getVersionId();
  }

  @Override
  public Optional<String> remove(Belonging one) {
    return call(
        "delete",
        "blob " + container.getBlobContainerName() + "/" + one.name(),
        () -> {
          try {
            delete(one.name());
            return Optional.empty();
          } catch (BlobStorageException e) {
            if (e.getStatusCode() == GONE) {
              return Optional.empty();
            }
            if (e.getStatusCode() == CONFLICT) {
              return Optional.of(
                  "storage keeps it: " + Redaction.of(String.valueOf(e.getErrorCode())));
            }
            throw e;
          }
        });
  }

  /** A blob goes with its snapshots; where versions are kept, it becomes one. */
  private void delete(String name) {
    int version = name.lastIndexOf(VERSION);
    int snapshot = name.lastIndexOf(SNAPSHOT);
    if (version >= 0) {
      client(name.substring(0, version))
          .getVersionClient(name.substring(version + VERSION.length()))
          .delete();
    } else if (snapshot >= 0) {
      client(name.substring(0, snapshot))
          .getSnapshotClient(name.substring(snapshot + SNAPSHOT.length()))
          .delete();
    } else {
      client(name).deleteWithResponse(DeleteSnapshotsOptionType.INCLUDE, null, null, Context.NONE);
    }
  }

  private BlobClient client(String name) {
    return container.getBlobClient(name);
  }

  /** Takes away what can be, and lists what is left. A blob that becomes a version goes then. */
  List<Belonging> emptied() {
    List<Belonging> there = list();
    for (int pass = 0; pass < 2; pass++) {
      there.stream().filter(one -> one.standing() == Standing.OWN).forEach(this::remove);
      there = list();
    }
    return there.stream().filter(one -> one.standing() != Standing.OWN).toList();
  }

  private <T> T call(String tried, String on, Supplier<T> call) {
    return BlobFailure.call(tried, on, addresses.endpoint(), call);
  }
}
