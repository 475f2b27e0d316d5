package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node: a folder, and what runs in it. Guarded by the account's lock. */
final class Node {

  private static final int RECENT_TASKS = 10;

  private final Pool pool;
  private final int number;
  private final String id;
  private final NodeName name;
  private final boolean dedicated;
  private final NodeFolders folders;
  private final NodeLog log = new NodeLog();
  private final Lifecycle<NodeState> state;
  private final Instant allocated;
  private final List<PoolIdentity> identities;
  private final String secret = Secrets.next();
  private Instant lastBoot;
  private boolean schedulingEnabled = true;
  private ObjectNode startTask;
  private ObjectNode startTaskInfo;
  private List<ApplicationPackage> packages = List.of();
  private final Map<String, String> errors = new LinkedHashMap<>();
  private final Set<Task> tasks = new LinkedHashSet<>();
  private final List<Task> recent = new ArrayList<>();
  private final Set<CommandRun> upkeep = new LinkedHashSet<>();
  private String prelude = "";
  private int threads;
  private int totalTasksRun;
  private int totalTasksSucceeded;
  private Runnable whenQuiet;

  /**
   * @param dedicated as opposed to spot
   */
  Node(Pool pool, String id, boolean dedicated, NodeFolders folders, Instant now) {
    this.pool = pool;
    this.number = pool.numberNode();
    this.id = id;
    this.name = new NodeName(pool.id(), id, pool.url() + "/nodes/" + id);
    this.dedicated = dedicated;
    this.folders = folders;
    this.state =
        new Lifecycle<>(
            NodeState.CREATING,
            now,
            (next, time) -> log.add(time, "node is " + Lifecycle.wire(next)));
    this.allocated = now;
    // A pool's other identities are for nodes that come when it has none.
    this.identities =
        pool.nodes().all().stream()
            .findAny()
            .map(Node::identities)
            .orElseGet(() -> PoolIdentity.of(pool.spec()));
  }

  Pool pool() {
    return pool;
  }

  String id() {
    return id;
  }

  /** How many nodes came into the pool before it. */
  int number() {
    return number;
  }

  String url() {
    return name.url();
  }

  NodeName name() {
    return name;
  }

  /** What a task names that is best run here. */
  String affinityId() {
    return name.affinityId();
  }

  boolean dedicated() {
    return dedicated;
  }

  NodeFolders folders() {
    return folders;
  }

  Lifecycle<NodeState> state() {
    return state;
  }

  NodeLog log() {
    return log;
  }

  boolean schedulingEnabled() {
    return schedulingEnabled;
  }

  void schedulingEnabled(boolean enabled) {
    schedulingEnabled = enabled;
  }

  void booted(Instant now) {
    lastBoot = now;
    startTask = null;
    startTaskInfo = null;
  }

  /** When it last started. */
  Instant bootedAt() {
    return lastBoot;
  }

  /** What a shell on it does before each command; empty for nothing. */
  String prelude() {
    return prelude;
  }

  void prelude(String commands) {
    prelude = commands;
  }

  /** In whose names its processes and its agent may ask for tokens. */
  List<PoolIdentity> identities() {
    return identities;
  }

  /** What only its own processes know. */
  String secret() {
    return secret;
  }

  /** The packages of applications that it has from its start. */
  List<ApplicationPackage> packages() {
    return packages;
  }

  void packages(List<ApplicationPackage> ofPool) {
    packages = ofPool;
  }

  /** Shows the StartTask that this node really runs: the pool's may change later. */
  void startTask(ObjectNode runs) {
    startTask = runs;
  }

  void startTaskInfo(ObjectNode info) {
    startTaskInfo = info;
  }

  void error(String code, String message) {
    errors.put(code, message);
  }

  Set<Task> tasks() {
    return tasks;
  }

  void took(Task task) {
    tasks.add(task);
    recent.remove(task);
    recent.add(0, task);
    if (recent.size() > RECENT_TASKS) {
      recent.remove(RECENT_TASKS);
    }
  }

  void gaveBack(Task task) {
    tasks.remove(task);
  }

  void taskRan(boolean succeeded) {
    totalTasksRun++;
    totalTasksSucceeded += succeeded ? 1 : 0;
  }

  /** Whether a task could run on it beside those that are there. */
  boolean hasRoomFor(Task task) {
    return hasRoomFor(task, Set.of());
  }

