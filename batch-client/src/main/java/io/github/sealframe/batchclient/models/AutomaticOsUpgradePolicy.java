package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How new versions of an image reach the nodes by themselves.
 *
 * @param disableAutomaticRollback whether a failed upgrade stays as it is
 * @param enableAutomaticOsUpgrade whether nodes are upgraded when a new version appears
 * @param useRollingUpgradePolicy whether the rolling policy holds for it too
 * @param osRollingUpgradeDeferral whether nodes that run tasks are left for later
 */
public record AutomaticOsUpgradePolicy(
    Boolean disableAutomaticRollback,
    @JsonProperty("enableAutomaticOSUpgrade") Boolean enableAutomaticOsUpgrade,
    Boolean useRollingUpgradePolicy,
    Boolean osRollingUpgradeDeferral) {}
