package io.github.sealframe.core;

/**
 * The services that a production renders with.
 *
 * @param pools pools in Azure Batch, as plans have them
 * @param ownPools the pools that are its own, whatever plan they were made for
 * @param jobs its jobs in Azure Batch
 * @param blobs its blob containers
 * @param holds its hold record
 * @param wraps the record that it ends
 * @param secrets its vault
 * @param principal who asks them
 */
public record Farm(
    Pools pools,
    ProductionPools ownPools,
    Jobs jobs,
    BlobStore blobs,
    HoldRecords holds,
    WrapRecords wraps,
    Secrets secrets,
    Principal principal) {
  /** Whose services these are. */
  public ProductionCode production() {
    return blobs.production();
  }
}
