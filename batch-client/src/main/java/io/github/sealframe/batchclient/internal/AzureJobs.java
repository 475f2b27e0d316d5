package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.RefusedTask;
import io.github.sealframe.batchclient.models.BatchAllTasksCompleteMode;
import io.github.sealframe.batchclient.models.BatchJob;
import io.github.sealframe.batchclient.models.BatchJobDisableParameters;
import io.github.sealframe.batchclient.models.BatchJobPreparationAndReleaseTaskStatus;
import io.github.sealframe.batchclient.models.BatchJobPreparationTaskExecutionInfo;
import io.github.sealframe.batchclient.models.BatchJobPreparationTaskState;
import io.github.sealframe.batchclient.models.BatchJobState;
import io.github.sealframe.batchclient.models.BatchJobUpdateParameters;
import io.github.sealframe.batchclient.models.BatchNodeInfo;
import io.github.sealframe.batchclient.models.BatchTask;
import io.github.sealframe.batchclient.models.BatchTaskCounts;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskExecutionInfo;
import io.github.sealframe.batchclient.models.BatchTaskExecutionResult;
import io.github.sealframe.batchclient.models.BatchTaskFailureInfo;
import io.github.sealframe.batchclient.models.DisableBatchJobOption;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.TaskId;
import io.github.sealframe.core.TaskPlan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jobs of an Azure Batch account, over its REST API. Thread-safe. */
final class AzureJobs implements Jobs {
  private static final Set<JobState> ENABLED = Set.of(JobState.ACTIVE, JobState.ENABLING);
  private static final Set<JobState> MAY_RUN =
      Set.of(JobState.ACTIVE, JobState.ENABLING, JobState.UNKNOWN);

  private static final String FAILED = "state eq 'completed' and executionInfo/result eq 'failure'";
  private static final String REFUSED =
      "state eq 'completed' and executionInfo/exitCode ge "
          + JobBody.FIRST_INTEGRITY_EXIT
          + " and executionInfo/exitCode le "
          + JobBody.LAST_INTEGRITY_EXIT;

  private final BatchConnection connection;
  private final BatchClient client;
  private final LiveNodes nodes;
  private final JobBody bodies;

  AzureJobs(BatchConnection connection, NodeAccess access) {
    this.connection = connection;
    this.client = new BatchClient(connection);
    this.nodes = new LiveNodes(connection);
    this.bodies = new JobBody(access);
  }

  @Override
  public boolean createJob(JobPlan plan) {
    return Expected.decline(
            answer -> answer.code().equals("JobExists"),
            () -> client.jobs().createJob(bodies.of(plan)))
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
    BatchRequest get =
        BatchRequest.of(HttpMethod.GET, "jobs", id.value()).as("getJob", "read", name(id));
    return Expected.find(() -> connection.get(get, JsonNode.class));
  }

