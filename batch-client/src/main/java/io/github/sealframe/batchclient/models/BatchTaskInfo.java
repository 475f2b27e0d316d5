package io.github.sealframe.batchclient.models;

/**
 * A task as its node shows it.
 *
 * @param taskUrl its URL
 * @param jobId its job
 * @param taskId its id
 * @param subtaskId which part of a multi-instance task it is
 * @param executionInfo how it ran
 */
public record BatchTaskInfo(
    String taskUrl,
    String jobId,
    String taskId,
    Integer subtaskId,
    BatchTaskState taskState,
    BatchTaskExecutionInfo executionInfo) {}
