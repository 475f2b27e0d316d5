package io.github.sealframe.batchclient.models;

import java.time.Duration;

/**
 * Limits of a job.
 *
 * @param maxWallClockTime from its creation to when it is terminated; no limit when absent
 * @param maxTaskRetryCount retries of each task that ends with another code than 0; -1 is no limit,
 *     0 when absent
 */
public record BatchJobConstraints(Duration maxWallClockTime, Integer maxTaskRetryCount) {}
