package io.github.sealframe.batchclient.models;

/**
 * How many nodes of a pool are in each state: {@code Account_ListPoolNodeCounts}.
 *
 * @param poolId the pool
 * @param dedicated its dedicated nodes
 * @param lowPriority its spot nodes
 */
public record BatchPoolNodeCounts(
    String poolId, BatchNodeCounts dedicated, BatchNodeCounts lowPriority) {}
