package io.github.sealframe.batchclient.models;

import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * Core time of a pool.
 *
 * @param startTime start of what is counted
 * @param lastUpdateTime end of what is counted
 * @param dedicatedCoreTime wall-clock time of all cores of dedicated nodes
 */
public record BatchPoolUsageStatistics(
    OffsetDateTime startTime, OffsetDateTime lastUpdateTime, Duration dedicatedCoreTime) {}
