package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * What a task has used.
 *
 * @param url URL of the statistics
 * @param startTime start of what is counted
 * @param lastUpdateTime end of what is counted
 * @param userCpuTime processor time in user mode
 * @param kernelCpuTime processor time in kernel mode
 * @param wallClockTime run time, with retries
 * @param readIops reads from disk
 * @param writeIops writes to disk
 * @param readIoGiB read from disk, GiB
 * @param writeIoGiB written to disk, GiB
 * @param waitTime from its creation to its last start
 */
public record BatchTaskStatistics(
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
    Duration waitTime) {}
