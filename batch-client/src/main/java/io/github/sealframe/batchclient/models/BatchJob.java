package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A job: {@code Job_Get}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param usesTaskDependencies whether its tasks may depend on each other
 * @param url its URL
 * @param eTag opaque; changes with each change
 * @param lastModified last change of the job itself, not of its tasks
 * @param creationTime when it was made
 * @param state what it does now
 * @param stateTransitionTime since when it is in its state
 * @param previousState the state before; absent in its first
 * @param previousStateTransitionTime since when it was in that
 * @param priority -1000 to 1000, higher first
 * @param allowTaskPreemption whether jobs of higher priority may push its tasks back into the queue
 * @param maxParallelTasks tasks that run at once, 1 or more; -1 is no limit
 * @param constraints limits
 * @param jobManagerTask a task that starts with the job
 * @param jobPreparationTask runs on a node before the job's other tasks
 * @param jobReleaseTask runs on these nodes when the job ends; needs a preparation task
 * @param commonEnvironmentSettings environment of all its tasks; a task's own settings go first
 * @param poolInfo the pool that it runs on
 * @param allTasksCompleteMode what happens when all tasks are completed
 * @param taskFailureMode what happens when a task fails
 * @param networkConfiguration the network that nodes are in
 * @param metadata names and values that mean nothing to Batch
 * @param executionInfo when it ran, and why it ended
 * @param jobStatistics only when asked for with {@code $expand=stats}
 */
public record BatchJob(
    String id,
    String displayName,
    Boolean usesTaskDependencies,
    String url,
    String eTag,
    OffsetDateTime lastModified,
    OffsetDateTime creationTime,
    BatchJobState state,
    OffsetDateTime stateTransitionTime,
    BatchJobState previousState,
    OffsetDateTime previousStateTransitionTime,
    Integer priority,
    Boolean allowTaskPreemption,
    Integer maxParallelTasks,
    BatchJobConstraints constraints,
    BatchJobManagerTask jobManagerTask,
    BatchJobPreparationTask jobPreparationTask,
    BatchJobReleaseTask jobReleaseTask,
    List<EnvironmentSetting> commonEnvironmentSettings,
    BatchPoolInfo poolInfo,
    @JsonProperty("onAllTasksComplete") BatchAllTasksCompleteMode allTasksCompleteMode,
    @JsonProperty("onTaskFailure") BatchTaskFailureMode taskFailureMode,
    BatchJobNetworkConfiguration networkConfiguration,
    List<BatchMetadataItem> metadata,
    BatchJobExecutionInfo executionInfo,
    @JsonProperty("stats") BatchJobStatistics jobStatistics) {
  public BatchJob {
    commonEnvironmentSettings = Copies.of(commonEnvironmentSettings);
    metadata = Copies.of(metadata);
  }
}
