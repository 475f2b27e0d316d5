package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * A node: {@code ComputeNode_Get}.
 *
 * @param id unique in its pool while it lives
 * @param url its URL
 * @param state what it does now
 * @param schedulingState whether it takes new tasks
 * @param stateTransitionTime since when it is in its state
 * @param lastBootTime absent on some unusable nodes
 * @param allocationTime when it joined the pool
 * @param ipAddress for other nodes of the pool
 * @param affinityId for tasks that would best run here
 * @param vmSize size of the machine, as {@code Standard_D4s_v5}
 * @param totalTasksRun tasks that were completed on it, without StartTask, preparation and release
 *     tasks
 * @param runningTasksCount tasks that run on it, without the same
 * @param runningTaskSlotsCount slots that these tasks take
 * @param totalTasksSucceeded completed tasks that ended with 0
 * @param recentTasks tasks whose state changed of late
 * @param startTask what it really runs at its start
 * @param startTaskInfo how that went
 * @param certificateReferences certificates that nodes have; retired
 * @param errors what is wrong with it now
 * @param isDedicated whether it is no spot node
 * @param endpointConfiguration how it is reached from outside
 * @param nodeAgentInfo the service's agent on it
 * @param virtualMachineInfo its machine
 */
public record BatchNode(
    String id,
    String url,
    BatchNodeState state,
    SchedulingState schedulingState,
    OffsetDateTime stateTransitionTime,
    OffsetDateTime lastBootTime,
    OffsetDateTime allocationTime,
    String ipAddress,
    String affinityId,
    String vmSize,
    Integer totalTasksRun,
    Integer runningTasksCount,
    Integer runningTaskSlotsCount,
    Integer totalTasksSucceeded,
    List<BatchTaskInfo> recentTasks,
    BatchStartTask startTask,
    BatchStartTaskInfo startTaskInfo,
    List<BatchCertificateReference> certificateReferences,
    List<BatchNodeError> errors,
    Boolean isDedicated,
    BatchNodeEndpointConfiguration endpointConfiguration,
    BatchNodeAgentInfo nodeAgentInfo,
    VirtualMachineInfo virtualMachineInfo) {
  public BatchNode {
    recentTasks = Copies.of(recentTasks);
    certificateReferences = Copies.of(certificateReferences);
    errors = Copies.of(errors);
  }
}
