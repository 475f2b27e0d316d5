package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * Body of {@code Job_Update}, the {@code PUT}: what is absent goes back to its default.
 *
 * @param priority -1000 to 1000, higher first; 0 when absent
 * @param maxParallelTasks tasks that run at once, 1 or more; -1, which holds when absent, is no
 *     limit
 * @param allowTaskPreemption whether jobs of higher priority may push its tasks back into the queue
 * @param constraints limits
 * @param poolInfo the pool that it runs on
 * @param metadata names and values that mean nothing to Batch
 * @param allTasksCompleteMode what happens when all tasks are completed; {@code noaction} when
 *     absent
 */
public record BatchJobReplaceParameters(
    Integer priority,
    Integer maxParallelTasks,
    Boolean allowTaskPreemption,
    BatchJobConstraints constraints,
    BatchPoolInfo poolInfo,
    List<BatchMetadataItem> metadata,
    @JsonProperty("onAllTasksComplete") BatchAllTasksCompleteMode allTasksCompleteMode) {
  public BatchJobReplaceParameters {
    metadata = Copies.of(metadata);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(BatchPoolInfo poolInfo) {
    return new Builder(poolInfo);
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private Integer priority;
    private Integer maxParallelTasks;
    private Boolean allowTaskPreemption;
    private BatchJobConstraints constraints;
    private final BatchPoolInfo poolInfo;
    private List<BatchMetadataItem> metadata;
    private BatchAllTasksCompleteMode allTasksCompleteMode;

    private Builder(BatchPoolInfo poolInfo) {
      this.poolInfo = Objects.requireNonNull(poolInfo, "poolInfo");
    }

    public Builder priority(Integer value) {
      priority = value;
      return this;
    }

    public Builder maxParallelTasks(Integer value) {
      maxParallelTasks = value;
      return this;
    }

    public Builder allowTaskPreemption(Boolean value) {
      allowTaskPreemption = value;
      return this;
    }

    public Builder constraints(BatchJobConstraints value) {
      constraints = value;
      return this;
    }

    public Builder metadata(List<BatchMetadataItem> value) {
      metadata = value;
      return this;
    }

    public Builder allTasksCompleteMode(BatchAllTasksCompleteMode value) {
      allTasksCompleteMode = value;
      return this;
    }

    public BatchJobReplaceParameters build() {
      return new BatchJobReplaceParameters(
          priority,
          maxParallelTasks,
          allowTaskPreemption,
          constraints,
          poolInfo,
          metadata,
          allTasksCompleteMode);
    }
  }
}
