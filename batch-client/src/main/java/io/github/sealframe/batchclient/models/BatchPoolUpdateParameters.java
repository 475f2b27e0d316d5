package io.github.sealframe.batchclient.models;

import java.util.List;
import java.util.Map;

/**
 * Body of {@code Pool_Patch}: what is absent stays as it is. All but the StartTask, references,
 * metadata and communication mode can change only while the pool is empty.
 *
 * @param startTask runs on each node that joins or restarts
 * @param certificateReferences certificates that nodes have; retired
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param metadata names and values that mean nothing to Batch
 * @param targetNodeCommunicationMode how nodes are to talk with the service
 * @param displayName for people, at most 1,024 characters
 * @param vmSize size of the machines, as {@code Standard_D4s_v5}
 * @param taskSlotsPerNode slots for tasks on a node, up to 4 for each core and 256
 * @param taskSchedulingPolicy how tasks are spread over nodes
 * @param enableInterNodeCommunication whether nodes may talk with each other
 * @param virtualMachineConfiguration the machines
 * @param networkConfiguration the network that nodes are in
 * @param userAccounts users that nodes have
 * @param mountConfiguration file systems that nodes mount
 * @param upgradePolicy how nodes get a new version of their image
 * @param resourceTags tags of the Azure resources, in accounts of the user-subscription kind
 */
public record BatchPoolUpdateParameters(
    BatchStartTask startTask,
    List<BatchCertificateReference> certificateReferences,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    List<BatchMetadataItem> metadata,
    BatchNodeCommunicationMode targetNodeCommunicationMode,
    String displayName,
    String vmSize,
    Integer taskSlotsPerNode,
    BatchTaskSchedulingPolicy taskSchedulingPolicy,
    Boolean enableInterNodeCommunication,
    VirtualMachineConfiguration virtualMachineConfiguration,
    NetworkConfiguration networkConfiguration,
    List<UserAccount> userAccounts,
    List<MountConfiguration> mountConfiguration,
    UpgradePolicy upgradePolicy,
    Map<String, String> resourceTags) {
  public BatchPoolUpdateParameters {
    certificateReferences = Copies.of(certificateReferences);
    applicationPackageReferences = Copies.of(applicationPackageReferences);
    metadata = Copies.of(metadata);
    userAccounts = Copies.of(userAccounts);
    mountConfiguration = Copies.of(mountConfiguration);
    resourceTags = Copies.of(resourceTags);
  }

  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private BatchStartTask startTask;
    private List<BatchCertificateReference> certificateReferences;
    private List<BatchApplicationPackageReference> applicationPackageReferences;
    private List<BatchMetadataItem> metadata;
    private BatchNodeCommunicationMode targetNodeCommunicationMode;
    private String displayName;
    private String vmSize;
    private Integer taskSlotsPerNode;
    private BatchTaskSchedulingPolicy taskSchedulingPolicy;
    private Boolean enableInterNodeCommunication;
    private VirtualMachineConfiguration virtualMachineConfiguration;
    private NetworkConfiguration networkConfiguration;
    private List<UserAccount> userAccounts;
    private List<MountConfiguration> mountConfiguration;
    private UpgradePolicy upgradePolicy;
    private Map<String, String> resourceTags;

    private Builder() {}

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

    public Builder metadata(List<BatchMetadataItem> value) {
      metadata = value;
      return this;
    }

    public Builder targetNodeCommunicationMode(BatchNodeCommunicationMode value) {
      targetNodeCommunicationMode = value;
      return this;
    }

    public Builder displayName(String value) {
      displayName = value;
      return this;
    }

    public Builder vmSize(String value) {
      vmSize = value;
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

    public Builder enableInterNodeCommunication(Boolean value) {
      enableInterNodeCommunication = value;
      return this;
    }

    public Builder virtualMachineConfiguration(VirtualMachineConfiguration value) {
      virtualMachineConfiguration = value;
      return this;
    }

    public Builder networkConfiguration(NetworkConfiguration value) {
      networkConfiguration = value;
      return this;
    }

    public Builder userAccounts(List<UserAccount> value) {
      userAccounts = value;
      return this;
    }

    public Builder mountConfiguration(List<MountConfiguration> value) {
      mountConfiguration = value;
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

    public BatchPoolUpdateParameters build() {
      return new BatchPoolUpdateParameters(
          startTask,
          certificateReferences,
          applicationPackageReferences,
          metadata,
          targetNodeCommunicationMode,
          displayName,
          vmSize,
          taskSlotsPerNode,
          taskSchedulingPolicy,
          enableInterNodeCommunication,
          virtualMachineConfiguration,
          networkConfiguration,
          userAccounts,
          mountConfiguration,
          upgradePolicy,
          resourceTags);
    }
  }
}
