package io.github.sealframe.batchclient.models;

import java.time.Duration;

/**
 * Limits of a task.
 *
 * @param maxWallClockTime from its start to when it is stopped; no limit when absent
 * @param retentionTime how long its folder is kept after its end; 7 days when absent
 * @param maxTaskRetryCount retries after an exit code other than 0; -1 is no limit
 */
public record BatchTaskConstraints(
    Duration maxWallClockTime, Duration retentionTime, Integer maxTaskRetryCount) {}
