package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks what a job is asked to be, and fills the defaults in that Batch gives back. */
final class JobSpec {

  private enum OnAllTasksComplete {
    NOACTION,
    TERMINATEJOB
  }

  private enum OnTaskFailure {
    NOACTION,
    PERFORMEXITOPTIONSJOBACTION
  }

  private static final Duration LONGEST_RELEASE = Duration.ofMinutes(15);

  private final PoolSpec pools;
  private final Applications applications;

  JobSpec(PoolSpec pools, Applications applications) {
    this.pools = pools;
    this.applications = applications;
  }

  /**
   * Checks and completes a new job, or what a schedule makes its jobs from.
   *
   * @throws BatchError 400, 409 or 501 naming the property
   */
  void complete(ObjectNode body) {
    completePoolInfo(body);
    CommandSpec.environment(body, "commonEnvironmentSettings");
    Body.object(body, "jobPreparationTask").ifPresent(JobSpec::completePreparation);
    Body.object(body, "jobReleaseTask").ifPresent(task -> completeRelease(body, task));
    Body.object(body, "jobManagerTask").ifPresent(task -> completeManager(body, task));
    completeChangeable(body);
    Body.choice(body, "onTaskFailure", OnTaskFailure.class, OnTaskFailure.NOACTION);
    Body.fill(body, "onTaskFailure", body.textNode("noaction"));
    Body.fill(body, "usesTaskDependencies", body.booleanNode(false));
  }

  /** Checks and completes what can also be changed later. */
  static void completeChangeable(ObjectNode body) {
    Body.integer(body, "priority", -1_000, 1_000, 0);
    Body.fill(body, "priority", body.numberNode(0));
    Body.integer(body, "maxParallelTasks", -1, Integer.MAX_VALUE, -1);
    Body.fill(body, "maxParallelTasks", body.numberNode(-1));
    Body.fill(body, "allowTaskPreemption", body.booleanNode(false));
    Body.choice(body, "onAllTasksComplete", OnAllTasksComplete.class, OnAllTasksComplete.NOACTION);
    Body.fill(body, "onAllTasksComplete", body.textNode("noaction"));
    Defaults.jobConstraints(body);
  }

  /**
   * Checks where jobs are to run, and completes the specification of a pool that they bring.
   *
   * @throws BatchError 400 naming the property, 409 or 501 for what that pool is to have
   */
  void completePoolInfo(ObjectNode body) {
    ObjectNode pool =
        Body.object(body, "poolInfo").orElseThrow(() -> BatchError.missingProperty("poolInfo"));
    Optional<ObjectNode> auto = AutoPools.specification(body);
    if (auto.isEmpty()) {
      Body.required(pool, "poolId");
    } else if (pool.has("poolId")) {
      throw BatchError.invalidProperty(
          "poolId", Answer.text(pool, "poolId"), "It does not go with autoPoolSpecification.");
    } else {
      AutoPools.complete(auto.get(), pools);
    }
  }

  private void completeManager(ObjectNode job, ObjectNode task) {
    JobManager.complete(task);
    applications.checkReferences(task);
    String id = Body.requiredId(task);
    for (String other : List.of("jobPreparationTask", "jobReleaseTask")) {
      if (Answer.text(job.path(other), "id").equalsIgnoreCase(id)) {
        throw BatchError.invalidProperty("id", id, "The " + other + " has this id.");
      }
    }
  }

  private static void completeRelease(ObjectNode job, ObjectNode task) {
    Optional<ObjectNode> preparation = Body.object(job, "jobPreparationTask");
    if (preparation.isEmpty()) {
      throw BatchError.invalidProperty(
          "jobReleaseTask", "", "A release task is only for jobs with a preparation task.");
    }
    CommandSpec.ofReleaseTask(task);
    Body.fill(task, "id", task.textNode("jobrelease"));
    String id = Body.requiredId(task);
    if (id.equalsIgnoreCase(Preparation.id(preparation.get()))) {
      throw BatchError.invalidProperty("id", id, "The preparation task has this id.");
    }
    Defaults.userIdentity(task);
    Body.normaliseDuration(task, "maxWallClockTime", Times.wire(LONGEST_RELEASE));
    Body.duration(task, "maxWallClockTime")
        .filter(time -> time.compareTo(LONGEST_RELEASE) > 0)
        .ifPresent(
            time -> {
              throw BatchError.invalidProperty(
                  "maxWallClockTime", Times.wire(time), "It has to be 15 minutes at most.");
            });
    Body.normaliseDuration(task, "retentionTime", Defaults.RETENTION);
  }

  private static void completePreparation(ObjectNode task) {
    CommandSpec.ofTask(task);
    Body.fill(task, "id", task.textNode("jobpreparation"));
    Body.requiredId(task);
    Defaults.userIdentity(task);
    Defaults.taskConstraints(task);
    Body.flag(task, "waitForSuccess", true);
    Body.fill(task, "waitForSuccess", task.booleanNode(true));
    Body.flag(task, "rerunOnNodeRebootAfterSuccess", true);
    Body.fill(task, "rerunOnNodeRebootAfterSuccess", task.booleanNode(true));
  }
}
