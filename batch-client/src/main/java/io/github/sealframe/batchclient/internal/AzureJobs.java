package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.TaskId;
import io.github.sealframe.core.TaskPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The jobs of an Azure Batch account, over its REST API. Thread-safe. */
final class AzureJobs implements Jobs {
  private static final String TERMINATE_JOB = "terminatejob";
  private static final Set<JobState> ENABLED = Set.of(JobState.ACTIVE, JobState.ENABLING);
  private static final Set<JobState> MAY_RUN =
      Set.of(JobState.ACTIVE, JobState.ENABLING, JobState.UNKNOWN);

  private final BatchConnection connection;
  private final LiveNodes nodes;
  private final JobBody bodies;
  private final TaskAdder taskAdder;

  AzureJobs(BatchConnection connection, NodeAccess access) {
    this.connection = connection;
    this.nodes = new LiveNodes(connection);
    this.bodies = new JobBody(access);
    this.taskAdder = new TaskAdder(connection, bodies);
  }

  @Override
  public boolean createJob(JobPlan plan) {
    return Expected.decline(
            answer -> answer.code().equals("JobExists"),
            () ->
                connection.send(
                    BatchRequest.of(HttpMethod.POST, "jobs")
                        .as("createJob", "create", name(plan.id()))
                        .body(bodies.of(plan))
                        .expect(201)))
        .isEmpty();
  }

  @Override
  public Optional<LiveJob> job(JobPlan plan) {
    JsonNode expected = Json.MAPPER.valueToTree(bodies.of(plan));
    return find(plan.id())
        .map(live -> live(plan.id(), live, Comparison.ofJobs().between(expected, live)));
  }

  @Override
  public Optional<LiveJob> job(JobId job) {
    return find(job).map(live -> live(job, live, List.of()));
  }

  /** As a tree, so that nothing in it is overlooked. */
  private Optional<JsonNode> find(JobId id) {
    BatchRequest get = of(HttpMethod.GET, id).as("getJob", "read", name(id));
    return Expected.find(() -> connection.get(get, JsonNode.class));
  }

  private static BatchRequest of(HttpMethod method, JobId job, String... more) {
    String[] segments = new String[2 + more.length];
    segments[0] = "jobs";
    segments[1] = job.value();
    System.arraycopy(more, 0, segments, 2, more.length);
    return BatchRequest.of(method, segments);
  }

  private static LiveJob live(JobId id, JsonNode tree, List<Drift> drift) {
    BatchJob job = Json.read(tree, BatchJob.class, name(id));
    return new LiveJob(
        id,
        poolOf(id, job),
        state(job.state()),
        TERMINATE_JOB.equals(job.onAllTasksComplete()),
        drift);
  }

  /** A job that was pointed at an auto pool names no pool. */
  private static PoolId poolOf(JobId id, BatchJob job) {
    if (job.poolInfo() == null || job.poolInfo().poolId() == null) {
      throw new PolicyRefusal(
          "go on with",
          name(id),
          "it runs on no pool that has a name",
          "find out who changed it, delete it and submit again");
    }
    return new PoolId(job.poolInfo().poolId());
  }

  private static JobState state(String state) {
    return Arrays.stream(JobState.values())
        .filter(known -> known.name().equalsIgnoreCase(state))
        .findFirst()
        .orElse(JobState.UNKNOWN);
  }

  @Override
  public void addTasks(JobPlan plan, Consumer<Integer> each) {
    taskAdder.add(plan, each);
  }

  @Override
  public void tasks(JobPlan plan, Consumer<ComparedTask> each) {
    Map<String, TaskPlan> planned = new HashMap<>();
    plan.tasks().forEach(task -> planned.put(task.id().value(), task));
    connection
        .list(listTasks(plan.id()), JsonNode.class)
        .forEach(task -> each.accept(compared(plan, planned.get(task.path("id").asText()), task)));
  }

  private static BatchRequest listTasks(JobId job) {
    return of(HttpMethod.GET, job, "tasks").as("listTasks", "list the tasks of", name(job));
  }

  private ComparedTask compared(JobPlan job, TaskPlan planned, JsonNode live) {
    TaskId id = new TaskId(live.path("id").asText());
    if (planned == null) {
      return new ComparedTask(id, List.of(new Drift("id", "planned", id.value())));
    }
    JsonNode expected = Json.MAPPER.valueToTree(bodies.of(job, planned));
    return new ComparedTask(id, Comparison.ofTasks().between(expected, live));
  }

  @Override
  public void failedTasks(JobId job, Consumer<LiveTask> each) {
    connection
        .list(
            listTasks(job)
                .query("$filter", "state eq 'completed' and executionInfo/result eq 'failure'")
                .query("$select", "id,executionInfo,nodeInfo"),
            BatchTask.class)
        .forEach(task -> each.accept(live(task)));
  }

  private static LiveTask live(BatchTask task) {
    Optional<BatchTaskExecutionInfo> run = Optional.ofNullable(task.executionInfo());
    return new LiveTask(
        new TaskId(task.id()),
        Optional.ofNullable(task.nodeInfo()).map(BatchTaskNodeInfo::nodeId).map(NodeId::new),
        run.map(BatchTaskExecutionInfo::exitCode),
        run.map(BatchTaskExecutionInfo::failureInfo)
            .map(failure -> Told.of(failure.code(), failure.message())));
  }

