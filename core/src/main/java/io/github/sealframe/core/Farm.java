package io.github.sealframe.core;

/**
 * The services that a production renders with.
 *
 * @param pools its pools in Azure Batch
 * @param jobs its jobs in Azure Batch
 * @param blobs its blob containers
 * @param holds its hold record
 * @param secrets its vault
 */
public record Farm(Pools pools, Jobs jobs, BlobStore blobs, HoldRecords holds, Secrets secrets) {
  /** Whose services these are. */
  public ProductionCode production() {
    return blobs.production();
  }
}
