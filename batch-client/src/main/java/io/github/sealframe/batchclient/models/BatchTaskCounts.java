package io.github.sealframe.batchclient.models;

/**
 * How many tasks of a job are in each state.
 *
 * @param active waiting
 * @param running running or preparing
 * @param succeeded completed with success
 * @param failed completed with failure
 */
public record BatchTaskCounts(
    Integer active, Integer running, Integer completed, Integer succeeded, Integer failed) {}
