package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * The next and the last job of a schedule.
 *
 * @param nextRunTime when the next job is made, if the schedule is active then
 * @param recentJob the last job
 * @param endTime when the schedule was completed
 */
public record BatchJobScheduleExecutionInfo(
    OffsetDateTime nextRunTime, RecentBatchJob recentJob, OffsetDateTime endTime) {}
