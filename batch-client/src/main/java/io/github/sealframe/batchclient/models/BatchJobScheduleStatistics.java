package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * What the jobs of a schedule have used; up to half an hour late.
 *
 * @param url URL of the statistics
 * @param startTime start of what is counted
 * @param lastUpdateTime end of what is counted
 * @param userCpuTime processor time in user mode
 * @param kernelCpuTime processor time in kernel mode
 * @param wallClockTime run time of all tasks, with their retries
 * @param readIops reads from disk
 * @param writeIops writes to disk
 * @param readIoGiB read from disk, GiB
 * @param writeIoGiB written to disk, GiB
 * @param succeededTasksCount tasks that ended with 0
 * @param failedTasksCount tasks that failed after all retries
 * @param taskRetriesCount retries of all tasks
 * @param waitTime from creation to last start, of all tasks
 */
public record BatchJobScheduleStatistics(
    String url,
    OffsetDateTime startTime,
    OffsetDateTime lastUpdateTime,
    @JsonProperty("userCPUTime") Duration userCpuTime,
    @JsonProperty("kernelCPUTime") Duration kernelCpuTime,
    Duration wallClockTime,
    @JsonProperty("readIOps") Long readIops,
    @JsonProperty("writeIOps") Long writeIops,
    @JsonProperty("readIOGiB") Double readIoGiB,
    @JsonProperty("writeIOGiB") Double writeIoGiB,
    @JsonProperty("numSucceededTasks") Long succeededTasksCount,
    @JsonProperty("numFailedTasks") Long failedTasksCount,
    @JsonProperty("numTaskRetries") Long taskRetriesCount,
    Duration waitTime) {}
