package io.github.sealframe.batchclient.internal;

import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Batch;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.TaskId;
import io.github.sealframe.core.TaskPlan;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An Azure Batch account, over its REST API. Thread-safe. */
public final class AzureBatch implements Batch {
  private static final String VERSION = BatchOperations.API_VERSION;
  private static final int MAX_REMOVED_NODES = 100;
  private static final String TERMINATE_JOB = "terminatejob";

  /** States of a node that knows its StartTask, if it has one. */
  private static final Set<String> WITH_START_TASK =
      Set.of("waitingforstarttask", "starttaskfailed", "idle", "running", "offline");

  private final BatchConnection connection;
  private final BatchOperations rest;
  private final String endpoint;
  private final NodeAccess access;
  private final PoolBody pools;
  private final JobBody jobs;
  private final TaskAdder taskAdder;

  AzureBatch(URI endpoint, HttpPipelinePolicy credential, NodeAccess access) {
    this.connection = new BatchConnection(endpoint, credential);
    this.rest = connection.operations();
    this.endpoint = connection.endpoint();
    this.access = access;
    this.pools = new PoolBody(access);
    this.jobs = new JobBody(access);
    this.taskAdder = new TaskAdder(connection, jobs);
  }

  @Override
  public boolean createPool(PoolPlan plan) {
    String tried = "create";
    String on = name(plan.id());
    refuseOtherIdentity(plan);
    if (access.identity().isPresent()) {
      return refuseUnlessThere(plan);
    }
    BatchPoolCreateParameters body = pools.of(plan);
    return connection
        .attempt(
            tried,
            on,
            failure -> failure.isConflict() && failure.code().equals("PoolExists"),
            () -> rest.createPool(endpoint, VERSION, body, Context.NONE))
        .isEmpty();
  }

  private void refuseOtherIdentity(PoolPlan plan) {
    Optional<String> planned = plan.shape().identity().map(id -> id.toLowerCase(Locale.ROOT));
    Optional<String> own = access.identity().map(id -> id.toLowerCase(Locale.ROOT));
    if (!planned.equals(own)) {
      throw new ConfigurationRefusal(
          "plan",
          name(plan.id()),
          "its nodes have the identity "
              + planned.orElse("none")
              + ", and jobs are written for "
              + own.orElse("none"),
          "name one identity for both, and none for the emulator");
    }
  }

  /** The Batch service itself can't give a pool an identity: only Resource Manager can. */
  private boolean refuseUnlessThere(PoolPlan plan) {
    if (pool(plan.id()).isEmpty()) {
      throw new ConfigurationRefusal(
          "create",
          name(plan.id()),
          "its nodes need the identity "
              + access.identity().get()
              + ", which only Azure Resource"
              + " Manager can give to a pool",
          "create the pool there with that identity, then submit again");
    }
    return false;
  }

  private Optional<JsonNode> pool(PoolId id) {
    return connection.find(
        "read",
        name(id),
        BatchFailure::isNotFound,
        () -> rest.getPool(endpoint, VERSION, id.value(), Context.NONE));
  }

  @Override
  public Optional<LivePool> pool(PoolPlan plan) {
    refuseOtherIdentity(plan);
    return pool(plan.id()).map(live -> compared(plan, live));
  }

  private LivePool compared(PoolPlan plan, JsonNode live) {
    BatchPool pool = read(live, BatchPool.class, name(plan.id()));
    JsonNode expected =
        PoolIdentity.with(access.identity(), Json.MAPPER.valueToTree(pools.of(plan)));
    List<Drift> drift = Comparison.ofPools().between(expected, PoolIdentity.normal(live));
    return new LivePool(
        "steady".equals(pool.allocationState()),
        pool.currentDedicatedNodes(),
        pool.targetDedicatedNodes(),
        drift);
  }

  private static <T> T read(JsonNode tree, Class<T> type, String on) {
    try {
      return Json.MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new ServiceRefusal(
          "read", on, "the Batch service described it in an unknown form", "check the endpoint", e);
    }
  }

