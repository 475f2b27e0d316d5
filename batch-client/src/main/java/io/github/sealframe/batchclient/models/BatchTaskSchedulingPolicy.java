package io.github.sealframe.batchclient.models;

/**
 * How tasks are spread over the nodes of a pool.
 *
 * @param nodeFillType {@code spread} when a pool has no policy
 */
public record BatchTaskSchedulingPolicy(BatchNodeFillType nodeFillType) {}
