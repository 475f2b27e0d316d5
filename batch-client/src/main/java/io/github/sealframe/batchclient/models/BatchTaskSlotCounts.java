package io.github.sealframe.batchclient.models;

/**
 * How many slots the tasks of a job take, by the tasks' state.
 *
 * @param active waiting
 * @param running running or preparing
 * @param succeeded completed with success
 * @param failed completed with failure
 */
public record BatchTaskSlotCounts(
    Integer active, Integer running, Integer completed, Integer succeeded, Integer failed) {}
