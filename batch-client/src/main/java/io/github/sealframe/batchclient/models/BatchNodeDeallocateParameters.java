package io.github.sealframe.batchclient.models;

/**
 * Body of {@code ComputeNode_Deallocate}.
 *
 * @param nodeDeallocateOption {@code requeue} when absent
 */
public record BatchNodeDeallocateParameters(BatchNodeDeallocateOption nodeDeallocateOption) {}
