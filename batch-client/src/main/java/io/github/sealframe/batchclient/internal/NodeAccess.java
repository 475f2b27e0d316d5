package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.OutputFileBlobContainerDestination;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import java.time.Duration;
import java.util.Optional;

/**
 * How nodes come at the production's blobs: they read packages and input, write output, and have no
 * right on anything else. Implementations are thread-safe.
 */
sealed interface NodeAccess permits DelegatedAccess, IdentityAccess, SasAccess {
  /** Whose blobs they are. */
  ProductionCode production();

  /**
   * What a node needs to fetch {@code input} for a StartTask, which stands in the pool.
   *
   * @throws PolicyRefusal when what it needs must not stand there
   */
  default ResourceFile startInput(NodeInput input) {
    return input(input);
  }

  /**
   * What a node needs to fetch {@code input} for a job.
   *
   * @throws PolicyRefusal when no node may read it
   */
  ResourceFile input(NodeInput input);

  /**
   * What a node needs to write {@code place}, a blob or a prefix of blobs.
   *
   * @throws PolicyRefusal when no node may write it
   */
  OutputFileBlobContainerDestination output(BlobRef place);

  /**
   * The identity that the pool's nodes must have.
   *
   * @return its resource id; empty when they need none
   */
  Optional<String> identity();

  /**
   * How long a job may live, so that it does not outlive the access of its tasks.
   *
   * @return empty when that access does not end
   */
  default Optional<Duration> jobLimit() {
    return Optional.empty();
  }

  /** The blob of {@code input}, given that nodes may read it. */
  static BlobRef readable(NodeInput input) {
    BlobRef blob = input.blob();
    return switch (blob.role()) {
      case PACKAGES, INPUT -> blob;
      case OUTPUT, EVIDENCE, CONTROL -> throw refused("let nodes read", blob);
    };
  }

  /** {@code place}, given that nodes may write it. */
  static BlobRef writable(BlobRef place) {
    if (place.role() != ContainerRole.OUTPUT) {
      throw refused("let nodes write", place);
    }
    return place;
  }

  private static PolicyRefusal refused(String tried, BlobRef blob) {
    return new PolicyRefusal(
        tried,
        "blob " + blob,
        "nodes have no right on that container",
        "find out who planned it, and report it");
  }
}
