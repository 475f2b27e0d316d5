package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How nodes get a new version of their image.
 *
 * @param automaticOsUpgradePolicy upgrades that start by themselves
 * @param rollingUpgradePolicy upgrades in batches
 */
public record UpgradePolicy(
    UpgradeMode mode,
    @JsonProperty("automaticOSUpgradePolicy") AutomaticOsUpgradePolicy automaticOsUpgradePolicy,
    RollingUpgradePolicy rollingUpgradePolicy) {}
