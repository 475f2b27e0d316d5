package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.TaskPlan;
import java.time.Duration;
import java.util.List;

/** Writes a job and its tasks as this project insists on them. */
final class JobBody {
  /** Exit codes by which a node's check says that something is not what it should be. */
  static final int FIRST_INTEGRITY_EXIT = 10;

  /** The last of those exit codes. */
  static final int LAST_INTEGRITY_EXIT = 16;

  /** How long a task's files stay on the node: as short as Batch's own work allows. */
  private static final Duration TASK_RETENTION = Duration.ofHours(1);

  /** Long enough for a person to read what a refused scene package was refused for. */
  private static final Duration PREPARATION_RETENTION = Duration.ofDays(1);

  private static final UserIdentity POOL_ADMIN =
      new UserIdentity(new AutoUserSpecification("pool", "admin"));
  private static final UserIdentity TASK_USER =
      new UserIdentity(new AutoUserSpecification("task", "nonadmin"));
  private static final ExitOptions GO_ON = new ExitOptions("none");
  private static final ExitOptions STOP_THE_JOB = new ExitOptions("disable");
  private static final OutputFileUploadConfig ALWAYS = new OutputFileUploadConfig("taskcompletion");

  private final NodeAccess access;

  /**
   * @param access how nodes fetch the scene package and write outputs
   */
  JobBody(NodeAccess access) {
    this.access = access;
  }

  /** The body of {@code Job_Add} for {@code plan}. */
  BatchJobCreateParameters of(JobPlan plan) {
    return new BatchJobCreateParameters(
        plan.id().value(),
        plan.priority(),
        new BatchPoolInfo(plan.pool().value()),
        preparation(plan.preparation()),
        "noaction",
        "performexitoptionsjobaction",
        access.jobLimit().map(limit -> new BatchJobConstraints(limit.toString())).orElse(null),
        PoolBody.production(plan.production()));
  }

  private BatchJobPreparationTask preparation(GateTask task) {
    return new BatchJobPreparationTask(
        "jobpreparation",
        task.commandLine(),
        task.inputs().stream().map(access::input).toList(),
        EnvironmentSetting.of(task),
        new BatchTaskConstraints(null, PREPARATION_RETENTION.toString(), 0),
        true,
        POOL_ADMIN,
        true);
  }

  /** The body of one task in {@code Task_AddCollection}. */
  BatchTaskCreateParameters of(JobPlan job, TaskPlan task) {
    return new BatchTaskCreateParameters(
        task.id().value(),
        task.commandLine(),
        exits(),
        List.of(
            output("frames/*.png", task.outputs() + "frames"),
            output(TaskPlan.ATTESTATIONS + "*", task.outputs() + "attestations"),
            output(TaskPlan.RECORD, task.outputs() + TaskPlan.RECORD),
            output("../std*.txt", task.outputs() + "logs")),
        new BatchTaskConstraints(job.taskLimit().toString(), TASK_RETENTION.toString(), 0),
        TASK_USER);
  }

  /**
   * A check that fails stops the job, with no client running; anything else is for the client to
   * judge. All of it is written out: Batch's own default ends the job for any failure.
   */
  private static ExitConditions exits() {
    return new ExitConditions(
        List.of(new ExitCodeRangeMapping(FIRST_INTEGRITY_EXIT, LAST_INTEGRITY_EXIT, STOP_THE_JOB)),
        GO_ON,
        GO_ON,
        GO_ON);
  }

  /**
   * @param pattern with a wildcard, {@code place} is the prefix of what it finds; without one, the
   *     blob's name
   */
  private OutputFile output(String pattern, String place) {
    BlobRef blob = new BlobRef(ContainerRole.OUTPUT, place);
    return new OutputFile(pattern, new OutputFileDestination(access.output(blob)), ALWAYS);
  }
}
