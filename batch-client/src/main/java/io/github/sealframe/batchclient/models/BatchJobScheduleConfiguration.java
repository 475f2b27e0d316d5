package io.github.sealframe.batchclient.models;

import java.time.Duration;
import java.time.OffsetDateTime;

/**
 * When a schedule makes jobs; at most one is active at a time. Times are fixed in UTC.
 *
 * @param doNotRunUntil earliest time; at once when absent
 * @param doNotRunAfter latest time; never ends when absent
 * @param startWindow how late a job that is due may be made, 1 minute or more; no limit when absent
 * @param recurrenceInterval from one job to the next, 1 minute or more; one job only when absent
 */
public record BatchJobScheduleConfiguration(
    OffsetDateTime doNotRunUntil,
    OffsetDateTime doNotRunAfter,
    Duration startWindow,
    Duration recurrenceInterval) {}
