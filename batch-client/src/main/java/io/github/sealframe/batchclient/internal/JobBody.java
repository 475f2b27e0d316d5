package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.AutoUserScope;
import io.github.sealframe.batchclient.models.AutoUserSpecification;
import io.github.sealframe.batchclient.models.BatchAllTasksCompleteMode;
import io.github.sealframe.batchclient.models.BatchJobActionKind;
import io.github.sealframe.batchclient.models.BatchJobConstraints;
import io.github.sealframe.batchclient.models.BatchJobCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobPreparationTask;
import io.github.sealframe.batchclient.models.BatchPoolInfo;
import io.github.sealframe.batchclient.models.BatchTaskConstraints;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskFailureMode;
import io.github.sealframe.batchclient.models.ElevationLevel;
import io.github.sealframe.batchclient.models.ExitCodeRangeMapping;
import io.github.sealframe.batchclient.models.ExitConditions;
import io.github.sealframe.batchclient.models.ExitOptions;
import io.github.sealframe.batchclient.models.OutputFile;
import io.github.sealframe.batchclient.models.OutputFileDestination;
import io.github.sealframe.batchclient.models.OutputFileUploadCondition;
import io.github.sealframe.batchclient.models.OutputFileUploadConfig;
import io.github.sealframe.batchclient.models.UserIdentity;
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
      new UserIdentity(null, new AutoUserSpecification(AutoUserScope.POOL, ElevationLevel.ADMIN));
  private static final UserIdentity TASK_USER =
      new UserIdentity(
          null, new AutoUserSpecification(AutoUserScope.TASK, ElevationLevel.NON_ADMIN));
  private static final ExitOptions GO_ON = new ExitOptions(BatchJobActionKind.NONE, null);
  private static final ExitOptions STOP_THE_JOB = new ExitOptions(BatchJobActionKind.DISABLE, null);
  private static final OutputFileUploadConfig ALWAYS =
      new OutputFileUploadConfig(OutputFileUploadCondition.TASK_COMPLETION);

  private final NodeAccess access;

  /**
   * @param access how nodes fetch the scene package and write outputs
   */
  JobBody(NodeAccess access) {
    this.access = access;
  }

  /** The body of {@code Job_Add} for {@code plan}. */
  BatchJobCreateParameters of(JobPlan plan) {
    return BatchJobCreateParameters.builder(
            plan.id().value(), new BatchPoolInfo(plan.pool().value(), null))
        .priority(plan.priority())
        .jobPreparationTask(preparation(plan.preparation()))
        .allTasksCompleteMode(BatchAllTasksCompleteMode.NO_ACTION)
        .taskFailureMode(BatchTaskFailureMode.PERFORM_EXIT_OPTIONS_JOB_ACTION)
        .constraints(
            access.jobLimit().map(limit -> new BatchJobConstraints(limit, null)).orElse(null))
        .metadata(PoolBody.production(plan.production()))
        .build();
  }

  private BatchJobPreparationTask preparation(GateTask task) {
    return BatchJobPreparationTask.builder(task.commandLine())
        .id("jobpreparation")
        .resourceFiles(task.inputs().stream().map(access::input).toList())
        .environmentSettings(PoolBody.environment(task))
        .constraints(new BatchTaskConstraints(null, PREPARATION_RETENTION, 0))
        .waitForSuccess(true)
        .userIdentity(POOL_ADMIN)
        .rerunOnNodeRebootAfterSuccess(true)
        .build();
  }

  /** The body of one task in {@code Task_AddCollection}. */
  BatchTaskCreateParameters of(JobPlan job, TaskPlan task) {
    return BatchTaskCreateParameters.builder(task.id().value(), task.commandLine())
        .exitConditions(exits())
        .outputFiles(
            List.of(
                output("frames/*.png", task.outputs() + "frames"),
                output(TaskPlan.ATTESTATIONS + "*", task.outputs() + "attestations"),
                output(TaskPlan.RECORD, task.outputs() + TaskPlan.RECORD),
                output("../std*.txt", task.outputs() + "logs")))
        .constraints(new BatchTaskConstraints(job.taskLimit(), TASK_RETENTION, 0))
        .userIdentity(TASK_USER)
        .build();
  }

  /**
   * A check that fails stops the job, with no client running; anything else is for the client to
   * judge. All of it is written out: Batch's own default ends the job for any failure.
   */
  private static ExitConditions exits() {
    return ExitConditions.builder()
        .exitCodeRanges(
            List.of(
                new ExitCodeRangeMapping(FIRST_INTEGRITY_EXIT, LAST_INTEGRITY_EXIT, STOP_THE_JOB)))
        .preProcessingError(GO_ON)
        .fileUploadError(GO_ON)
        .defaultProperty(GO_ON)
        .build();
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
