package io.github.sealframe.batchclient.models;

/**
 * A pool that the service makes for a job and removes after it.
 *
 * @param autoPoolIdPrefix start of the pool's id, at most 20 characters
 * @param poolLifetimeOption what it lives as long as
 * @param keepAlive whether it stays after that; false when absent
 * @param pool the pool
 */
public record BatchAutoPoolSpecification(
    String autoPoolIdPrefix,
    BatchPoolLifetimeOption poolLifetimeOption,
    Boolean keepAlive,
    BatchPoolSpecification pool) {}