  @Override
  public void resize(PoolId pool, int nodes) {
    connection.attempt(
        "resize",
        name(pool),
        failure -> failure.isConflict() && !failure.code().equals("PoolBeingDeleted"),
        () ->
            rest.resizePool(
                endpoint,
                VERSION,
                pool.value(),
                new BatchPoolResizeParameters(nodes),
                Context.NONE));
  }

  @Override
  public void stopGrowing(PoolId pool) {
    Optional<JsonNode> live = pool(pool);
    if (live.isEmpty()) {
      return;
    }
    BatchPool state = read(live.get(), BatchPool.class, name(pool));
    if ("resizing".equals(state.allocationState())) {
      connection.attempt(
          "stop the resize of",
          name(pool),
          failure -> failure.isConflict() || failure.isNotFound(),
          () -> rest.stopPoolResize(endpoint, VERSION, pool.value(), Context.NONE));
    } else if (state.targetDedicatedNodes() > state.currentDedicatedNodes()) {
      connection.attempt(
          "resize",
          name(pool),
          failure -> failure.isConflict() || failure.isNotFound(),
          () ->
              rest.resizePool(
                  endpoint,
                  VERSION,
                  pool.value(),
                  new BatchPoolResizeParameters(state.currentDedicatedNodes()),
                  Context.NONE));
    }
  }

  @Override
  public void removeNodes(PoolId pool, List<NodeId> nodes) {
    Set<String> there = nodeIds(pool);
    List<String> remove =
        nodes.stream().map(NodeId::value).filter(there::contains).distinct().toList();
    for (int from = 0; from < remove.size(); from += MAX_REMOVED_NODES) {
      List<String> some = remove.subList(from, Math.min(remove.size(), from + MAX_REMOVED_NODES));
      connection.attempt(
          "remove nodes from",
          name(pool),
          BatchFailure::isNotFound,
          () ->
              rest.removeNodes(
                  endpoint,
                  VERSION,
                  pool.value(),
                  new BatchNodeRemoveParameters(some, "requeue"),
                  Context.NONE));
    }
  }

  /** A pool that is gone has no nodes. */
  private void eachNode(PoolId pool, String filter, String select, Consumer<BatchNode> each) {
    String tried = "list the nodes of";
    connection
        .find(
            tried,
            name(pool),
            BatchFailure::isNotFound,
            () -> rest.listNodes(endpoint, VERSION, pool.value(), filter, select, Context.NONE))
        .ifPresent(
            first ->
                connection.pages(
                    tried,
                    name(pool),
                    first,
                    link -> rest.listNodesNext(link, Context.NONE),
                    each));
  }

  @Override
  public List<NodeId> nodes(PoolId pool) {
    return nodeIds(pool).stream().map(NodeId::new).toList();
  }

  @Override
  public List<DifferentNode> differentNodes(PoolPlan plan) {
    JsonNode expected = Json.MAPPER.valueToTree(pools.startTask(plan.startTask()));
    List<DifferentNode> different = new ArrayList<>();
    eachNode(
        plan.id(),
        null,
        "id,state,startTask",
        node -> {
          List<Drift> drift = drift(expected, node);
          if (!drift.isEmpty()) {
            different.add(new DifferentNode(new NodeId(node.id()), drift));
          }
        });
    return different;
  }

  private static List<Drift> drift(JsonNode expected, BatchNode node) {
    boolean toldLater = node.startTask() == null && !WITH_START_TASK.contains(node.state());
    return toldLater || "leavingpool".equals(node.state())
        ? List.of()
        : Comparison.ofPools().betweenStartTasks(expected, node.startTask());
  }

  @Override
  public List<RefusedNode> refusedNodes(PoolId pool) {
    List<RefusedNode> refused = new ArrayList<>();
    eachNode(
        pool,
        "state eq 'unusable' or state eq 'starttaskfailed'",
        "id,state,stateTransitionTime,startTaskInfo,errors",
        node -> refused.add(refused(node)));
    return refused;
  }