  private static LiveJob live(JobId id, JsonNode tree, List<Drift> drift) {
    BatchJob job = Json.read(tree, BatchJob.class, name(id));
    return new LiveJob(
        id,
        poolOf(id, job),
        state(job.state()),
        BatchAllTasksCompleteMode.TERMINATE_JOB.equals(job.allTasksCompleteMode()),
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
    return Json.id(job.poolInfo().poolId(), PoolId::new, name(id));
  }

  private static JobState state(BatchJobState state) {
    return Arrays.stream(JobState.values())
        .filter(known -> known.name().equalsIgnoreCase(String.valueOf(state)))
        .findFirst()
        .orElse(JobState.UNKNOWN);
  }

  @Override
  public void addTasks(JobPlan plan, Consumer<Integer> each) {
    new TaskCollections(connection, plan.id().value(), AzureJobs::asTheyAre)
        .add(
            plan.tasks().stream().map(task -> bodies.of(plan, task)).iterator(),
            refused -> {
              throw refusal(plan.id(), refused);
            },
            asked -> each.accept((int) asked));
  }

  /** {@link #tasks} compares them. */
  private static Map<String, List<Drift>> asTheyAre(List<BatchTaskCreateParameters> there) {
    return there.stream()
        .collect(Collectors.toMap(BatchTaskCreateParameters::id, task -> List.of()));
  }

  private static RemoteRefusal refusal(JobId job, RefusedTask refused) {
    String on = "task " + refused.taskId() + " to job " + job;
    String why = "the Batch service refused it: " + refused.code() + ", " + refused.reason();
    return refused.code().contains("Quota")
        ? new CapacityRefusal("add", on, why, refused.remedy())
        : new ServiceRefusal("add", on, why, refused.remedy());
  }

  @Override
  public void tasks(JobPlan plan, Consumer<ComparedTask> each) {
    Map<String, TaskPlan> planned = new HashMap<>();
    plan.tasks().forEach(task -> planned.put(task.id().value(), task));
    connection
        .list(
            BatchRequest.of(HttpMethod.GET, "jobs", plan.id().value(), "tasks")
                .as("listTasks", "list the tasks of", name(plan.id())),
            JsonNode.class)
        .forEach(task -> each.accept(compared(plan, planned.get(task.path("id").asText()), task)));
  }

  private ComparedTask compared(JobPlan job, TaskPlan planned, JsonNode live) {
    TaskId id = Json.id(live.path("id").textValue(), TaskId::new, "a task of " + name(job.id()));
    if (planned == null) {
      return new ComparedTask(id, List.of(new Drift("id", "planned", id.value())));
    }
    JsonNode expected = Json.MAPPER.valueToTree(bodies.of(job, planned));
    return new ComparedTask(id, Comparison.ofTasks().between(expected, live));
  }

  @Override
  public void failedTasks(JobId job, Consumer<LiveTask> each) {
    failedTasks(job, FAILED).forEach(each);
  }

  @Override
  public Iterator<LiveTask> failedTasks(JobId job, Instant since) {
    return failedTasks(job, FAILED + " and " + from(since)).iterator();
  }

  @Override
  public Iterator<LiveTask> refusedTasks(JobId job, Instant since) {
    return failedTasks(job, REFUSED + " and " + from(since)).iterator();
  }

  private static String from(Instant since) {
    return "stateTransitionTime ge DateTime'" + since.truncatedTo(ChronoUnit.SECONDS) + "'";
  }

  private Stream<LiveTask> failedTasks(JobId job, String filter) {
    return client
        .tasks()
        .listTasks(
            job.value(),
            BatchQuery.ALL.filter(filter).select("id,stateTransitionTime,executionInfo,nodeInfo"))
        .map(task -> live(job, task));
  }

  private static LiveTask live(JobId job, BatchTask task) {
    TaskId id = Json.id(task.id(), TaskId::new, "a task of " + name(job));
    String on = "task " + id;
    Optional<BatchTaskExecutionInfo> run = Optional.ofNullable(task.executionInfo());
    return new LiveTask(
        id,
        Json.required(task.stateTransitionTime(), on).toInstant(),
        Optional.ofNullable(task.nodeInfo())
            .map(BatchNodeInfo::nodeId)
            .map(node -> Json.id(node, NodeId::new, on)),
        run.map(BatchTaskExecutionInfo::exitCode),
        run.map(BatchTaskExecutionInfo::failureInfo)
            .map(failure -> Told.of(failure.code(), failure.message())),
        Optional.ofNullable(task.nodeInfo())
            .map(node -> NodePath.taskFolder(job, id, node.taskRootDirectory())));
  }

  @Override
  public void allowCompletion(JobId job) {
    Expected.decline(
            ServiceAnswer::isConflict,
            () ->
                client
                    .jobs()
                    .updateJob(
                        job.value(),
                        BatchJobUpdateParameters.builder()
                            .allTasksCompleteMode(BatchAllTasksCompleteMode.TERMINATE_JOB)
                            .build()))
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
        Json.required(client.jobs().getJobTaskCounts(job.value()).taskCounts(), name(job));
    return new TaskCounts(
        orZero(counts.active()),
        orZero(counts.running()),
        orZero(counts.succeeded()),
        orZero(counts.failed()));
  }

  private static int orZero(Integer count) {
    return count == null ? 0 : count;
  }

  @Override
  public List<FailedPreparation> failedPreparations(JobId job) {
    List<FailedPreparation> failed = new ArrayList<>();
    client
        .jobs()
        .listJobPreparationAndReleaseTaskStatus(
            job.value(), BatchQuery.ALL.select("nodeId,jobPreparationTaskExecutionInfo"))
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
            Json.id(status.nodeId(), NodeId::new, "a node of " + name(job)),
            Optional.ofNullable(run.exitCode()),
            info == null ? List.of() : List.of(Told.of(info.code(), info.message())),
            NodePath.preparationFolder(job, run.taskRootDirectory())));
  }

  private static boolean isFailure(BatchJobPreparationTaskExecutionInfo run) {
    boolean badExit = run.exitCode() != null && run.exitCode() != 0;
    return BatchJobPreparationTaskState.COMPLETED.equals(run.state())
        && (badExit
            || run.failureInfo() != null
            || BatchTaskExecutionResult.FAILURE.equals(run.result()));
  }

  /** A conflict may mean "ended already" or "not now"; only the job itself tells. */
  @Override
  public void disable(JobId job) {
    Expected.decline(
            answer -> answer.isConflict() || answer.isNotFound(),
            () ->
                client
                    .jobs()
                    .disableJob(
                        job.value(), new BatchJobDisableParameters(DisableBatchJobOption.REQUEUE)))
        .ifPresent(
            refusal -> {
              if (job(job).map(LiveJob::state).filter(MAY_RUN::contains).isPresent()) {
                throw refusal;
              }
            });
  }

  @Override
  public void enable(JobId job) {
    Expected.decline(ServiceAnswer::isConflict, () -> client.jobs().enableJob(job.value()))
        .ifPresent(
            refusal -> {
              if (job(job).map(LiveJob::state).filter(ENABLED::contains).isEmpty()) {
                throw refusal;
              }
            });
  }

  @Override
  public List<JobId> openJobs(ProductionCode production) {
    Label of = new Label(production);
    return client
        .jobs()
        .listJobs(
            BatchQuery.ALL
                .filter(
                    "state eq 'active' or state eq 'disabling' or state eq 'disabled'"
                        + " or state eq 'enabling'")
                .select("id,state,metadata"))
        .filter(job -> of.isHeldWith(Json.required(job.id(), "a job"), job.metadata()))
        .map(job -> Json.id(job.id(), JobId::new, "a job of the production"))
        .toList();
  }

  private static String name(JobId job) {
    return "job " + job;
  }
}
