package io.github.sealframe.batchclient.models;

/**
 * The container that a task runs in.
 *
 * @param state as the container engine tells it
 * @param error as the container engine tells it
 */
public record BatchTaskContainerExecutionInfo(String containerId, String state, String error) {}
