package io.github.sealframe.batchclient.models;

/**
 * A folder of the node that a container sees.
 *
 * @param source the folder
 * @param isReadOnly whether it cannot be written to; false when absent
 */
public record ContainerHostBatchBindMountEntry(ContainerHostDataPath source, Boolean isReadOnly) {}
