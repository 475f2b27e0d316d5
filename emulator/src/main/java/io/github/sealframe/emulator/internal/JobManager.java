package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The manager task of a job, which is there as soon as the job is and goes before its other tasks.
 *
 * @param endsJob whether its end is the job's
 * @param runsAlone whether no other task runs on its node
 * @param onSpotNodes whether it may run where it can be preempted
 */
record JobManager(String taskId, boolean endsJob, boolean runsAlone, boolean onSpotNodes) {

  private static final List<String> NOT_OF_THE_TASK =
      List.of("killJobOnCompletion", "runExclusive", "allowLowPriorityNode");

  /**
   * Checks and completes a manager task.
   *
   * @throws BatchError 400 naming the property that is wrong
   */
  static void complete(ObjectNode manager) {
    CommandSpec.ofTask(manager);
    TaskTokens.asked(manager);
    Body.requiredId(manager);
    Body.integer(manager, "requiredSlots", 1, 256, 1);
    Body.fill(manager, "requiredSlots", manager.numberNode(1));
    NOT_OF_THE_TASK.forEach(name -> Body.fill(manager, name, manager.booleanNode(true)));
    Defaults.userIdentity(manager);
  }

  /** The manager task of a job. */
  static Optional<JobManager> of(ObjectNode job) {
    return Body.object(job, "jobManagerTask")
        .map(
            manager ->
                new JobManager(
                    Body.required(manager, "id"),
                    Body.flag(manager, "killJobOnCompletion", true),
                    Body.flag(manager, "runExclusive", true),
                    Body.flag(manager, "allowLowPriorityNode", true)));
  }

  /** The task that it is from when the job is made. */
  static Task task(Job job, ObjectNode manager, Instant now) {
    ObjectNode task = manager.deepCopy();
    task.remove(NOT_OF_THE_TASK);
    Defaults.taskConstraints(task, job.spec());
    return new Task(job, Body.required(task, "id"), task, now);
  }

  boolean is(Task task) {
    return task.id().equalsIgnoreCase(taskId);
  }
}
