package io.github.sealframe.batchclient.models;

/**
 * How a job's preparation and release tasks went on one node: {@code
 * Job_ListPreparationAndReleaseTaskStatus}.
 *
 * @param poolId the node's pool
 * @param nodeId the node
 * @param nodeUrl the node's URL
 * @param jobPreparationTaskExecutionInfo the preparation task
 * @param jobReleaseTaskExecutionInfo the release task; absent before it runs
 */
public record BatchJobPreparationAndReleaseTaskStatus(
    String poolId,
    String nodeId,
    String nodeUrl,
    BatchJobPreparationTaskExecutionInfo jobPreparationTaskExecutionInfo,
    BatchJobReleaseTaskExecutionInfo jobReleaseTaskExecutionInfo) {}
