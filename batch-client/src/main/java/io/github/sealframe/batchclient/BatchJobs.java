package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.DELETE;
import static com.azure.core.http.HttpMethod.GET;
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
import io.github.sealframe.batchclient.models.BatchJob;
import io.github.sealframe.batchclient.models.BatchJobCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobDisableParameters;
import io.github.sealframe.batchclient.models.BatchJobPreparationAndReleaseTaskStatus;
import io.github.sealframe.batchclient.models.BatchJobReplaceParameters;
import io.github.sealframe.batchclient.models.BatchJobState;
import io.github.sealframe.batchclient.models.BatchJobTerminateParameters;
import io.github.sealframe.batchclient.models.BatchJobUpdateParameters;
import io.github.sealframe.batchclient.models.BatchTaskCountsResult;
import java.util.stream.Stream;

/** Jobs of a Batch account; see {@link BatchClient} for what all operations have in common. */
public final class BatchJobs {
  private final BatchConnection connection;
  private final RequestConditions conditions;

  BatchJobs(BatchConnection connection) {
    this(connection, null);
  }

  private BatchJobs(BatchConnection connection, RequestConditions conditions) {
    this.connection = connection;
    this.conditions = conditions;
  }

  /**
   * The same operations, each on one job carried out only when these hold; otherwise refused with
   * status 412, or 304 for one that only reads.
   */
  public BatchJobs when(RequestConditions conditions) {
    return new BatchJobs(connection, conditions);
  }

  private BatchRequest request(HttpMethod method, String job, String... more) {
    return BatchRequest.of(method, "jobs", Ids.checked("job", job)).below(more).when(conditions);
  }

  /** What is there, whatever the conditions. */
  private static BatchRequest look(String job) {
    return BatchRequest.of(GET, "jobs", Ids.checked("job", job));
  }

  /** {@code Job_Add}. */
  public void createJob(BatchJobCreateParameters job) {
    connection.send(
        BatchRequest.of(POST, "jobs")
            .as("createJob", "create", "job " + job.id())
            .body(job)
            .expect(201)
            .doneWhen(look(job.id()), JsonNode.class, Creation.JOB.asAsked(job)));
  }

  /** {@code Job_List}: asked for page by page as the stream is read. */
  public Stream<BatchJob> listJobs(BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "jobs").as("listJobs", "list", "jobs").query(query), BatchJob.class);
  }

  /** {@code Job_ListFromJobSchedule}: the jobs that a schedule has made. */
  public Stream<BatchJob> listJobsFromSchedule(String jobScheduleId, BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "jobschedules", Ids.checked("schedule", jobScheduleId), "jobs")
            .as("listJobsFromSchedule", "list the jobs of", "schedule " + jobScheduleId)
            .query(query),
        BatchJob.class);
  }

  /** {@code Job_Get}. */
  public BatchJob getJob(String jobId) {
    return connection.get(request(GET, jobId).as("getJob", "read", "job " + jobId), BatchJob.class);
  }

  /** {@code Job_Patch}: changes what is given, and leaves the rest. */
  public void updateJob(String jobId, BatchJobUpdateParameters job) {
    connection.send(request(PATCH, jobId).as("updateJob", "change", "job " + jobId).body(job));
  }

  /** {@code Job_Update}: what is not given gets its default. */
  public void replaceJob(String jobId, BatchJobReplaceParameters job) {
    connection.send(request(PUT, jobId).as("replaceJob", "change", "job " + jobId).body(job));
  }

  /** {@code Job_Delete}: begins; the job and its tasks are gone some time later. */
  public void deleteJob(String jobId) {
    connection.send(
        request(DELETE, jobId)
            .as("deleteJob", "delete", "job " + jobId)
            .expect(202)
            .doneWhen("JobNotFound", "JobBeingDeleted"));
  }

  /**
   * {@code Job_Disable}: no task of it begins any more; it takes some time. A job does not show
   * what became of the tasks that ran: when an answer was lost and the next is a conflict, it is
   * refused.
   */
  public void disableJob(String jobId, BatchJobDisableParameters parameters) {
    connection.send(
        request(POST, jobId, "disable")
            .as("disableJob", "stop", "job " + jobId)
            .body(parameters)
            .expect(202));
  }

  /** {@code Job_Enable}: lets a job go on that was disabled. */
  public void enableJob(String jobId) {
    connection.send(
        request(POST, jobId, "enable")
            .as("enableJob", "enable", "job " + jobId)
            .expect(202)
            .doneWhen(
                look(jobId),
                BatchJob.class,
                live ->
                    BatchJobState.ENABLING.equals(live.state())
                        || BatchJobState.ACTIVE.equals(live.state())));
  }

  /** {@code Job_Terminate}: ends it with all of its tasks; it takes some time. */
  public void terminateJob(String jobId, BatchJobTerminateParameters parameters) {
    connection.send(
        request(POST, jobId, "terminate")
            .as("terminateJob", "end", "job " + jobId)
            .body(parameters)
            .expect(202)
            .doneWhen("JobBeingTerminated", "JobCompleted"));
  }

  /** {@code Job_GetTaskCounts}: one cheap request, however many tasks there are. */
  public BatchTaskCountsResult getJobTaskCounts(String jobId) {
    return connection.get(
        request(GET, jobId, "taskcounts")
            .as("getJobTaskCounts", "count the tasks of", "job " + jobId),
        BatchTaskCountsResult.class);
  }

  /** {@code Job_ListPreparationAndReleaseTaskStatus}: of each node that has run one. */
  public Stream<BatchJobPreparationAndReleaseTaskStatus> listJobPreparationAndReleaseTaskStatus(
      String jobId, BatchQuery query) {
    return connection.list(
        request(GET, jobId, "jobpreparationandreleasetaskstatus")
            .as("listJobPreparationAndReleaseTaskStatus", "read the preparation of", "job " + jobId)
            .query(query),
        BatchJobPreparationAndReleaseTaskStatus.class);
  }
}
