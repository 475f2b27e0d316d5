package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Body of {@code Job_Patch}: what is absent stays as it is.
 *
 * @param priority -1000 to 1000, higher first
 * @param maxParallelTasks tasks that run at once, 1 or more; -1 is no limit
 * @param allowTaskPreemption whether jobs of higher priority may push its tasks back into the queue
 * @param allTasksCompleteMode cannot go back from {@code terminatejob}
 * @param constraints limits
 * @param poolInfo another pool; only while the job is disabled
 * @param networkConfiguration the network that nodes are in
 * @param metadata names and values that mean nothing to Batch
 */
public record BatchJobUpdateParameters(
    Integer priority,
    Integer maxParallelTasks,
    Boolean allowTaskPreemption,
    @JsonProperty("onAllTasksComplete") BatchAllTasksCompleteMode allTasksCompleteMode,
    BatchJobConstraints constraints,
    BatchPoolInfo poolInfo,
    BatchJobNetworkConfiguration networkConfiguration,
    List<BatchMetadataItem> metadata) {
  public BatchJobUpdateParameters {
    metadata = Copies.of(metadata);
  }

  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private Integer priority;
    private Integer maxParallelTasks;
    private Boolean allowTaskPreemption;
    private BatchAllTasksCompleteMode allTasksCompleteMode;
    private BatchJobConstraints constraints;
    private BatchPoolInfo poolInfo;
    private BatchJobNetworkConfiguration networkConfiguration;
    private List<BatchMetadataItem> metadata;

    private Builder() {}

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

    public Builder allTasksCompleteMode(BatchAllTasksCompleteMode value) {
      allTasksCompleteMode = value;
      return this;
    }

    public Builder constraints(BatchJobConstraints value) {
      constraints = value;
      return this;
    }

    public Builder poolInfo(BatchPoolInfo value) {
      poolInfo = value;
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

    public BatchJobUpdateParameters build() {
      return new BatchJobUpdateParameters(
          priority,
          maxParallelTasks,
          allowTaskPreemption,
          allTasksCompleteMode,
          constraints,
          poolInfo,
          networkConfiguration,
          metadata);
    }
  }
}
