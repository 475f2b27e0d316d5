package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** A task and how far it is. Guarded by the account's lock. */
final class Task {

  private final Job job;
  private final String id;
  private final ObjectNode spec;
  private final Lifecycle<TaskState> state;
  private Stamp stamp;
  private int retryCount;
  private Instant lastRetry;
  private int requeueCount;
  private Instant lastRequeue;
  private Instant started;
  private Outcome outcome;
  private Node node;
  private ObjectNode nodeInfo;
  private CommandRun run;
  private Stop stop;
  private boolean filesRemoved;

  /**
   * @param spec the task as it was asked for, with the defaults filled in
   */
  Task(Job job, String id, ObjectNode spec, Instant now) {
    this.job = job;
    this.id = id;
    this.spec = spec;
    this.state = new Lifecycle<>(TaskState.ACTIVE, now);
    this.stamp = Stamp.created(now);
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

  ObjectNode spec() {
    return spec;
  }

  Lifecycle<TaskState> state() {
    return state;
  }

  Stamp stamp() {
    return stamp;
  }

  void changed(Instant now) {
    stamp = stamp.changed(now);
  }

  int slots() {
    return spec.path("requiredSlots").asInt(1);
  }

  /** Whether no other task runs beside it on its node. */
  boolean runsAlone() {
    return job.manager().filter(one -> one.is(this)).map(JobManager::runsAlone).orElse(false);
  }

  boolean mayRunOnSpotNodes() {
    return job.manager().filter(one -> one.is(this)).map(JobManager::onSpotNodes).orElse(true);
  }

  int retryCount() {
    return retryCount;
  }

  /** The node it is on now, or was last. */
  Optional<Node> node() {
    return Optional.ofNullable(node);
  }

  boolean succeeded() {
    return outcome != null && outcome.successful();
  }

  /** Whether tasks that depend on it may start, as far as it goes. */
  boolean satisfiesDependents() {
    return outcome != null && ExitConditions.satisfiesDependents(spec, outcome);
  }

  /** Why it is being stopped, if it is. */
  Optional<Stop> stopping() {
    return Optional.ofNullable(stop);
  }

  void assigned(Node to, TaskState next, Instant now) {
    node = to;
    String folder = NodeFolders.taskPath(job.id(), id);
    nodeInfo =
        Answer.object()
            .put("affinityId", "TVM:" + to.id())
            .put("nodeUrl", to.url())
            .put("poolId", to.pool().id())
            .put("nodeId", to.id())
            .put("taskRootDirectory", folder)
            .put("taskRootDirectoryUrl", to.url() + "/files/" + folder);
    outcome = null;
    stop = null;
    filesRemoved = false;
    started = next == TaskState.RUNNING ? now : null;
    state.to(next, now);
  }

  void running(CommandRun running, Instant now) {
    run = running;
    started = now;
    state.to(TaskState.RUNNING, now);
  }

  /**
   * Asks the process to end; what becomes of the task is decided when it has. The first reason
   * stays, but for a delete.
   */
  void stop(Stop reason) {
    if (stop == null || reason == Stop.DELETE) {
      stop = reason;
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
    nodeInfo = null;
    state.to(TaskState.ACTIVE, now);
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
  }

  /** Until when its files stay on its node; empty while it is not completed, and for ever. */
  Optional<Instant> keptUntil() {
    return Body.object(spec, "constraints")
        .flatMap(constraints -> Body.duration(constraints, "retentionTime"))
        .filter(time -> state.is(TaskState.COMPLETED) && node != null && Times.isLimit(time))
        .map(time -> outcome.end().plus(time));
  }

  void filesRemoved() {
    filesRemoved = true;
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

  ObjectNode toJson() {
    ObjectNode json = spec.deepCopy();
    json.put("id", id);
    json.put("url", url());
    stamp.writeTo(json);
    state.writeTo(json);
    json.set("executionInfo", executionInfo());
    if (nodeInfo != null) {
      json.set("nodeInfo", nodeInfo.deepCopy());
    }
    return json;
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