  @Override
  public void allowCompletion(JobId job) {
    Expected.decline(
            ServiceAnswer::isConflict,
            () ->
                connection.send(
                    of(HttpMethod.PATCH, job)
                        .as("updateJob", "let finish", name(job))
                        .body(new BatchJobUpdateParameters(TERMINATE_JOB))))
        .ifPresent(
            refusal -> {
              if (job(job).filter(LiveJob::mayFinish).isEmpty()) {
                throw refusal;
              }
            });
  }

  @Override
  public TaskCounts taskCounts(JobId job) {
    BatchTaskCounts counts =
        connection
            .get(
                of(HttpMethod.GET, job, "taskcounts")
                    .as("getJobTaskCounts", "count the tasks of", name(job)),
                BatchTaskCountsResult.class)
            .taskCounts();
    return new TaskCounts(counts.active(), counts.running(), counts.succeeded(), counts.failed());
  }

  @Override
  public List<FailedPreparation> failedPreparations(JobId job) {
    List<FailedPreparation> failed = new ArrayList<>();
    connection
        .list(
            of(HttpMethod.GET, job, "jobpreparationandreleasetaskstatus")
                .as("listJobPreparationAndReleaseTaskStatus", "read the preparation of", name(job))
                .query("$select", "nodeId,jobPreparationTaskExecutionInfo"),
            BatchJobPreparationAndReleaseTaskStatus.class)
        .forEach(status -> failure(job, status).ifPresent(failed::add));
    if (!failed.isEmpty()) {
      keepNodesThatAreThere(job, failed);
    }
    return failed;
  }

  /** The service may go on telling of a node that has left the pool: that one does no more harm. */
  private void keepNodesThatAreThere(JobId job, List<FailedPreparation> failed) {
    job(job)
        .ifPresent(
            live -> {
              Set<String> there = nodes.ids(live.pool());
              failed.removeIf(preparation -> !there.contains(preparation.node().value()));
            });
  }

  private static Optional<FailedPreparation> failure(
      JobId job, BatchJobPreparationAndReleaseTaskStatus status) {
    BatchJobPreparationTaskExecutionInfo run = status.jobPreparationTaskExecutionInfo();
    if (run == null || !isFailure(run)) {
      return Optional.empty();
    }
    BatchTaskFailureInfo info = run.failureInfo();
    return Optional.of(
        new FailedPreparation(
            new NodeId(status.nodeId()),
            Optional.ofNullable(run.exitCode()),
            info == null ? List.of() : List.of(Told.of(info.code(), info.message())),
            NodePath.preparationFolder(job, run.taskRootDirectory())));
  }

  private static boolean isFailure(BatchJobPreparationTaskExecutionInfo run) {
    boolean badExit = run.exitCode() != null && run.exitCode() != 0;
    return "completed".equals(run.state())
        && (badExit || run.failureInfo() != null || "failure".equals(run.result()));
  }

  /** A conflict may mean "ended already" or "not now"; only the job itself tells. */
  @Override
  public void disable(JobId job) {
    Expected.decline(
            answer -> answer.isConflict() || answer.isNotFound(),
            () ->
                connection.send(
                    of(HttpMethod.POST, job, "disable")
                        .as("disableJob", "stop", name(job))
                        .body(new BatchJobDisableParameters("requeue"))
                        .expect(202)))
        .ifPresent(
            refusal -> {
              if (job(job).map(LiveJob::state).filter(MAY_RUN::contains).isPresent()) {
                throw refusal;
              }
            });
  }

  @Override
  public void enable(JobId job) {
    Expected.decline(
            ServiceAnswer::isConflict,
            () ->
                connection.send(
                    of(HttpMethod.POST, job, "enable")
                        .as("enableJob", "enable", name(job))
                        .expect(202)))
        .ifPresent(
            refusal -> {
              if (job(job).map(LiveJob::state).filter(ENABLED::contains).isEmpty()) {
                throw refusal;
              }
            });
  }

  @Override
  public List<JobId> openJobs(ProductionCode production) {
    return connection
        .list(
            BatchRequest.of(HttpMethod.GET, "jobs")
                .as("listJobs", "list the jobs of", "production " + production)
                .query(
                    "$filter",
                    "state eq 'active' or state eq 'disabling' or state eq 'disabled'"
                        + " or state eq 'enabling'")
                .query("$select", "id,state,metadata"),
            BatchJob.class)
        .filter(job -> isOf(production, job))
        .map(job -> new JobId(job.id()))
        .toList();
  }

  /** By its metadata, or by its id: whoever took the one away is still found by the other. */
  private static boolean isOf(ProductionCode production, BatchJob job) {
    BatchMetadataItem mark = new BatchMetadataItem(PoolBody.PRODUCTION, production.value());
    return (job.metadata() != null && job.metadata().contains(mark))
        || job.id().startsWith(production + "-");
  }

  private static String name(JobId job) {
    return "job " + job;
  }
}
