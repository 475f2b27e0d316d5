package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;

/**
 * What a pool has used; up to half an hour late.
 *
 * @param url URL of the statistics
 * @param startTime start of what is counted
 * @param lastUpdateTime end of what is counted
 * @param usageStatistics core time
 * @param resourceStatistics processors, memory, disk and network
 */
public record BatchPoolStatistics(
    String url,
    OffsetDateTime startTime,
    OffsetDateTime lastUpdateTime,
    @JsonProperty("usageStats") BatchPoolUsageStatistics usageStatistics,
    @JsonProperty("resourceStats") BatchPoolResourceStatistics resourceStatistics) {}
