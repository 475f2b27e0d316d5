package io.github.sealframe.batchclient.models;

/**
 * A user-assigned managed identity of a pool.
 *
 * @param resourceId its ARM resource id
 */
public record BatchNodeIdentityReference(String resourceId) {}
