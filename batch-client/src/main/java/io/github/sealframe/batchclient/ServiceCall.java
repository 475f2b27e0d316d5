package io.github.sealframe.batchclient;

import io.github.sealframe.core.ServiceAnswer;
import java.time.Duration;

/**
 * One operation that has ended, for a journal or a metric. Holds no secret.
 *
 * @param answer what became of it
 * @param on what it was carried out on, as in {@code pool p4xq7wd2ma-1a2b}
 * @param attempts how often it was tried, at least 1
 * @param took from its begin to its end, waits included
 * @param isRead whether it was to change nothing
 * @param isDone whether it was carried out
 */
public record ServiceCall(
    ServiceAnswer answer, String on, int attempts, Duration took, boolean isRead, boolean isDone) {}
