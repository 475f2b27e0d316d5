package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * How a job preparation task ran on one node.
 *
 * @param startTime its last start
 * @param endTime when it ended
 * @param state what it does now
 * @param taskRootDirectory its folder on the node
 * @param taskRootDirectoryUrl URL of that folder
 * @param exitCode of its process; absent before it ends
 * @param containerInfo the container that it runs in
 * @param failureInfo why it failed; absent when it did not
 * @param retryCount retries so far; only exit codes other than 0 are retried
 * @param lastRetryTime start of the last retry
 * @param result whether it succeeded; absent before it ends
 */
public record BatchJobPreparationTaskExecutionInfo(
    OffsetDateTime startTime,
    OffsetDateTime endTime,
    BatchJobPreparationTaskState state,
    String taskRootDirectory,
    String taskRootDirectoryUrl,
    Integer exitCode,
    BatchTaskContainerExecutionInfo containerInfo,
    BatchTaskFailureInfo failureInfo,
    Integer retryCount,
    OffsetDateTime lastRetryTime,
    BatchTaskExecutionResult result) {}