  @Override
  public List<NodeId> readyNodes(PoolId pool) {
    List<NodeId> ready = new ArrayList<>();
    eachNode(
        pool,
        "state eq 'idle' or state eq 'running'",
        "id",
        node -> ready.add(new NodeId(node.id())));
    return ready;
  }

  private static RefusedNode refused(BatchNode node) {
    Optional<BatchStartTaskInfo> start = Optional.ofNullable(node.startTaskInfo());
    List<String> errors = new ArrayList<>();
    if (node.errors() != null) {
      node.errors().forEach(error -> errors.add(told(error.code(), error.message())));
    }
    start
        .map(BatchStartTaskInfo::failureInfo)
        .ifPresent(failure -> errors.add(told(failure.code(), failure.message())));
    return new RefusedNode(
        new NodeId(node.id()),
        "unusable".equals(node.state()) ? NodeRefusal.UNUSABLE : NodeRefusal.START_TASK_FAILED,
        node.stateTransitionTime().toInstant(),
        start.map(BatchStartTaskInfo::exitCode),
        errors);
  }

  private static String told(String code, String message) {
    String text = message == null ? "" : BatchFailure.firstLine(message);
    return text.isEmpty() ? Redaction.of(code) : Redaction.of(code) + ": " + text;
  }

  @Override
  public NodeCounts nodeCounts(PoolId pool) {
    BatchList<BatchPoolNodeCounts> counts =
        connection.call(
            "count the nodes of",
            name(pool),
            () ->
                rest.listPoolNodeCounts(
                    endpoint, VERSION, "poolId eq '" + pool + "'", Context.NONE));
    return counts.value().stream()
        .filter(count -> count.poolId().equalsIgnoreCase(pool.value()))
        .flatMap(count -> Stream.of(count.dedicated(), count.lowPriority()))
        .filter(count -> count != null)
        .map(AzureBatch::counts)
        .reduce(new NodeCounts(0, 0, 0), AzureBatch::sum);
  }

  private static NodeCounts counts(BatchNodeCounts in) {
    return new NodeCounts(
        in.idle() + in.running(),
        in.creating()
            + in.starting()
            + in.waitingForStartTask()
            + in.rebooting()
            + in.reimaging()
            + in.upgradingOS(),
        in.unusable() + in.startTaskFailed());
  }

  private static NodeCounts sum(NodeCounts a, NodeCounts b) {
    return new NodeCounts(
        a.ready() + b.ready(), a.coming() + b.coming(), a.refused() + b.refused());
  }

  @Override
  public List<String> resizeErrors(PoolId pool) {
    JsonNode live =
        connection.call(
            "read", name(pool), () -> rest.getPool(endpoint, VERSION, pool.value(), Context.NONE));
    BatchPool state = read(live, BatchPool.class, name(pool));
    if (!"steady".equals(state.allocationState()) || state.resizeErrors() == null) {
      return List.of();
    }
    return state.resizeErrors().stream().map(error -> told(error.code(), error.message())).toList();
  }

  @Override
  public Optional<String> nodeFile(PoolId pool, NodeId node, String path, int maxBytes) {
    String on = path + " of node " + node;
    String inUrl = NodePath.inUrl(path);
    BatchConnection.Answer<InputStream> file =
        connection.ask(
            "read",
            on,
            failure -> failure.isNotFound() || failure.isConflict() || failure.isEmptyFile(),
            () ->
                rest.getNodeFile(
                    endpoint,
                    VERSION,
                    pool.value(),
                    node.value(),
                    inUrl,
                    "bytes=0-" + (maxBytes - 1),
                    Context.NONE));
    if (file.declined().filter(BatchFailure::isEmptyFile).isPresent()) {
      return Optional.of("");
    }
    return file.value().map(stream -> text(stream, maxBytes, on));
  }

