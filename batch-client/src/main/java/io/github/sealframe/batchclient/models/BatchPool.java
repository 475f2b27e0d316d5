package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * A pool: {@code Pool_Get}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param url its URL
 * @param eTag opaque; changes with each change
 * @param lastModified last change of the pool itself, not of its nodes
 * @param creationTime when it was made
 * @param state what it does now
 * @param stateTransitionTime since when it is in its state
 * @param allocationState whether its number of nodes is changing
 * @param allocationStateTransitionTime since when
 * @param vmSize size of the machines, as {@code Standard_D4s_v5}
 * @param virtualMachineConfiguration the machines
 * @param resizeTimeout limit of the last resize
 * @param resizeErrors why the last resize fell short
 * @param currentDedicatedNodes dedicated nodes now
 * @param currentLowPriorityNodes spot nodes now, with preempted ones
 * @param targetDedicatedNodes dedicated nodes that are asked for
 * @param targetLowPriorityNodes spot nodes that are asked for
 * @param enableAutoScale whether the formula sets its size
 * @param autoScaleFormula formula for the number of nodes
 * @param autoScaleEvaluationInterval how often the formula is evaluated, 5 minutes to 168 hours
 * @param autoScaleRun last evaluation of the formula
 * @param enableInterNodeCommunication whether nodes may talk with each other
 * @param networkConfiguration the network that nodes are in
 * @param startTask runs on each node that joins or restarts
 * @param certificateReferences certificates that nodes have; retired
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param taskSlotsPerNode slots for tasks on a node, up to 4 for each core and 256
 * @param taskSchedulingPolicy how tasks are spread over nodes
 * @param userAccounts users that nodes have
 * @param metadata names and values that mean nothing to Batch
 * @param poolStatistics only when asked for with {@code $expand=stats}
 * @param mountConfiguration file systems that nodes mount
 * @param identity its managed identities; set through ARM alone
 * @param targetNodeCommunicationMode how nodes are to talk with the service
 * @param currentNodeCommunicationMode how nodes really talk with the service
 * @param upgradePolicy how nodes get a new version of their image
 * @param resourceTags tags of the Azure resources, in accounts of the user-subscription kind
 */
public record BatchPool(
    String id,
    String displayName,
    String url,
    String eTag,
    OffsetDateTime lastModified,
    OffsetDateTime creationTime,
    BatchPoolState state,
    OffsetDateTime stateTransitionTime,
    AllocationState allocationState,
    OffsetDateTime allocationStateTransitionTime,
    String vmSize,
    VirtualMachineConfiguration virtualMachineConfiguration,
    Duration resizeTimeout,
    List<ResizeError> resizeErrors,
    Integer currentDedicatedNodes,
    Integer currentLowPriorityNodes,
    Integer targetDedicatedNodes,
    Integer targetLowPriorityNodes,
    Boolean enableAutoScale,
    String autoScaleFormula,
    Duration autoScaleEvaluationInterval,
    AutoScaleRun autoScaleRun,
    Boolean enableInterNodeCommunication,
    NetworkConfiguration networkConfiguration,
    BatchStartTask startTask,
    List<BatchCertificateReference> certificateReferences,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    Integer taskSlotsPerNode,
    BatchTaskSchedulingPolicy taskSchedulingPolicy,
    List<UserAccount> userAccounts,
    List<BatchMetadataItem> metadata,
    @JsonProperty("stats") BatchPoolStatistics poolStatistics,
    List<MountConfiguration> mountConfiguration,
    BatchPoolIdentity identity,
    BatchNodeCommunicationMode targetNodeCommunicationMode,
    BatchNodeCommunicationMode currentNodeCommunicationMode,
    UpgradePolicy upgradePolicy,
    Map<String, String> resourceTags) {
  public BatchPool {
    resizeErrors = Copies.of(resizeErrors);
    certificateReferences = Copies.of(certificateReferences);
    applicationPackageReferences = Copies.of(applicationPackageReferences);
    userAccounts = Copies.of(userAccounts);
    metadata = Copies.of(metadata);
    mountConfiguration = Copies.of(mountConfiguration);
    resourceTags = Copies.of(resourceTags);
  }
}
