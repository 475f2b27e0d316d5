package io.github.sealframe.batchclient.models;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A pool that the service makes for a job.
 *
 * @param displayName for people, at most 1,024 characters
 * @param vmSize size of the machines, as {@code Standard_D4s_v5}
 * @param virtualMachineConfiguration the machines
 * @param taskSlotsPerNode slots for tasks on a node, up to 4 for each core and 256; 1 when absent
 * @param taskSchedulingPolicy how tasks are spread over nodes
 * @param resizeTimeout limit of a resize, 5 minutes or more; 15 minutes when absent
 * @param targetDedicatedNodes dedicated nodes that are asked for
 * @param targetLowPriorityNodes spot nodes that are asked for
 * @param enableAutoScale whether the formula sets its size; false when absent
 * @param autoScaleFormula formula for the number of nodes
 * @param autoScaleEvaluationInterval how often the formula is evaluated, 5 minutes to 168 hours; 15
 *     minutes when absent
 * @param enableInterNodeCommunication whether nodes may talk with each other; false when absent
 * @param networkConfiguration the network that nodes are in
 * @param startTask runs on each node that joins or restarts
 * @param certificateReferences certificates that nodes have; retired
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param userAccounts users that nodes have
 * @param metadata names and values that mean nothing to Batch
 * @param mountConfiguration file systems that nodes mount
 * @param targetNodeCommunicationMode how nodes are to talk with the service
 * @param upgradePolicy how nodes get a new version of their image
 * @param resourceTags tags of the Azure resources, in accounts of the user-subscription kind
 */
public record BatchPoolSpecification(
    String displayName,
    String vmSize,
    VirtualMachineConfiguration virtualMachineConfiguration,
    Integer taskSlotsPerNode,
    BatchTaskSchedulingPolicy taskSchedulingPolicy,
    Duration resizeTimeout,
    Integer targetDedicatedNodes,
    Integer targetLowPriorityNodes,
    Boolean enableAutoScale,
    String autoScaleFormula,
    Duration autoScaleEvaluationInterval,
    Boolean enableInterNodeCommunication,
    NetworkConfiguration networkConfiguration,
    BatchStartTask startTask,
    List<BatchCertificateReference> certificateReferences,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    List<UserAccount> userAccounts,
    List<BatchMetadataItem> metadata,
    List<MountConfiguration> mountConfiguration,
    BatchNodeCommunicationMode targetNodeCommunicationMode,
    UpgradePolicy upgradePolicy,
    Map<String, String> resourceTags) {
  public BatchPoolSpecification {
    certificateReferences = Copies.of(certificateReferences);
    applicationPackageReferences = Copies.of(applicationPackageReferences);
    userAccounts = Copies.of(userAccounts);
    metadata = Copies.of(metadata);
    mountConfiguration = Copies.of(mountConfiguration);
    resourceTags = Copies.of(resourceTags);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(String vmSize) {
    return new Builder(vmSize);
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private String displayName;
    private final String vmSize;
    private VirtualMachineConfiguration virtualMachineConfiguration;
    private Integer taskSlotsPerNode;
    private BatchTaskSchedulingPolicy taskSchedulingPolicy;
    private Duration resizeTimeout;
    private Integer targetDedicatedNodes;
    private Integer targetLowPriorityNodes;
    private Boolean enableAutoScale;
    private String autoScaleFormula;
    private Duration autoScaleEvaluationInterval;
    private Boolean enableInterNodeCommunication;
    private NetworkConfiguration networkConfiguration;
    private BatchStartTask startTask;
    private List<BatchCertificateReference> certificateReferences;
    private List<BatchApplicationPackageReference> applicationPackageReferences;
    private List<UserAccount> userAccounts;
    private List<BatchMetadataItem> metadata;
    private List<MountConfiguration> mountConfiguration;
    private BatchNodeCommunicationMode targetNodeCommunicationMode;
    private UpgradePolicy upgradePolicy;
    private Map<String, String> resourceTags;

    private Builder(String vmSize) {
      this.vmSize = Objects.requireNonNull(vmSize, "vmSize");
    }

    public Builder displayName(String value) {
      displayName = value;
      return this;
    }

    public Builder virtualMachineConfiguration(VirtualMachineConfiguration value) {
      virtualMachineConfiguration = value;
      return this;
    }

    public Builder taskSlotsPerNode(Integer value) {
      taskSlotsPerNode = value;
      return this;
    }

    public Builder taskSchedulingPolicy(BatchTaskSchedulingPolicy value) {
      taskSchedulingPolicy = value;
      return this;
    }

    public Builder resizeTimeout(Duration value) {
      resizeTimeout = value;
      return this;
    }

    public Builder targetDedicatedNodes(Integer value) {
      targetDedicatedNodes = value;
      return this;
    }

    public Builder targetLowPriorityNodes(Integer value) {
      targetLowPriorityNodes = value;
      return this;
    }

    public Builder enableAutoScale(Boolean value) {
      enableAutoScale = value;
      return this;
    }

    public Builder autoScaleFormula(String value) {
      autoScaleFormula = value;
      return this;
    }

    public Builder autoScaleEvaluationInterval(Duration value) {
      autoScaleEvaluationInterval = value;
      return this;
    }

    public Builder enableInterNodeCommunication(Boolean value) {
      enableInterNodeCommunication = value;
      return this;
    }

    public Builder networkConfiguration(NetworkConfiguration value) {
      networkConfiguration = value;
      return this;
    }

    public Builder startTask(BatchStartTask value) {
      startTask = value;
      return this;
    }

    public Builder certificateReferences(List<BatchCertificateReference> value) {
      certificateReferences = value;
      return this;
    }

    public Builder applicationPackageReferences(List<BatchApplicationPackageReference> value) {
      applicationPackageReferences = value;
      return this;
    }

    public Builder userAccounts(List<UserAccount> value) {
      userAccounts = value;
      return this;
    }

    public Builder metadata(List<BatchMetadataItem> value) {
      metadata = value;
      return this;
    }

    public Builder mountConfiguration(List<MountConfiguration> value) {
      mountConfiguration = value;
      return this;
    }

    public Builder targetNodeCommunicationMode(BatchNodeCommunicationMode value) {
      targetNodeCommunicationMode = value;
      return this;
    }

    public Builder upgradePolicy(UpgradePolicy value) {
      upgradePolicy = value;
      return this;
    }

    public Builder resourceTags(Map<String, String> value) {
      resourceTags = value;
      return this;
    }

    public BatchPoolSpecification build() {
      return new BatchPoolSpecification(
          displayName,
          vmSize,
          virtualMachineConfiguration,
          taskSlotsPerNode,
          taskSchedulingPolicy,
          resizeTimeout,
          targetDedicatedNodes,
          targetLowPriorityNodes,
          enableAutoScale,
          autoScaleFormula,
          autoScaleEvaluationInterval,
          enableInterNodeCommunication,
          networkConfiguration,
          startTask,
          certificateReferences,
          applicationPackageReferences,
          userAccounts,
          metadata,
          mountConfiguration,
          targetNodeCommunicationMode,
          upgradePolicy,
          resourceTags);
    }
  }
}
