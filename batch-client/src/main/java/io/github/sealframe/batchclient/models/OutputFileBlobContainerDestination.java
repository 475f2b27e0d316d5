package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * The blob container that output files go to.
 *
 * @param path name of the blob, or of its folder when the pattern has wildcards; the container's
 *     root when absent
 * @param containerUrl its URL, with a SAS unless an identity is named; a secret
 * @param identityReference the identity that may write to it
 * @param uploadHeaders headers of each upload
 */
public record OutputFileBlobContainerDestination(
    String path,
    String containerUrl,
    BatchNodeIdentityReference identityReference,
    List<OutputFileUploadHeader> uploadHeaders) {
  public OutputFileBlobContainerDestination {
    uploadHeaders = Copies.of(uploadHeaders);
  }

  @Override
  public String toString() {
    return Shown.of(this, "path");
  }
}
