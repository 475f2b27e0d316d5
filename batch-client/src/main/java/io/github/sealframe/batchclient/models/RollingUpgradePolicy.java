package io.github.sealframe.batchclient.models;

import java.time.Duration;

/**
 * How nodes are upgraded in batches.
 *
 * @param enableCrossZoneUpgrade whether a batch may be of several zones; for zonal pools
 * @param maxBatchInstancePercent nodes in a batch, 5 to 100 percent
 * @param maxUnhealthyInstancePercent unhealthy nodes that stop the upgrade, 5 to 100 percent, not
 *     below the former
 * @param maxUnhealthyUpgradedInstancePercent unhealthy upgraded nodes that stop it, 0 to 100
 *     percent
 * @param pauseTimeBetweenBatches pause from one batch to the next
 * @param prioritizeUnhealthyInstances whether unhealthy nodes go first
 * @param rollbackFailedInstancesOnPolicyBreach whether failed nodes go back when it stops
 */
public record RollingUpgradePolicy(
    Boolean enableCrossZoneUpgrade,
    Integer maxBatchInstancePercent,
    Integer maxUnhealthyInstancePercent,
    Integer maxUnhealthyUpgradedInstancePercent,
    Duration pauseTimeBetweenBatches,
    Boolean prioritizeUnhealthyInstances,
    Boolean rollbackFailedInstancesOnPolicyBreach) {
  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private Boolean enableCrossZoneUpgrade;
    private Integer maxBatchInstancePercent;
    private Integer maxUnhealthyInstancePercent;
    private Integer maxUnhealthyUpgradedInstancePercent;
    private Duration pauseTimeBetweenBatches;
    private Boolean prioritizeUnhealthyInstances;
    private Boolean rollbackFailedInstancesOnPolicyBreach;

    private Builder() {}

    public Builder enableCrossZoneUpgrade(Boolean value) {
      enableCrossZoneUpgrade = value;
      return this;
    }

    public Builder maxBatchInstancePercent(Integer value) {
      maxBatchInstancePercent = value;
      return this;
    }

    public Builder maxUnhealthyInstancePercent(Integer value) {
      maxUnhealthyInstancePercent = value;
      return this;
    }

    public Builder maxUnhealthyUpgradedInstancePercent(Integer value) {
      maxUnhealthyUpgradedInstancePercent = value;
      return this;
    }

    public Builder pauseTimeBetweenBatches(Duration value) {
      pauseTimeBetweenBatches = value;
      return this;
    }

    public Builder prioritizeUnhealthyInstances(Boolean value) {
      prioritizeUnhealthyInstances = value;
      return this;
    }

    public Builder rollbackFailedInstancesOnPolicyBreach(Boolean value) {
      rollbackFailedInstancesOnPolicyBreach = value;
      return this;
    }

    public RollingUpgradePolicy build() {
      return new RollingUpgradePolicy(
          enableCrossZoneUpgrade,
          maxBatchInstancePercent,
          maxUnhealthyInstancePercent,
          maxUnhealthyUpgradedInstancePercent,
          pauseTimeBetweenBatches,
          prioritizeUnhealthyInstances,
          rollbackFailedInstancesOnPolicyBreach);
    }
  }
}
