package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * A subtask of a multi-instance task: {@code Task_ListSubtasks}.
 *
 * @param id its number in the task
 * @param nodeInfo the node that it ran on
 * @param startTime its last start
 * @param endTime when it ended
 * @param exitCode of its process; absent before it ends
 * @param containerInfo the container that it runs in
 * @param failureInfo why it failed; absent when it did not
 * @param state what it does now
 * @param stateTransitionTime since when it is in its state
 * @param previousState the state before; absent in its first
 * @param previousStateTransitionTime since when it was in that
 * @param result whether it succeeded; absent before it ends
 */
public record BatchSubtask(
    Integer id,
    BatchNodeInfo nodeInfo,
    OffsetDateTime startTime,
    OffsetDateTime endTime,
    Integer exitCode,
    BatchTaskContainerExecutionInfo containerInfo,
    BatchTaskFailureInfo failureInfo,
    BatchSubtaskState state,
    OffsetDateTime stateTransitionTime,
    BatchSubtaskState previousState,
    OffsetDateTime previousStateTransitionTime,
    BatchTaskExecutionResult result) {}
