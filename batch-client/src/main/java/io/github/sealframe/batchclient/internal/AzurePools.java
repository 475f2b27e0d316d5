package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.AllocationState;
import io.github.sealframe.batchclient.models.BatchNode;
import io.github.sealframe.batchclient.models.BatchNodeCounts;
import io.github.sealframe.batchclient.models.BatchNodeDeallocationOption;
import io.github.sealframe.batchclient.models.BatchNodeDisableSchedulingOption;
import io.github.sealframe.batchclient.models.BatchNodeDisableSchedulingParameters;
import io.github.sealframe.batchclient.models.BatchNodeRemoveParameters;
import io.github.sealframe.batchclient.models.BatchNodeState;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.batchclient.models.BatchPoolResizeParameters;
import io.github.sealframe.batchclient.models.BatchStartTaskInfo;
import io.github.sealframe.batchclient.models.OutputFileBlobContainerDestination;
import io.github.sealframe.batchclient.models.UploadBatchServiceLogsParameters;
import io.github.sealframe.batchclient.models.UploadBatchServiceLogsResult;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.Pools;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The pools of an Azure Batch account, over its REST API. Thread-safe. */
final class AzurePools implements Pools {
  private static final int PRECONDITION_FAILED = 412;

  /** A file without bytes has no first byte: that range is not there. */
  private static final int EMPTY_FILE = 416;

  /** States of a node that knows its StartTask, if it has one. */
  private static final Set<String> WITH_START_TASK =
      Set.of("waitingforstarttask", "starttaskfailed", "idle", "running", "offline");

  private final BatchConnection connection;
  private final BatchClient client;
  private final LiveNodes nodes;
  private final NodeAccess access;
  private final PoolBody bodies;
  private final IdentityPools identityPools;
  private final Label label;

  /** For an account in which nobody makes pools whose nodes have an identity. */
  AzurePools(BatchConnection connection, NodeAccess access) {
    this(connection, access, IdentityPools.NONE);
  }

  AzurePools(BatchConnection connection, NodeAccess access, IdentityPools identityPools) {
    this.connection = connection;
    this.client = new BatchClient(connection);
    this.nodes = new LiveNodes(connection);
    this.access = access;
    this.bodies = new PoolBody(access);
    this.identityPools = identityPools;
    this.label = new Label(access.production());
  }

  @Override
  public boolean createPool(PoolPlan plan) {
    refuseOtherIdentity(plan);
    if (access.identity().isPresent()) {
      return createWithIdentity(plan, access.identity().get());
    }
    return Expected.decline(
            answer -> answer.code().equals("PoolExists"),
            () -> client.pools().createPool(bodies.of(plan)))
        .isEmpty();
  }

  /** The pool is looked for first: to use one, nobody needs the right to make pools. */
  private boolean createWithIdentity(PoolPlan plan, String identity) {
    if (isThere(plan.id())) {
      return false;
    }
    Optional<RemoteRefusal> declined =
        Expected.decline(
            answer -> answer.status() == PRECONDITION_FAILED || answer.code().endsWith("Exists"),
            () -> identityPools.create(bodies.of(plan), identity));
    if (declined.isPresent() && !isThere(plan.id())) {
      throw declined.get();
    }
    return declined.isEmpty();
  }

