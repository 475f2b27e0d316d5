package io.github.sealframe.batchclient.models;

/**
 * Where in a region the nodes of a pool are placed.
 *
 * @param policy {@code regional} when absent
 */
public record BatchNodePlacementConfiguration(BatchNodePlacementPolicyType policy) {}
