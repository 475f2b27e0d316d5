package io.github.sealframe.batchclient.internal;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.sas.SasProtocol;
import io.github.sealframe.batchclient.models.OutputFileBlobContainerDestination;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Tasks get a user-delegation SAS, for nodes without an identity: over https only, to read one blob
 * or to add blobs to the output container, for as long as the job may live. A pool never gets one:
 * it outlives the SAS, and everyone who may read the pool would see it. Thread-safe.
 */
public final class DelegatedAccess implements NodeAccess {
  /** Azure's limit for a user-delegation key. */
  private static final Duration KEY_LIFE = Duration.ofDays(7);

  /** By so much a clock may be slow: that of this machine or that of the service. */
  static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** The longest that a job may live: less than a key, so that one key can sign for many tasks. */
  public static final Duration LONGEST_JOB = KEY_LIFE.minus(Duration.ofHours(1));

  private static final String KEY = "the user-delegation key of the Blob service";

  private final BlobAddresses addresses;
  private final BlobServiceClient client;
  private final Duration jobLimit;
  private final Clock clock;
  private UserDelegationKey key;

  /**
   * @param addresses where blobs are, over https
   * @param client signed in with a token
   * @param jobLimit how long a job may live, and each SAS
   * @param clock from when on a SAS lives
   * @throws IllegalArgumentException when the address is not https, or the limit is too long
   */
  DelegatedAccess(
      BlobAddresses addresses, BlobServiceClient client, Duration jobLimit, Clock clock) {
    if (!Origin.of(addresses.endpoint()).scheme().equals("https")) {
      throw new IllegalArgumentException("a SAS is sent over https only");
    }
    if (jobLimit.compareTo(LONGEST_JOB) > 0) {
      throw new IllegalArgumentException("no SAS can live so long: " + jobLimit);
    }
    this.addresses = addresses;
    this.client = client;
    this.jobLimit = jobLimit;
    this.clock = clock;
  }

  @Override
  public ResourceFile startInput(NodeInput input) {
    throw new PolicyRefusal(
        "let a StartTask fetch",
        "blob " + input.blob(),
        "a SAS never stands in a pool",
        "name a user-assigned identity for the nodes, or take an image that holds the package");
  }

  @Override
  public ProductionCode production() {
    return addresses.production();
  }

  @Override
  public ResourceFile input(NodeInput input) {
    BlobRef blob = NodeAccess.readable(input);
    Instant now = clock.instant();
    BlobSasPermission rights = new BlobSasPermission().setReadPermission(true);
    String sas =
        container(blob)
            .getBlobClient(blob.name())
            .generateUserDelegationSas(
                fromNow(new BlobServiceSasSignatureValues(expiry(now), rights), now), key(now));
    return ResourceFile.builder()
        .httpUrl(addresses.blob(blob) + "?" + sas)
        .filePath(input.fileName())
        .build();
  }

  @Override
  public OutputFileBlobContainerDestination output(BlobRef place) {
    Instant now = clock.instant();
    BlobContainerSasPermission rights =
        new BlobContainerSasPermission().setCreatePermission(true).setWritePermission(true);
    String sas =
        container(NodeAccess.writable(place))
            .generateUserDelegationSas(
                fromNow(new BlobServiceSasSignatureValues(expiry(now), rights), now), key(now));
    return new OutputFileBlobContainerDestination(
        place.name(), addresses.container(place.role()) + "?" + sas, null, null);
  }

  private BlobContainerClient container(BlobRef blob) {
    return client.getBlobContainerClient(addresses.containerName(blob.role()));
  }

  private static BlobServiceSasSignatureValues fromNow(
      BlobServiceSasSignatureValues values, Instant now) {
    return values.setProtocol(SasProtocol.HTTPS_ONLY).setStartTime(utc(now.minus(CLOCK_SKEW)));
  }

  private OffsetDateTime expiry(Instant now) {
    return utc(now.plus(jobLimit));
  }

  /** One key signs many: it is asked for again when it would end before what it signs. */
  private synchronized UserDelegationKey key(Instant now) {
    OffsetDateTime needed = expiry(now);
    if (key == null || key.getSignedExpiry().isBefore(needed)) {
      key = ask(now);
    }
    if (key.getSignedExpiry().isBefore(needed)) {
      throw new PolicyRefusal(
          "sign for tasks with",
          KEY,
          "it ends at " + key.getSignedExpiry() + ", before the job's limit of " + jobLimit,
          "plan a shorter job, or check this machine's clock");
    }
    return key;
  }

  private UserDelegationKey ask(Instant now) {
    Instant start = now.minus(CLOCK_SKEW.multipliedBy(2));
    try {
      return client.getUserDelegationKey(utc(start), utc(start.plus(KEY_LIFE)));
    } catch (BlobStorageException e) {
      throw BlobFailure.refusal("get", KEY, e);
    } catch (RuntimeException e) {
      throw BlobFailure.noAnswer("get", KEY, addresses.endpoint(), e);
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public Optional<String> identity() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> jobLimit() {
    return Optional.of(jobLimit);
  }
}
