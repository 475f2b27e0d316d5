package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * Body of {@code Job_Add}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param usesTaskDependencies whether its tasks may depend on each other; false when absent
 * @param priority -1000 to 1000, higher first; 0 when absent
 * @param allowTaskPreemption whether jobs of higher priority may push its tasks back into the queue
 * @param maxParallelTasks tasks that run at once, 1 or more; -1, which holds when absent, is no
 *     limit
 * @param constraints limits
 * @param jobManagerTask a task that starts with the job
 * @param jobPreparationTask runs on a node before the job's other tasks
 * @param jobReleaseTask runs on these nodes when the job ends; needs a preparation task
 * @param commonEnvironmentSettings environment of all its tasks; a task's own settings go first
 * @param poolInfo the pool that it runs on
 * @param allTasksCompleteMode what happens when all tasks are completed; {@code noaction} when
 *     absent
 * @param taskFailureMode what happens when a task fails; {@code noaction} when absent
 * @param networkConfiguration the network that nodes are in
 * @param metadata names and values that mean nothing to Batch
 */
public record BatchJobCreateParameters(
    String id,
    String displayName,
    Boolean usesTaskDependencies,
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
    List<BatchMetadataItem> metadata) {
  public BatchJobCreateParameters {
    commonEnvironmentSettings = Copies.of(commonEnvironmentSettings);
    metadata = Copies.of(metadata);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(String id, BatchPoolInfo poolInfo) {
    return new Builder(id, poolInfo);
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private String displayName;
    private Boolean usesTaskDependencies;
    private Integer priority;
    private Boolean allowTaskPreemption;
    private Integer maxParallelTasks;
    private BatchJobConstraints constraints;
    private BatchJobManagerTask jobManagerTask;
    private BatchJobPreparationTask jobPreparationTask;
    private BatchJobReleaseTask jobReleaseTask;
    private List<EnvironmentSetting> commonEnvironmentSettings;
    private final BatchPoolInfo poolInfo;
    private BatchAllTasksCompleteMode allTasksCompleteMode;
    private BatchTaskFailureMode taskFailureMode;
    private BatchJobNetworkConfiguration networkConfiguration;
    private List<BatchMetadataItem> metadata;

    private Builder(String id, BatchPoolInfo poolInfo) {
      this.id = Objects.requireNonNull(id, "id");
      this.poolInfo = Objects.requireNonNull(poolInfo, "poolInfo");
    }

    public Builder displayName(String value) {
      displayName = value;
      return this;
    }

    public Builder usesTaskDependencies(Boolean value) {
      usesTaskDependencies = value;
      return this;
    }

    public Builder priority(Integer value) {
      priority = value;
      return this;
    }

    public Builder allowTaskPreemption(Boolean value) {
      allowTaskPreemption = value;
      return this;
    }

    public Builder maxParallelTasks(Integer value) {
      maxParallelTasks = value;
      return this;
    }

    public Builder constraints(BatchJobConstraints value) {
      constraints = value;
      return this;
    }

    public Builder jobManagerTask(BatchJobManagerTask value) {
      jobManagerTask = value;
      return this;
    }

    public Builder jobPreparationTask(BatchJobPreparationTask value) {
      jobPreparationTask = value;
      return this;
    }

    public Builder jobReleaseTask(BatchJobReleaseTask value) {
      jobReleaseTask = value;
      return this;
    }

    public Builder commonEnvironmentSettings(List<EnvironmentSetting> value) {
      commonEnvironmentSettings = value;
      return this;
    }

    public Builder allTasksCompleteMode(BatchAllTasksCompleteMode value) {
      allTasksCompleteMode = value;
      return this;
    }

    public Builder taskFailureMode(BatchTaskFailureMode value) {
      taskFailureMode = value;
      return this;
    }

    public Builder networkConfiguration(BatchJobNetworkConfiguration value) {
      networkConfiguration = value;
      return this;
    }

    public Builder metadata(List<BatchMetadataItem> value) {
      metadata = value;
      return this;
    }

    public BatchJobCreateParameters build() {
      return new BatchJobCreateParameters(
          id,
          displayName,
          usesTaskDependencies,
          priority,
          allowTaskPreemption,
          maxParallelTasks,
          constraints,
          jobManagerTask,
          jobPreparationTask,
          jobReleaseTask,
          commonEnvironmentSettings,
          poolInfo,
          allTasksCompleteMode,
          taskFailureMode,
          networkConfiguration,
          metadata);
    }
  }
}