  private boolean isThere(PoolId id) {
    return pool(id).filter(live -> !live.path("state").asText().equals("deleting")).isPresent();
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

  private Optional<JsonNode> pool(PoolId id) {
    return Expected.find(() -> connection.get(getPool(id), JsonNode.class));
  }

  /** As a tree, so that nothing in it is overlooked. */
  private static BatchRequest getPool(PoolId id) {
    return BatchRequest.of(HttpMethod.GET, "pools", id.value()).as("getPool", "read", name(id));
  }

  @Override
  public Optional<LivePool> pool(PoolPlan plan) {
    refuseOtherIdentity(plan);
    return pool(plan.id()).map(live -> compared(plan, live));
  }

  private LivePool compared(PoolPlan plan, JsonNode live) {
    BatchPool pool = Json.read(live, BatchPool.class, name(plan.id()));
    JsonNode expected =
        PoolIdentity.with(access.identity(), Json.MAPPER.valueToTree(bodies.of(plan)));
    List<Drift> drift = Comparison.ofPools().between(expected, PoolIdentity.normal(live));
    return new LivePool(
        AllocationState.STEADY.equals(pool.allocationState()),
        Json.required(pool.currentDedicatedNodes(), name(plan.id())),
        Json.required(pool.targetDedicatedNodes(), name(plan.id())),
        drift);
  }

  @Override
  public void resize(PoolId pool, int nodes) {
    requireOwn("resize", pool);
    Expected.decline(
        answer -> answer.isConflict() && !answer.code().equals("PoolBeingDeleted"),
        () -> client.pools().resizePool(pool.value(), size(nodes)));
  }

  private void requireOwn(String tried, PoolId pool) {
    live(pool).ifPresent(live -> label.require(tried, name(pool), live.metadata()));
  }

  private Optional<BatchPool> live(PoolId pool) {
    return Expected.find(() -> client.pools().getPool(pool.value()));
  }

  /** Empty too when it is another production's: a hold leaves that alone. */
  private Optional<BatchPool> liveToHold(PoolId pool) {
    return live(pool).filter(live -> label.isHeldWith(pool.value(), live.metadata()));
  }

  private static BatchPoolResizeParameters size(int nodes) {
    return new BatchPoolResizeParameters(nodes, 0, null, null);
  }

  @Override
  public boolean stopGrowing(PoolId pool) {
    Optional<BatchPool> live = liveToHold(pool);
    if (live.isEmpty()) {
      return true;
    }
    BatchPool state = live.get();
    if (Boolean.TRUE.equals(state.enableAutoScale())) {
      doUnlessGone(() -> client.pools().disablePoolAutoScale(pool.value()));
      return false;
    }
    if (!AllocationState.STEADY.equals(state.allocationState())) {
      if (AllocationState.RESIZING.equals(state.allocationState())) {
        doUnlessGone(() -> client.pools().stopPoolResize(pool.value()));
      }
      return false;
    }
    int dedicated = Json.required(state.currentDedicatedNodes(), name(pool));
    int spot = state.currentLowPriorityNodes() == null ? 0 : state.currentLowPriorityNodes();
    boolean more =
        Json.required(state.targetDedicatedNodes(), name(pool)) > dedicated
            || (state.targetLowPriorityNodes() != null && state.targetLowPriorityNodes() > spot);
    if (more) {
      doUnlessGone(
          () ->
              client
                  .pools()
                  .resizePool(
                      pool.value(), new BatchPoolResizeParameters(dedicated, spot, null, null)));
    }
    return !more;
  }

  @Override
  public boolean stopScheduling(PoolId pool, NodeId node) {
    return liveToHold(pool).isPresent() && stoppedScheduling(pool, node);
  }

  private boolean stoppedScheduling(PoolId pool, NodeId node) {
    return Expected.decline(
            answer -> answer.isConflict() || answer.isNotFound(),
            () ->
                client
                    .nodes()
                    .disableNodeScheduling(
                        pool.value(),
                        node.value(),
                        new BatchNodeDisableSchedulingParameters(
                            BatchNodeDisableSchedulingOption.REQUEUE)))
        .isEmpty();
  }

  @Override
  public Optional<String> nodeState(PoolId pool, NodeId node) {
    BatchRequest request =
        BatchRequest.of(HttpMethod.GET, "pools", pool.value(), "nodes", node.value())
            .as("getNode", "read", "node " + node);
    return Expected.find(() -> connection.get(request, JsonNode.class))
        .map(JsonNode::toPrettyString)
        .map(Redaction::within);
  }

  /** They go to the container of outputs: nodes have no right on that of the evidence. */
  @Override
  public Optional<AgentLogs> saveAgentLogs(PoolId pool, NodeId node) {
    if (liveToHold(pool).isEmpty()) {
      return Optional.empty();
    }
    OutputFileBlobContainerDestination place =
        access.output(new BlobRef(ContainerRole.OUTPUT, "logs"));
    UploadBatchServiceLogsParameters parameters =
        new UploadBatchServiceLogsParameters(
            place.containerUrl(),
            OffsetDateTime.now(ZoneOffset.UTC).minusDays(1),
            null,
            place.identityReference());
    AtomicReference<UploadBatchServiceLogsResult> sent = new AtomicReference<>();
    return Expected.decline(
                answer -> answer.isConflict() || answer.isNotFound(),
                () ->
                    sent.set(client.nodes().uploadNodeLogs(pool.value(), node.value(), parameters)))
            .isPresent()
        ? Optional.empty()
        : Optional.of(logs(sent.get(), "the logs of node " + node));
  }

  private static AgentLogs logs(UploadBatchServiceLogsResult sent, String on) {
    return new AgentLogs(
        new BlobRef(ContainerRole.OUTPUT, Json.required(sent.virtualDirectoryName(), on)),
        Json.required(sent.numberOfFilesUploaded(), on));
  }

  private static void doUnlessGone(Runnable call) {
    Expected.decline(answer -> answer.isConflict() || answer.isNotFound(), call);
  }

  @Override
  public void removeNodes(PoolId pool, List<NodeId> remove) {
    requireOwn("remove nodes from", pool);
    Set<String> there = nodes.ids(pool);
    List<String> ids =
        remove.stream()
            .map(NodeId::value)
            .filter(there::contains)
            .distinct()
            .limit(MOST_REMOVED)
            .toList();
    if (!ids.isEmpty()) {
      doUnlessGone(
          () ->
              client
                  .pools()
                  .removeNodes(
                      pool.value(),
                      new BatchNodeRemoveParameters(
                          ids, null, BatchNodeDeallocationOption.REQUEUE)));
    }
  }

  @Override
  public List<NodeId> nodes(PoolId pool) {
    return nodes.ids(pool).stream().map(id -> node(pool, id)).toList();
  }

  @Override
  public List<DifferentNode> differentNodes(PoolPlan plan) {
    JsonNode expected = Json.MAPPER.valueToTree(bodies.startTask(plan.startTask()));
    List<DifferentNode> different = new ArrayList<>();
    nodes.each(
        plan.id(),
        BatchQuery.ALL.select("id,state,startTask"),
        ShownNode.class,
        node -> {
          List<Drift> drift = drift(expected, node);
          if (!drift.isEmpty()) {
            different.add(new DifferentNode(node(plan.id(), node.id()), drift));
          }
        });
    return different;
  }

  private static List<Drift> drift(JsonNode expected, ShownNode node) {
    String state = Json.required(node.state(), "node " + node.id());
    boolean toldLater = node.startTask() == null && !WITH_START_TASK.contains(state);
    return toldLater || state.equals("leavingpool")
        ? List.of()
        : Comparison.ofPools().betweenStartTasks(expected, node.startTask());
  }

  @Override
  public List<RefusedNode> refusedNodes(PoolId pool) {
    List<RefusedNode> refused = new ArrayList<>();
    nodes.each(
        pool,
        BatchQuery.ALL
            .filter("state eq 'unusable' or state eq 'starttaskfailed' or state eq 'unknown'")
            .select("id,state,stateTransitionTime,startTaskInfo,errors"),
        BatchNode.class,
        node -> refused.add(refused(pool, node)));
    return refused;
  }

  @Override
  public List<NodeId> readyNodes(PoolId pool) {
    List<NodeId> ready = new ArrayList<>();
    nodes.each(
        pool,
        BatchQuery.ALL.filter("state eq 'idle' or state eq 'running'").select("id"),
        BatchNode.class,
        node -> ready.add(node(pool, node.id())));
    return ready;
  }

  private static NodeId node(PoolId pool, String id) {
    return Json.id(id, NodeId::new, "a node of " + name(pool));
  }

  private static RefusedNode refused(PoolId pool, BatchNode node) {
    NodeId id = node(pool, node.id());
    Optional<BatchStartTaskInfo> start = Optional.ofNullable(node.startTaskInfo());
    List<String> errors = new ArrayList<>();
    if (node.errors() != null) {
      node.errors().forEach(error -> errors.add(Told.of(error.code(), error.message())));
    }
    start
        .map(BatchStartTaskInfo::failureInfo)
        .ifPresent(failure -> errors.add(Told.of(failure.code(), failure.message())));
    return new RefusedNode(
        id,
        why(node.state()),
        Json.required(node.stateTransitionTime(), "node " + id).toInstant(),
        start.map(BatchStartTaskInfo::exitCode),
        errors);
  }

  private static NodeRefusal why(BatchNodeState state) {
    if (BatchNodeState.UNUSABLE.equals(state)) {
      return NodeRefusal.UNUSABLE;
    }
    return BatchNodeState.UNKNOWN.equals(state) ? NodeRefusal.LOST : NodeRefusal.START_TASK_FAILED;
  }

  @Override
  public NodeCounts nodeCounts(PoolId pool) {
    return client
        .pools()
        .listPoolNodeCounts(BatchQuery.ALL.filter("poolId eq '" + pool + "'"))
        .filter(count -> pool.value().equalsIgnoreCase(count.poolId()))
        .flatMap(count -> Stream.of(count.dedicated(), count.lowPriority()))
        .filter(Objects::nonNull)
        .map(AzurePools::counts)
        .reduce(new NodeCounts(0, 0, 0), AzurePools::sum);
  }

  private static NodeCounts counts(BatchNodeCounts in) {
    return new NodeCounts(
        sum(in.idle(), in.running()),
        sum(
            in.creating(),
            in.starting(),
            in.waitingForStartTask(),
            in.rebooting(),
            in.reimaging(),
            in.upgradingOs()),
        sum(in.unusable(), in.startTaskFailed()));
  }

  /** A state that the service does not know yet has no count. */
  private static int sum(Integer... counts) {
    return Stream.of(counts).filter(Objects::nonNull).mapToInt(Integer::intValue).sum();
  }

  private static NodeCounts sum(NodeCounts a, NodeCounts b) {
    return new NodeCounts(
        a.ready() + b.ready(), a.coming() + b.coming(), a.refused() + b.refused());
  }

  @Override
  public List<String> resizeErrors(PoolId pool) {
    BatchPool state = client.pools().getPool(pool.value());
    if (!AllocationState.STEADY.equals(state.allocationState()) || state.resizeErrors() == null) {
      return List.of();
    }
    return state.resizeErrors().stream()
        .map(error -> Told.of(error.code(), error.message()))
        .toList();
  }

  @Override
  public Optional<String> nodeFile(PoolId pool, NodeId node, String path, int maxBytes) {
    BatchRequest request =
        BatchRequest.of(HttpMethod.GET, "pools", pool.value(), "nodes", node.value(), "files")
            .below(Ids.path(path))
            .as("getNodeFile", "read", "file " + path + " of node " + node);
    try {
      return Optional.of(new String(connection.firstOf(request, maxBytes), StandardCharsets.UTF_8));
    } catch (ServiceRefusal refusal) {
      return withoutContent(refusal);
    }
  }

  private static Optional<String> withoutContent(ServiceRefusal refusal) {
    ServiceAnswer answer = refusal.answer().orElseThrow(() -> refusal);
    if (answer.status() == EMPTY_FILE) {
      return Optional.of("");
    }
    if (answer.isNotFound() || answer.isConflict()) {
      return Optional.empty();
    }
    throw refusal;
  }

  private static String name(PoolId pool) {
    return "pool " + pool;
  }
}