  private static String text(InputStream stream, int maxBytes, String on) {
    try (stream) {
      return new String(stream.readNBytes(maxBytes), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ServiceRefusal("read", on, "the connection broke", "try again", e);
    }
  }

  @Override
  public boolean createJob(JobPlan plan) {
    BatchJobCreateParameters body = jobs.of(plan);
    return connection
        .attempt(
            "create",
            name(plan.id()),
            failure -> failure.isConflict() && failure.code().equals("JobExists"),
            () -> rest.createJob(endpoint, VERSION, body, Context.NONE))
        .isEmpty();
  }

  @Override
  public Optional<LiveJob> job(JobPlan plan) {
    JsonNode expected = Json.MAPPER.valueToTree(jobs.of(plan));
    return find(plan.id())
        .map(live -> live(plan.id(), live, Comparison.ofJobs().between(expected, live)));
  }

  @Override
  public Optional<LiveJob> job(JobId job) {
    return find(job).map(live -> live(job, live, List.of()));
  }

  private Optional<JsonNode> find(JobId id) {
    return connection.find(
        "read",
        name(id),
        BatchFailure::isNotFound,
        () -> rest.getJob(endpoint, VERSION, id.value(), Context.NONE));
  }

  private static LiveJob live(JobId id, JsonNode tree, List<Drift> drift) {
    BatchJob job = read(tree, BatchJob.class, name(id));
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
    String tried = "list the tasks of";
    BatchList<JsonNode> first =
        connection.call(
            tried,
            name(plan.id()),
            () -> rest.listWholeTasks(endpoint, VERSION, plan.id().value(), Context.NONE));
    connection.pages(
        tried,
        name(plan.id()),
        first,
        link -> rest.listWholeTasksNext(link, Context.NONE),
        task -> each.accept(compared(plan, planned.get(task.path("id").asText()), task)));
  }

  private ComparedTask compared(JobPlan job, TaskPlan planned, JsonNode live) {
    TaskId id = new TaskId(live.path("id").asText());
    if (planned == null) {
      return new ComparedTask(id, List.of(new Drift("id", "planned", id.value())));
    }
    JsonNode expected = Json.MAPPER.valueToTree(jobs.of(job, planned));
    return new ComparedTask(id, Comparison.ofTasks().between(expected, live));
  }

  @Override
  public void failedTasks(JobId job, Consumer<LiveTask> each) {
    String tried = "list the tasks of";
    String filter = "state eq 'completed' and executionInfo/result eq 'failure'";
    String select = "id,executionInfo,nodeInfo";
    BatchList<BatchTask> first =
        connection.call(
            tried,
            name(job),
            () -> rest.listTasks(endpoint, VERSION, job.value(), filter, select, Context.NONE));
    connection.pages(
        tried,
        name(job),
        first,
        link -> rest.listTasksNext(link, Context.NONE),
        task -> each.accept(live(task)));
  }

  private static LiveTask live(BatchTask task) {
    Optional<BatchTaskExecutionInfo> run = Optional.ofNullable(task.executionInfo());
    return new LiveTask(
        new TaskId(task.id()),
        Optional.ofNullable(task.nodeInfo()).map(BatchTaskNodeInfo::nodeId).map(NodeId::new),
        run.map(BatchTaskExecutionInfo::exitCode),
        run.map(BatchTaskExecutionInfo::failureInfo)
            .map(failure -> told(failure.code(), failure.message())));
  }

  @Override
  public void allowCompletion(JobId job) {
    Optional<BatchFailure> declined =
        connection.attempt(
            "let finish",
            name(job),
            BatchFailure::isConflict,
            () ->
                rest.updateJob(
                    endpoint,
                    VERSION,
                    job.value(),
                    new BatchJobUpdateParameters(TERMINATE_JOB),
                    Context.NONE));
    declined.ifPresent(
        failure -> {
          if (job(job).filter(LiveJob::mayFinish).isEmpty()) {
            throw failure.refusal("let finish", name(job));
          }
        });
  }

  @Override
  public TaskCounts taskCounts(JobId job) {
    BatchTaskCounts counts =
        connection
            .call(
                "count the tasks of",
                name(job),
                () -> rest.getJobTaskCounts(endpoint, VERSION, job.value(), Context.NONE))
            .taskCounts();
    return new TaskCounts(counts.active(), counts.running(), counts.succeeded(), counts.failed());
  }

  @Override
  public List<FailedPreparation> failedPreparations(JobId job) {
    String tried = "read the preparation of";
    BatchList<BatchJobPreparationAndReleaseTaskStatus> first =
        connection.call(
            tried,
            name(job),
            () ->
                rest.listJobPreparationAndReleaseTaskStatus(
                    endpoint,
                    VERSION,
                    job.value(),
                    "nodeId,jobPreparationTaskExecutionInfo",
                    Context.NONE));
    List<FailedPreparation> failed = new ArrayList<>();
    connection.pages(
        tried,
        name(job),
        first,
        link -> rest.listJobPreparationAndReleaseTaskStatusNext(link, Context.NONE),
        status -> failure(job, status).ifPresent(failed::add));
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
              Set<String> there = nodeIds(live.pool());
              failed.removeIf(preparation -> !there.contains(preparation.node().value()));
            });
  }

  private Set<String> nodeIds(PoolId pool) {
    Set<String> there = new HashSet<>();
    eachNode(pool, null, "id", node -> there.add(node.id()));
    return there;
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
            info == null ? List.of() : List.of(told(info.code(), info.message())),
            NodePath.preparationFolder(job, run.taskRootDirectory())));
  }

  private static boolean isFailure(BatchJobPreparationTaskExecutionInfo run) {
    boolean badExit = run.exitCode() != null && run.exitCode() != 0;
    return "completed".equals(run.state())
        && (badExit || run.failureInfo() != null || "failure".equals(run.result()));
  }

  @Override
  public void disable(JobId job) {
    connection
        .attempt(
            "stop",
            name(job),
            failure -> failure.isConflict() || failure.isNotFound(),
            () ->
                rest.disableJob(
                    endpoint,
                    VERSION,
                    job.value(),
                    new BatchJobDisableParameters("requeue"),
                    Context.NONE))
        .ifPresent(failure -> refuseUnlessStopped(job, failure));
  }

  /** A conflict may mean "ended already" or "not now"; only the job itself tells. */
  private void refuseUnlessStopped(JobId job, BatchFailure failure) {
    job(job)
        .map(LiveJob::state)
        .filter(
            state ->
                state == JobState.ACTIVE || state == JobState.ENABLING || state == JobState.UNKNOWN)
        .ifPresent(
            state -> {
              throw failure.refusal("stop", name(job));
            });
  }

  @Override
  public void enable(JobId job) {
    connection
        .attempt(
            "enable",
            name(job),
            BatchFailure::isConflict,
            () -> rest.enableJob(endpoint, VERSION, job.value(), Context.NONE))
        .ifPresent(
            failure -> {
              if (job(job)
                  .map(LiveJob::state)
                  .filter(state -> state == JobState.ACTIVE || state == JobState.ENABLING)
                  .isEmpty()) {
                throw failure.refusal("enable", name(job));
              }
            });
  }

  @Override
  public List<JobId> openJobs(ProductionCode production) {
    String tried = "list the jobs of";
    String on = "production " + production;
    BatchList<BatchJob> first =
        connection.call(
            tried,
            on,
            () ->
                rest.listJobs(
                    endpoint,
                    VERSION,
                    "state eq 'active' or state eq 'disabling' or state eq 'disabled'"
                        + " or state eq 'enabling'",
                    "id,state,metadata",
                    Context.NONE));
    List<JobId> open = new ArrayList<>();
    connection.pages(
        tried,
        on,
        first,
        link -> rest.listJobsNext(link, Context.NONE),
        job -> {
          if (isOf(production, job)) {
            open.add(new JobId(job.id()));
          }
        });
    return open;
  }

  /** By its metadata, or by its id: whoever took the one away is still found by the other. */
  private static boolean isOf(ProductionCode production, BatchJob job) {
    BatchMetadataItem mark = new BatchMetadataItem(PoolBody.PRODUCTION, production.value());
    return (job.metadata() != null && job.metadata().contains(mark))
        || job.id().startsWith(production + "-");
  }

  private static String name(PoolId pool) {
    return "pool " + pool;
  }

  private static String name(JobId job) {
    return "job " + job;
  }
}
