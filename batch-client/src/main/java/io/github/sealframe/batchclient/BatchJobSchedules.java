package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.DELETE;
import static com.azure.core.http.HttpMethod.GET;
import static com.azure.core.http.HttpMethod.HEAD;
import static com.azure.core.http.HttpMethod.PATCH;
import static com.azure.core.http.HttpMethod.POST;
import static com.azure.core.http.HttpMethod.PUT;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.RequestConditions;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Creation;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.models.BatchJobSchedule;
import io.github.sealframe.batchclient.models.BatchJobScheduleCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleReplaceParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleState;
import io.github.sealframe.batchclient.models.BatchJobScheduleUpdateParameters;
import java.util.stream.Stream;

/**
 * Schedules that make jobs; see {@link BatchClient} for what all operations have in common. Their
 * jobs are listed by {@link BatchJobs#listJobsFromSchedule}.
 */
public final class BatchJobSchedules {
  private final BatchConnection connection;
  private final RequestConditions conditions;

  BatchJobSchedules(BatchConnection connection) {
    this(connection, null);
  }

  private BatchJobSchedules(BatchConnection connection, RequestConditions conditions) {
    this.connection = connection;
    this.conditions = conditions;
  }

  /**
   * The same operations, each on one schedule carried out only when these hold; otherwise refused
   * with status 412, or 304 for one that only reads.
   */
  public BatchJobSchedules when(RequestConditions conditions) {
    return new BatchJobSchedules(connection, conditions);
  }

  private BatchRequest request(HttpMethod method, String schedule, String... more) {
    return BatchRequest.of(method, "jobschedules", Ids.checked("schedule", schedule))
        .below(more)
        .when(conditions);
  }

  /** What is there, whatever the conditions. */
  private static BatchRequest look(String schedule) {
    return BatchRequest.of(GET, "jobschedules", Ids.checked("schedule", schedule));
  }

  /** {@code JobSchedule_Add}. */
  public void createJobSchedule(BatchJobScheduleCreateParameters schedule) {
    connection.send(
        BatchRequest.of(POST, "jobschedules")
            .as("createJobSchedule", "create", "schedule " + schedule.id())
            .body(schedule)
            .expect(201)
            .doneWhen(
                look(schedule.id()), JsonNode.class, Creation.JOB_SCHEDULE.asAsked(schedule)));
  }

  /** {@code JobSchedule_List}: asked for page by page as the stream is read. */
  public Stream<BatchJobSchedule> listJobSchedules(BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "jobschedules")
            .as("listJobSchedules", "list", "schedules")
            .query(query),
        BatchJobSchedule.class);
  }

  /** {@code JobSchedule_Get}. */
  public BatchJobSchedule getJobSchedule(String jobScheduleId) {
    return connection.get(
        request(GET, jobScheduleId).as("getJobSchedule", "read", "schedule " + jobScheduleId),
        BatchJobSchedule.class);
  }

  /** {@code JobSchedule_Exists}. */
  public boolean jobScheduleExists(String jobScheduleId) {
    return connection.exists(
        request(HEAD, jobScheduleId)
            .as("jobScheduleExists", "look for", "schedule " + jobScheduleId));
  }

  /** {@code JobSchedule_Patch}: changes what is given, and leaves the rest. */
  public void updateJobSchedule(String jobScheduleId, BatchJobScheduleUpdateParameters schedule) {
    connection.send(
        request(PATCH, jobScheduleId)
            .as("updateJobSchedule", "change", "schedule " + jobScheduleId)
            .body(schedule));
  }

  /** {@code JobSchedule_Update}: what is not given gets its default. */
  public void replaceJobSchedule(String jobScheduleId, BatchJobScheduleReplaceParameters schedule) {
    connection.send(
        request(PUT, jobScheduleId)
            .as("replaceJobSchedule", "change", "schedule " + jobScheduleId)
            .body(schedule));
  }

  /** {@code JobSchedule_Delete}: begins; the schedule and its jobs are gone some time later. */
  public void deleteJobSchedule(String jobScheduleId) {
    connection.send(
        request(DELETE, jobScheduleId)
            .as("deleteJobSchedule", "delete", "schedule " + jobScheduleId)
            .expect(202)
            .doneWhen("JobScheduleNotFound", "JobScheduleBeingDeleted"));
  }

  /** {@code JobSchedule_Disable}: no new job is made until it is enabled. */
  public void disableJobSchedule(String jobScheduleId) {
    connection.send(
        request(POST, jobScheduleId, "disable")
            .as("disableJobSchedule", "stop", "schedule " + jobScheduleId)
            .expect(204)
            .doneWhen("JobScheduleDisabled"));
  }

  /** {@code JobSchedule_Enable}. */
  public void enableJobSchedule(String jobScheduleId) {
    connection.send(
        request(POST, jobScheduleId, "enable")
            .as("enableJobSchedule", "enable", "schedule " + jobScheduleId)
            .expect(204)
            .doneWhen(
                look(jobScheduleId),
                BatchJobSchedule.class,
                live -> BatchJobScheduleState.ACTIVE.equals(live.state())));
  }

  /** {@code JobSchedule_Terminate}: it makes no job any more. */
  public void terminateJobSchedule(String jobScheduleId) {
    connection.send(
        request(POST, jobScheduleId, "terminate")
            .as("terminateJobSchedule", "end", "schedule " + jobScheduleId)
            .expect(202)
            .doneWhen("JobScheduleBeingTerminated", "JobScheduleCompleted"));
  }
}
