package io.github.sealframe.batchclient;

import io.github.sealframe.core.ServiceAnswer;
import java.time.Duration;

/**
 * One operation that has ended, for a journal or a metric. Holds no secret.
 *
 * @param answer what the service answered last; that need not be its success when {@code isDone}: a
 *     repetition may have been told that the first attempt did it
 * @param on what it was carried out on, as in {@code pool p4xq7wd2ma-1a2b}
 * @param attempts how often it was tried; 1 for a read of a secret, whatever that took
 * @param took from its begin to its end, waits included
 * @param isRead whether it was to change nothing
 * @param isDone whether it was carried out, or what was asked for holds already
 */
public record ServiceCall(
    ServiceAnswer answer, String on, int attempts, Duration took, boolean isRead, boolean isDone) {
  /** The operation that reads a secret of a key vault. */
  public static final String SECRET_READ = "getSecret";
}
