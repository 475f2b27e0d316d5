package io.github.sealframe.batchclient.models;

/**
 * The pool that a job runs on; takes one of the two.
 *
 * @param poolId a pool; it need not exist yet
 * @param autoPoolSpecification a pool that the service makes
 */
public record BatchPoolInfo(String poolId, BatchAutoPoolSpecification autoPoolSpecification) {}
