package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * How a StartTask ran on its node.
 *
 * @param state what it does now
 * @param startTime its last start
 * @param endTime when it ended
 * @param exitCode of its process; absent before it ends
 * @param containerInfo the container that it runs in
 * @param failureInfo why it failed; absent when it did not
 * @param retryCount retries so far; only exit codes other than 0 are retried
 * @param lastRetryTime start of the last retry
 * @param result whether it succeeded; absent before it ends
 */
public record BatchStartTaskInfo(
    BatchStartTaskState state,
    OffsetDateTime startTime,
    OffsetDateTime endTime,
    Integer exitCode,
    BatchTaskContainerExecutionInfo containerInfo,
    BatchTaskFailureInfo failureInfo,
    Integer retryCount,
    OffsetDateTime lastRetryTime,
    BatchTaskExecutionResult result) {}
