package io.github.sealframe.core;

/**
 * The services that a production renders with.
 *
 * @param pools its pools in Azure Batch
 * @param jobs its jobs in Azure Batch
 * @param blobs its blob containers
 * @param holds its hold record
 * @param wraps the record that it ends
 * @param secrets its vault
 */
public record Farm(
    Pools pools,
    Jobs jobs,
    BlobStore blobs,
    HoldRecords holds,
    WrapRecords wraps,
    Secrets secrets) {}
