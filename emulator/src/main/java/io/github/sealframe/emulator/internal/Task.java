package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** A task and how far it is. Guarded by the account's lock. */
final class Task {

  /** The properties that do not come from what it was asked to be. */
  private static final Set<String> PROGRESS =
      Set.of(
          "id",
          "url",
          "eTag",
          "creationTime",
          "lastModified",
          "state",
          "stateTransitionTime",
          "previousState",
          "previousStateTransitionTime",
          "executionInfo",
          "nodeInfo");

  private final Job job;
  private final String id;
  private byte[] body;
  private final int slots;
  private final String affinity;
  private final boolean dependsOnOthers;
  private final Lifecycle<TaskState> state;
  private Stamp stamp;
  private int retryCount;
  private Instant lastRetry;
  private int requeueCount;
  private Instant lastRequeue;
  private Instant started;
  private Outcome outcome;
  private Node node;
  private NodeName shownNode;
  private Set<Node> earlierNodes = Set.of();
  private CommandRun run;
  private Stop stop;
  private boolean filesRemoved;

  /**
   * @param spec the task as it was asked for, with the defaults filled in
   */
  Task(Job job, String id, ObjectNode spec, Instant now) {
    this.job = job;
    this.id = id;
    this.body = job.bodies().pack(spec);
    this.slots = spec.path("requiredSlots").asInt(1);
    this.affinity = Answer.text(spec.path("affinityInfo"), "affinityId");
    this.dependsOnOthers = spec.has("dependsOn");
    this.state = new Lifecycle<>(TaskState.ACTIVE, now);
    this.stamp = Stamp.created(now);
  }

  /**
   * Brings a task back as {@link #saved} told of it, off its node.
   *
   * @param packed what it was asked to be
   * @param names gives the name of a node, one for all tasks that were there
   */
  Task(Job job, ObjectNode saved, byte[] packed, BiFunction<String, String, NodeName> names) {
    this.job = job;
    this.id = Answer.text(saved, "id");
    this.body = packed;
    this.slots = saved.path("slots").asInt(1);
    this.affinity = Answer.text(saved, "affinity");
    this.dependsOnOthers = saved.path("dependsOnOthers").asBoolean();
    this.state = Lifecycle.read(saved, TaskState.class);
    this.stamp = Stamp.read(saved);
    ObjectNode info = saved.withObject("executionInfo");
    this.retryCount = info.path("retryCount").asInt();
    this.lastRetry = Body.instant(info, "lastRetryTime").orElse(null);
    this.requeueCount = info.path("requeueCount").asInt();
    this.lastRequeue = Body.instant(info, "lastRequeueTime").orElse(null);
    this.started = Body.instant(info, "startTime").orElse(null);
    this.outcome = info.has("result") ? Outcome.read(info, Answer.text(saved, "stage")) : null;
    this.stop = Body.optional(saved, "stop").map(Stop::valueOf).orElse(null);
    this.filesRemoved = saved.path("filesRemoved").asBoolean();
    this.shownNode =
        Body.object(saved, "node")
            .map(node -> names.apply(Answer.text(node, "poolId"), Answer.text(node, "nodeId")))
            .orElse(null);
  }

  /** All of it that outlives the emulator, but for what it was asked to be. */
  ObjectNode saved() {
    ObjectNode json = Answer.object().put("id", id).put("slots", slots);
    if (!affinity.isEmpty()) {
      json.put("affinity", affinity);
    }
    json.put("dependsOnOthers", dependsOnOthers);
    state.writeTo(json);
    stamp.writeTo(json);
    json.set("executionInfo", executionInfo());
    if (outcome != null) {
      outcome.failure().ifPresent(failure -> json.put("stage", failure.stage().name()));
    }
    if (stop != null) {
      json.put("stop", stop.name());
    }
    json.put("filesRemoved", filesRemoved);
    if (shownNode != null) {
      json.putObject("node").put("poolId", shownNode.poolId()).put("nodeId", shownNode.nodeId());
    }
    return json;
  }

  /** What it was asked to be, as the job's {@link TaskBodies} have it. */
  byte[] packed() {
    return body;
  }

  /** Whether it was on a node before. */
  boolean hasBegun() {
    return requeueCount > 0 || retryCount > 0;
  }

  Job job() {
    return job;
  }

  String id() {
    return id;
  }

  String url() {
    return job.url() + "/tasks/" + id;
  }

  /** A copy of what it was asked to be. */
  ObjectNode spec() {
    return job.bodies().unpack(body);
  }

  void constraints(ObjectNode others) {
    ObjectNode spec = spec();
    spec.set("constraints", others);
    body = job.bodies().pack(spec);
    job.changedBody(this);
  }

  Lifecycle<TaskState> state() {
    return state;
  }

  Stamp stamp() {
    return stamp;
  }

  void changed(Instant now) {
    stamp = stamp.changed(now);
    job.changed(this);
  }

  int slots() {
    return slots;
  }

  /** Whether no other task runs beside it on its node. */
  boolean runsAlone() {
    return job.manager().filter(one -> one.is(this)).map(JobManager::runsAlone).orElse(false);
  }

  /** Whether its {@code affinityInfo} names a node; a hint, not a condition. */
  boolean prefers(Node node) {
    return affinity.equals(node.affinityId());
  }

  boolean dependsOnOthers() {
    return dependsOnOthers;
  }

  boolean mayRunOnSpotNodes() {
    return job.manager().filter(one -> one.is(this)).map(JobManager::onSpotNodes).orElse(true);
  }

  Optional<Instant> startedAt() {
    return Optional.ofNullable(started);
  }

  int retryCount() {
    return retryCount;
  }

