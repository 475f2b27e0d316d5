package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
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

  private JobSpec() {}

  /**
   * Checks and completes a new job, or what a schedule makes its jobs from.
   *
   * @throws BatchError 400 naming the property, 501 for what the emulator does not do
   */
  static void complete(ObjectNode body) {
    checkPoolInfo(body);
    if (body.has("jobManagerTask")) {
      throw BatchError.notImplemented("the jobManagerTask of a job");
    }
    CommandSpec.environment(body, "commonEnvironmentSettings");
    Body.object(body, "jobPreparationTask").ifPresent(JobSpec::completePreparation);
    Body.object(body, "jobReleaseTask").ifPresent(task -> completeRelease(body, task));
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

  static void checkPoolInfo(ObjectNode body) {
    ObjectNode pool =
        Body.object(body, "poolInfo").orElseThrow(() -> BatchError.missingProperty("poolInfo"));
    if (pool.has("autoPoolSpecification")) {
      throw BatchError.notImplemented("auto pools");
    }
    Body.required(pool, "poolId");
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
