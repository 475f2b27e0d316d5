package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Body of {@code Pool_UpdateProperties}: what is absent is removed, and Batch wants the three
 * lists, be they empty.
 *
 * @param startTask runs on each node that joins or restarts
 * @param certificateReferences certificates that nodes have; retired
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param metadata names and values that mean nothing to Batch
 * @param targetNodeCommunicationMode how nodes are to talk with the service
 */
public record BatchPoolReplaceParameters(
    BatchStartTask startTask,
    List<BatchCertificateReference> certificateReferences,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    List<BatchMetadataItem> metadata,
    BatchNodeCommunicationMode targetNodeCommunicationMode) {
  public BatchPoolReplaceParameters {
    certificateReferences = Copies.of(certificateReferences);
    applicationPackageReferences = Copies.of(applicationPackageReferences);
    metadata = Copies.of(metadata);
  }
}