  /** The node it is on now, or was last. */
  Optional<Node> node() {
    return Optional.ofNullable(node);
  }

  /** All on which it ever was, and may have left files. */
  Set<Node> nodes() {
    Set<Node> all = new HashSet<>(earlierNodes);
    node().ifPresent(all::add);
    return all;
  }

  boolean succeeded() {
    return outcome != null && outcome.successful();
  }

  /** Whether tasks that depend on it may start, as far as it goes. */
  boolean satisfiesDependents() {
    return outcome != null && ExitConditions.satisfiesDependents(spec(), outcome);
  }

  /** Why it is being stopped, if it is. */
  Optional<Stop> stopping() {
    return Optional.ofNullable(stop);
  }

  void assigned(Node to, TaskState next, Instant now) {
    if (node != null && node != to) {
      earlierNodes = new HashSet<>(earlierNodes);
      earlierNodes.add(node);
    }
    node = to;
    shownNode = to.name();
    outcome = null;
    stop = null;
    filesRemoved = false;
    started = next == TaskState.RUNNING ? now : null;
    state.to(next, now);
    job.changed(this);
  }

  void running(CommandRun running, Instant now) {
    run = running;
    started = now;
    state.to(TaskState.RUNNING, now);
    job.changed(this);
  }

  /**
   * Asks the process to end; what becomes of the task is decided when it has. The first reason
   * stays, but for a delete.
   */
  void stop(Stop reason) {
    if (stop == null || reason == Stop.DELETE) {
      stop = reason;
      job.changed(this);
    }
    if (run != null) {
      run.stop();
    }
  }

  void requeued(Instant now) {
    requeueCount++;
    lastRequeue = now;
    backToActive(now);
  }

  /** Back to the queue without having begun, as when the preparation task of its node failed. */
  void backToActive(Instant now) {
    run = null;
    stop = null;
    started = null;
    outcome = null;
    shownNode = null;
    state.to(TaskState.ACTIVE, now);
    job.changed(this);
  }

  void retried(Instant now) {
    retryCount++;
    lastRetry = now;
    backToActive(now);
  }

  void reactivated(Instant now) {
    retryCount = 0;
    lastRetry = null;
    backToActive(now);
  }

  void completed(Outcome how, Instant now) {
    run = null;
    stop = null;
    started = how.start();
    outcome = how;
    state.to(TaskState.COMPLETED, now);
    job.changed(this);
  }

  /** Until when its files stay on its node; empty while it is not completed, and for ever. */
  Optional<Instant> keptUntil() {
    return Body.object(spec(), "constraints")
        .flatMap(constraints -> Body.duration(constraints, "retentionTime"))
        .filter(time -> state.is(TaskState.COMPLETED) && node != null && Times.isLimit(time))
        .map(time -> outcome.end().plus(time));
  }

  void filesRemoved() {
    filesRemoved = true;
    job.changed(this);
  }

  /** Whether the files of its last run are gone since their retention time is over. */
  boolean hasNoFilesAnyMore() {
    return filesRemoved;
  }

  /** How a node tells of a task that it ran. */
  ObjectNode summary() {
    ObjectNode json = Answer.object();
    json.put("taskUrl", url());
    json.put("jobId", job.id());
    json.put("taskId", id);
    json.put("subtaskId", 0);
    json.put("taskState", Lifecycle.wire(state.state()));
    json.set("executionInfo", executionInfo());
    return json;
  }

  /**
   * As the API shows it.
   *
   * @param selected properties that are wanted; empty for all
   */
  ObjectNode toJson(Set<String> selected) {
    boolean all = selected.isEmpty() || !PROGRESS.containsAll(selected);
    ObjectNode json = all ? spec() : Answer.object();
    json.put("id", id);
    json.put("url", url());
    stamp.writeTo(json);
    state.writeTo(json);
    json.set("executionInfo", executionInfo());
    if (shownNode != null) {
      String folder = NodeFolders.taskPath(job.id(), id);
      json.putObject("nodeInfo")
          .put("affinityId", shownNode.affinityId())
          .put("nodeUrl", shownNode.url())
          .put("poolId", shownNode.poolId())
          .put("nodeId", shownNode.nodeId())
          .put("taskRootDirectory", folder)
          .put("taskRootDirectoryUrl", shownNode.url() + "/files/" + folder);
    }
    return json;
  }

  /** A property that a filter may name, without the JSON around it. */
  Object property(String path) {
    return switch (path) {
      case "id" -> id;
      case "state" -> Lifecycle.wire(state.state());
      case "stateTransitionTime" -> state.since();
      case "creationTime" -> stamp.created();
      case "lastModified" -> stamp.lastModified();
      case "executionInfo/startTime" -> outcome == null ? started : outcome.start();
      case "executionInfo/endTime" -> outcome == null ? null : outcome.end();
      case "executionInfo/exitCode" ->
          outcome == null || outcome.exitCode().isEmpty()
              ? null
              : BigDecimal.valueOf(outcome.exitCode().getAsInt());
      case "executionInfo/result" -> outcome == null ? null : outcome.result();
      default -> throw new IllegalArgumentException("No filter of tasks names " + path);
    };
  }

  private ObjectNode executionInfo() {
    ObjectNode json = Answer.object();
    if (outcome != null) {
      outcome.writeTo(json);
    } else if (started != null) {
      json.put("startTime", Times.wire(started));
    }
    json.put("retryCount", retryCount);
    if (lastRetry != null) {
      json.put("lastRetryTime", Times.wire(lastRetry));
    }
    json.put("requeueCount", requeueCount);
    if (lastRequeue != null) {
      json.put("lastRequeueTime", Times.wire(lastRequeue));
    }
    return json;
  }
}