  /** Whether a task could run on it beside those that are there, but for some that leave it. */
  boolean hasRoomFor(Task task, Set<Task> leaving) {
    Set<Task> others = new HashSet<>(tasks);
    others.removeAll(leaving);
    return freeSlotsBeside(others) >= task.slots()
        && (others.isEmpty() || !task.runsAlone())
        && (dedicated || task.mayRunOnSpotNodes());
  }

  int freeSlots() {
    return freeSlotsBeside(tasks);
  }

  private int freeSlotsBeside(Set<Task> others) {
    if (others.stream().anyMatch(Task::runsAlone)) {
      return 0;
    }
    return pool.taskSlots() - others.stream().mapToInt(Task::slots).sum();
  }

  boolean takesTasks() {
    return schedulingEnabled && (state.is(NodeState.IDLE) || state.is(NodeState.RUNNING));
  }

  /** Whether commands can run on it, though it may take no tasks. */
  boolean works() {
    return state.is(NodeState.IDLE) || state.is(NodeState.RUNNING) || state.is(NodeState.OFFLINE);
  }

  /** Whether nothing will run on it as it is. */
  boolean isLost() {
    return switch (state.state()) {
      case UNUSABLE, UNKNOWN, PREEMPTED, STARTTASKFAILED, LEAVINGPOOL, DEALLOCATING, DEALLOCATED ->
          true;
      default -> false;
    };
  }

  /** The StartTask and the preparation tasks that run now. */
  Set<CommandRun> upkeep() {
    return upkeep;
  }

  void threadBegan() {
    threads++;
  }

  void threadEnded() {
    threads--;
    runWhenQuiet();
  }

  /** Calls back, once, as soon as no thread works on this node any more. */
  void whenQuiet(Runnable callback) {
    whenQuiet = callback;
    runWhenQuiet();
  }

  boolean isQuiet() {
    return threads == 0;
  }

  private void runWhenQuiet() {
    if (threads == 0 && whenQuiet != null) {
      Runnable callback = whenQuiet;
      whenQuiet = null;
      callback.run();
    }
  }

  /** What {@code idle}, {@code running} and {@code offline} follow from. */
  void settle(Instant now) {
    if (works()) {
      NodeState next =
          !tasks.isEmpty()
              ? NodeState.RUNNING
              : schedulingEnabled ? NodeState.IDLE : NodeState.OFFLINE;
      state.to(next, now);
    }
  }

  ObjectNode toJson() {
    ObjectNode json = Answer.object();
    json.put("id", id);
    json.put("url", url());
    state.writeCurrent(json, "state", "stateTransitionTime");
    json.put("schedulingState", schedulingEnabled ? "enabled" : "disabled");
    if (lastBoot != null) {
      json.put("lastBootTime", Times.wire(lastBoot));
    }
    json.put("allocationTime", Times.wire(allocated));
    json.put("ipAddress", "127.0.0.1");
    json.put("affinityId", affinityId());
    json.put("vmSize", pool.spec().path("vmSize").asText());
    json.put("totalTasksRun", totalTasksRun);
    json.put("totalTasksSucceeded", totalTasksSucceeded);
    List<Task> running = tasks.stream().filter(task -> task.state().is(TaskState.RUNNING)).toList();
    json.put("runningTasksCount", running.size());
    json.put("runningTaskSlotsCount", running.stream().mapToInt(Task::slots).sum());
    if (!recent.isEmpty()) {
      ArrayNode list = json.putArray("recentTasks");
      recent.forEach(task -> list.add(task.summary()));
    }
    if (startTask != null) {
      json.set("startTask", startTask.deepCopy());
    }
    if (startTaskInfo != null) {
      json.set("startTaskInfo", startTaskInfo.deepCopy());
    }
    if (!errors.isEmpty()) {
      ArrayNode list = json.putArray("errors");
      errors.forEach((code, message) -> list.addObject().put("code", code).put("message", message));
    }
    json.put("isDedicated", dedicated);
    json.putObject("nodeAgentInfo")
        .put("version", "sealframe-emulator")
        .put("lastUpdateTime", Times.wire(allocated));
    if (pool.spec().has("virtualMachineConfiguration")) {
      ObjectNode machine = json.putObject("virtualMachineInfo");
      machine.set(
          "imageReference",
          pool.spec().path("virtualMachineConfiguration").path("imageReference").deepCopy());
    }
    return json;
  }
}
