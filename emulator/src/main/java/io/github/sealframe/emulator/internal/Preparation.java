package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The preparation task of one job on one node. Guarded by the account's lock. */
final class Preparation {

  private final Job job;
  private final Node node;
  private final String id;
  private final boolean guards;
  private final boolean repeats;
  private final List<Task> waiting = new ArrayList<>();
  private Instant started;
  private Outcome outcome;
  private int retryCount;
  private boolean abandoned;
  private CommandRun run;
  private boolean stale;
  private Optional<Release> release = Optional.empty();

  Preparation(Job job, Node node, ObjectNode spec, Instant now) {
    this.job = job;
    this.node = node;
    this.id = id(spec);
    this.guards = Body.flag(spec, "waitForSuccess", true);
    this.repeats = Body.flag(spec, "rerunOnNodeRebootAfterSuccess", true);
    this.started = now;
  }

  /** The id that a preparation task has by its specification. */
  static String id(ObjectNode spec) {
    return Body.optional(spec, "id").orElse("jobpreparation");
  }

  Job job() {
    return job;
  }

  Node node() {
    return node;
  }

  String id() {
    return id;
  }

  /** Whether the job's tasks run on the node only when it has succeeded. */
  boolean guards() {
    return guards;
  }

  /** The node was rebooted after it had succeeded. */
  void rebooted() {
    stale = repeats;
  }

  /** Whether it has to run again before the job's next task on the node. */
  boolean isStale() {
    return stale;
  }

  /** Tasks that are on the node and start when it has succeeded. */
  List<Task> waiting() {
    return waiting;
  }

  Optional<Outcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  boolean failed() {
    return outcome != null && !outcome.successful();
  }

  boolean succeeded() {
    return outcome != null && outcome.successful();
  }

  int retryCount() {
    return retryCount;
  }

  void running(CommandRun now) {
    run = now;
  }

  void runEnded() {
    run = null;
  }

  /** Whether a process of it may live. */
  boolean isRunning() {
    return run != null;
  }

  void retried(Instant now) {
    retryCount++;
    started = now;
  }

  void completed(Outcome how) {
    outcome = how;
  }

  /** Its node or its job is going: what its run says no longer counts. */
  void abandon() {
    abandoned = true;
    if (outcome == null && run != null) {
      run.stop();
    }
  }

  boolean abandoned() {
    return abandoned;
  }

  /** The run of the job's release task on this node, if there is one. */
  Optional<Release> release() {
    return release;
  }

  void releases(Optional<Release> now) {
    release = now;
  }

  /** Whether the job's release task, if it has one, has to run here yet. */
  boolean owesRelease() {
    return !abandoned
        && outcome != null
        && !node.isLost()
        && release.flatMap(Release::outcome).isEmpty();
  }

  ObjectNode toJson() {
    ObjectNode json = Answer.object();
    json.put("poolId", node.pool().id());
    json.put("nodeId", node.id());
    json.put("nodeUrl", node.url());
    ObjectNode info = json.putObject("jobPreparationTaskExecutionInfo");
    String folder = NodeFolders.taskPath(job.id(), id);
    info.put("state", outcome == null ? "running" : "completed");
    info.put("startTime", Times.wire(started));
    if (outcome != null) {
      outcome.writeTo(info);
    }
    info.put("taskRootDirectory", folder);
    info.put("taskRootDirectoryUrl", node.url() + "/files/" + folder);
    info.put("retryCount", retryCount);
    release.ifPresent(one -> json.set("jobReleaseTaskExecutionInfo", one.toJson(node)));
    return json;
  }
}
