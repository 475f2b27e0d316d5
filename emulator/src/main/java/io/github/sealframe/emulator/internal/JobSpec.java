package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

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

  private JobSpec() {}

  /**
   * Checks and completes a new job, or what a schedule makes its jobs from.
   *
   * @throws BatchError 400 naming the property, 501 for what the emulator does not do
   */
  static void complete(ObjectNode body) {
    checkPoolInfo(body);
    for (String name : List.of("jobManagerTask", "jobReleaseTask")) {
      if (body.has(name)) {
        throw BatchError.notImplemented("the " + name + " of a job");
      }
    }
    CommandSpec.environment(body, "commonEnvironmentSettings");
    Body.object(body, "jobPreparationTask").ifPresent(JobSpec::completePreparation);
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
