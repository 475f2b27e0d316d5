package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchNodeIdentityReference;
import io.github.sealframe.batchclient.models.OutputFileBlobContainerDestination;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.ProductionCode;
import java.util.Optional;

/**
 * Nodes show their user-assigned managed identity to storage: nothing that could be stolen stands
 * in a pool, job or task. Thread-safe.
 */
final class IdentityAccess implements NodeAccess {
  private final BlobAddresses addresses;
  private final BatchNodeIdentityReference identity;

  /**
   * @param addresses where blobs are
   * @param identity resource id of the identity
   */
  IdentityAccess(BlobAddresses addresses, String identity) {
    this.addresses = addresses;
    this.identity = new BatchNodeIdentityReference(identity);
  }

  @Override
  public ProductionCode production() {
    return addresses.production();
  }

  @Override
  public ResourceFile input(NodeInput input) {
    return ResourceFile.builder()
        .httpUrl(addresses.blob(NodeAccess.readable(input)))
        .filePath(input.fileName())
        .identityReference(identity)
        .build();
  }

  @Override
  public OutputFileBlobContainerDestination output(BlobRef place) {
    return new OutputFileBlobContainerDestination(
        place.name(), addresses.container(NodeAccess.writable(place).role()), identity, null);
  }

  @Override
  public Optional<String> identity() {
    return Optional.of(identity.resourceId());
  }
}
