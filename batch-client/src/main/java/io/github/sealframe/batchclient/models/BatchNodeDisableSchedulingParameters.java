package io.github.sealframe.batchclient.models;

/**
 * Body of {@code ComputeNode_DisableScheduling}.
 *
 * @param nodeDisableSchedulingOption {@code requeue} when absent
 */
public record BatchNodeDisableSchedulingParameters(
    BatchNodeDisableSchedulingOption nodeDisableSchedulingOption) {}
