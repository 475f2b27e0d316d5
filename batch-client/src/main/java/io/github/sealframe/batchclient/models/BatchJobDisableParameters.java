package io.github.sealframe.batchclient.models;

/**
 * Body of {@code Job_Disable}.
 *
 * @param disableTasks what becomes of running tasks
 */
public record BatchJobDisableParameters(DisableBatchJobOption disableTasks) {}
