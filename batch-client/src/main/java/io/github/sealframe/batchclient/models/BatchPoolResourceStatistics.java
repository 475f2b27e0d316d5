package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;

/**
 * What the nodes of a pool have used.
 *
 * @param startTime start of what is counted
 * @param lastUpdateTime end of what is counted
 * @param avgCpuPercentage average use of a node's processors, 0 to 100
 * @param avgMemoryGiB average memory in use, GiB
 * @param peakMemoryGiB most memory in use, GiB
 * @param avgDiskGiB average disk in use, GiB
 * @param peakDiskGiB most disk in use, GiB
 * @param diskReadIops reads from disk
 * @param diskWriteIops writes to disk
 * @param diskReadGiB read from disk, GiB
 * @param diskWriteGiB written to disk, GiB
 * @param networkReadGiB received, GiB
 * @param networkWriteGiB sent, GiB
 */
public record BatchPoolResourceStatistics(
    OffsetDateTime startTime,
    OffsetDateTime lastUpdateTime,
    @JsonProperty("avgCPUPercentage") Double avgCpuPercentage,
    Double avgMemoryGiB,
    Double peakMemoryGiB,
    Double avgDiskGiB,
    Double peakDiskGiB,
    @JsonProperty("diskReadIOps") Long diskReadIops,
    @JsonProperty("diskWriteIOps") Long diskWriteIops,
    Double diskReadGiB,
    Double diskWriteGiB,
    Double networkReadGiB,
    Double networkWriteGiB) {}
