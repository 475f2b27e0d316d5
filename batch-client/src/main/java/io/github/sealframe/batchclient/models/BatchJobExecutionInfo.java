package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;

/**
 * How a job runs.
 *
 * @param startTime when it was created
 * @param endTime when it was completed
 * @param poolId the pool that it runs on, an auto pool's too
 * @param schedulingError why it could not start
 * @param terminationReason why it ended, as {@code AllTasksComplete}, or what the call said
 */
public record BatchJobExecutionInfo(
    OffsetDateTime startTime,
    OffsetDateTime endTime,
    String poolId,
    BatchJobSchedulingError schedulingError,
    @JsonProperty("terminateReason") String terminationReason) {}
