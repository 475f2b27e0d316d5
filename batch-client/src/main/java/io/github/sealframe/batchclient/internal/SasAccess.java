package io.github.sealframe.batchclient.internal;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.github.sealframe.batchclient.models.OutputFileBlobContainerDestination;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.ProductionCode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Nodes of an emulator on this machine get a service SAS, since they have no identity: to read one
 * blob, or to add blobs to one container, for a day. Never used with Azure. Thread-safe.
 */
final class SasAccess implements NodeAccess {
  static final Duration LIFETIME = Duration.ofHours(24);

  private final BlobAddresses addresses;
  private final BlobServiceClient client;
  private final Clock clock;

  /**
   * @param addresses where blobs are, on this machine
   * @param client has the account's key
   * @param clock from when on a SAS lives
   * @throws IllegalArgumentException when the address is not one of this machine
   */
  SasAccess(BlobAddresses addresses, BlobServiceClient client, Clock clock) {
    URI endpoint = addresses.endpoint();
    if (!Origin.isLoopback(endpoint)) {
      throw new IllegalArgumentException("a service SAS is for an emulator on this machine only");
    }
    this.addresses = addresses;
    this.client = client;
    this.clock = clock;
  }

  @Override
  public ProductionCode production() {
    return addresses.production();
  }

  @Override
  public ResourceFile input(NodeInput input) {
    BlobRef blob = NodeAccess.readable(input);
    String sas =
        client
            .getBlobContainerClient(addresses.containerName(blob.role()))
            .getBlobClient(blob.name())
            .generateSas(
                new BlobServiceSasSignatureValues(
                    expiry(), new BlobSasPermission().setReadPermission(true)));
    return ResourceFile.builder()
        .httpUrl(addresses.blob(blob) + "?" + sas)
        .filePath(input.fileName())
        .build();
  }

  @Override
  public OutputFileBlobContainerDestination output(BlobRef place) {
    BlobContainerSasPermission rights =
        new BlobContainerSasPermission().setCreatePermission(true).setWritePermission(true);
    String sas =
        client
            .getBlobContainerClient(addresses.containerName(NodeAccess.writable(place).role()))
            .generateSas(new BlobServiceSasSignatureValues(expiry(), rights));
    return new OutputFileBlobContainerDestination(
        place.name(), addresses.container(place.role()) + "?" + sas, null, null);
  }

  @Override
  public Optional<String> identity() {
    return Optional.empty();
  }

  private OffsetDateTime expiry() {
    return clock.instant().plus(LIFETIME).atOffset(ZoneOffset.UTC);
  }
}
