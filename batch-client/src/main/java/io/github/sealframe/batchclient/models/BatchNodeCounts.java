package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How many nodes are in each {@link BatchNodeState}.
 *
 * @param total in all states
 */
public record BatchNodeCounts(
    Integer creating,
    Integer idle,
    Integer offline,
    Integer preempted,
    Integer rebooting,
    Integer reimaging,
    Integer running,
    Integer starting,
    Integer startTaskFailed,
    Integer leavingPool,
    Integer unknown,
    Integer unusable,
    Integer waitingForStartTask,
    Integer deallocated,
    Integer deallocating,
    Integer total,
    @JsonProperty("upgradingOS") Integer upgradingOs) {}
