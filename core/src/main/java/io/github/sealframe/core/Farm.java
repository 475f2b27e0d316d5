package io.github.sealframe.core;

/**
 * The services that a production renders with.
 *
 * @param batch its Batch account
 * @param blobs its blob containers
 * @param holds its hold record
 * @param secrets its vault
 */
public record Farm(Batch batch, BlobStore blobs, HoldRecords holds, Secrets secrets) {}
