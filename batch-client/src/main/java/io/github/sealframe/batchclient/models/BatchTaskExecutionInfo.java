package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * How a task ran.
 *
 * @param startTime its last start
 * @param endTime when it ended
 * @param exitCode of its process; absent before it ends
 * @param containerInfo the container that it runs in
 * @param failureInfo why it failed; absent when it did not
 * @param retryCount retries so far; only exit codes other than 0 are retried
 * @param lastRetryTime start of the last retry
 * @param requeueCount times that a user's request, not a failure, put it back in the queue
 * @param lastRequeueTime last of them
 * @param result whether it succeeded; absent before it ends
 */
public record BatchTaskExecutionInfo(
    OffsetDateTime startTime,
    OffsetDateTime endTime,
    Integer exitCode,
    BatchTaskContainerExecutionInfo containerInfo,
    BatchTaskFailureInfo failureInfo,
    Integer retryCount,
    OffsetDateTime lastRetryTime,
    Integer requeueCount,
    OffsetDateTime lastRequeueTime,
    BatchTaskExecutionResult result) {}
