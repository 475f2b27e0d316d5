package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * The machines of a pool.
 *
 * @param imageReference the image
 * @param nodeAgentSkuId the node agent for that image, as {@code batch.node.ubuntu 22.04}
 * @param windowsConfiguration only for Windows images
 * @param dataDisks empty disks; cannot be changed
 * @param licenseType on Windows, a licence of one's own: {@code Windows_Server} or {@code
 *     Windows_Client}
 * @param containerConfiguration for tasks in containers
 * @param diskEncryptionConfiguration disks that Batch encrypts
 * @param nodePlacementConfiguration where nodes are placed
 * @param extensions extensions that nodes get
 * @param osDisk the operating system disk
 * @param securityProfile what protects the machines
 * @param serviceArtifactReference keeps nodes on one image version
 */
public record VirtualMachineConfiguration(
    BatchVmImageReference imageReference,
    @JsonProperty("nodeAgentSKUId") String nodeAgentSkuId,
    WindowsConfiguration windowsConfiguration,
    List<DataDisk> dataDisks,
    String licenseType,
    BatchContainerConfiguration containerConfiguration,
    DiskEncryptionConfiguration diskEncryptionConfiguration,
    BatchNodePlacementConfiguration nodePlacementConfiguration,
    List<VMExtension> extensions,
    BatchOsDisk osDisk,
    SecurityProfile securityProfile,
    ServiceArtifactReference serviceArtifactReference) {
  public VirtualMachineConfiguration {
    dataDisks = Copies.of(dataDisks);
    extensions = Copies.of(extensions);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(BatchVmImageReference imageReference, String nodeAgentSkuId) {
    return new Builder(imageReference, nodeAgentSkuId);
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private final BatchVmImageReference imageReference;
    private final String nodeAgentSkuId;
    private WindowsConfiguration windowsConfiguration;
    private List<DataDisk> dataDisks;
    private String licenseType;
    private BatchContainerConfiguration containerConfiguration;
    private DiskEncryptionConfiguration diskEncryptionConfiguration;
    private BatchNodePlacementConfiguration nodePlacementConfiguration;
    private List<VMExtension> extensions;
    private BatchOsDisk osDisk;
    private SecurityProfile securityProfile;
    private ServiceArtifactReference serviceArtifactReference;

    private Builder(BatchVmImageReference imageReference, String nodeAgentSkuId) {
      this.imageReference = Objects.requireNonNull(imageReference, "imageReference");
      this.nodeAgentSkuId = Objects.requireNonNull(nodeAgentSkuId, "nodeAgentSkuId");
    }

    public Builder windowsConfiguration(WindowsConfiguration value) {
      windowsConfiguration = value;
      return this;
    }

    public Builder dataDisks(List<DataDisk> value) {
      dataDisks = value;
      return this;
    }

    public Builder licenseType(String value) {
      licenseType = value;
      return this;
    }

    public Builder containerConfiguration(BatchContainerConfiguration value) {
      containerConfiguration = value;
      return this;
    }

    public Builder diskEncryptionConfiguration(DiskEncryptionConfiguration value) {
      diskEncryptionConfiguration = value;
      return this;
    }

    public Builder nodePlacementConfiguration(BatchNodePlacementConfiguration value) {
      nodePlacementConfiguration = value;
      return this;
    }

    public Builder extensions(List<VMExtension> value) {
      extensions = value;
      return this;
    }

    public Builder osDisk(BatchOsDisk value) {
      osDisk = value;
      return this;
    }

    public Builder securityProfile(SecurityProfile value) {
      securityProfile = value;
      return this;
    }

    public Builder serviceArtifactReference(ServiceArtifactReference value) {
      serviceArtifactReference = value;
      return this;
    }

    public VirtualMachineConfiguration build() {
      return new VirtualMachineConfiguration(
          imageReference,
          nodeAgentSkuId,
          windowsConfiguration,
          dataDisks,
          licenseType,
          containerConfiguration,
          diskEncryptionConfiguration,
          nodePlacementConfiguration,
          extensions,
          osDisk,
          securityProfile,
          serviceArtifactReference);
    }
  }
}
