package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.OutputFileBlobContainerDestination;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.NodeInput;
import java.util.Optional;

/** How nodes come at the production's blobs. Implementations are thread-safe. */
sealed interface NodeAccess permits IdentityAccess, SasAccess {
  /** What a node needs to fetch {@code input}. */
  ResourceFile input(NodeInput input);

  /** What a node needs to write {@code place}, a blob or a prefix of blobs. */
  OutputFileBlobContainerDestination output(BlobRef place);

  /**
   * The identity that the pool's nodes must have.
   *
   * @return its resource id; empty when they need none
   */
  Optional<String> identity();
}
