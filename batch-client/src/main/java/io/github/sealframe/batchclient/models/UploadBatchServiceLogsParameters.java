package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * Body of {@code ComputeNode_UploadBatchServiceLogs}.
 *
 * @param containerUrl where to, with a SAS unless an identity is named; a secret
 * @param startTime logs from then on; whole files are uploaded
 * @param endTime up to then; up to now when absent
 * @param identityReference the identity that may write to it
 */
public record UploadBatchServiceLogsParameters(
    String containerUrl,
    OffsetDateTime startTime,
    OffsetDateTime endTime,
    BatchNodeIdentityReference identityReference) {
  @Override
  public String toString() {
    return Shown.of(this);
  }
}
