package io.github.sealframe.batchclient.models;

/**
 * Body of {@code ComputeNode_Reimage}.
 *
 * @param nodeReimageOption {@code requeue} when absent
 */
public record BatchNodeReimageParameters(BatchNodeReimageOption nodeReimageOption) {}
