package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.AutoUserScope;
import io.github.sealframe.batchclient.models.AutoUserSpecification;
import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.batchclient.models.BatchNodeCommunicationMode;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchPublicIpAddressConfiguration;
import io.github.sealframe.batchclient.models.BatchStartTask;
import io.github.sealframe.batchclient.models.BatchUefiSettings;
import io.github.sealframe.batchclient.models.BatchVmImageReference;
import io.github.sealframe.batchclient.models.ElevationLevel;
import io.github.sealframe.batchclient.models.EnvironmentSetting;
import io.github.sealframe.batchclient.models.IpAddressProvisioningType;
import io.github.sealframe.batchclient.models.NetworkConfiguration;
import io.github.sealframe.batchclient.models.SecurityProfile;
import io.github.sealframe.batchclient.models.SecurityTypes;
import io.github.sealframe.batchclient.models.UserIdentity;
import io.github.sealframe.batchclient.models.VirtualMachineConfiguration;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.PoolProtection;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import java.util.List;
import java.util.Map;

/** Writes a pool as this project insists on it: isolated, from an exact image, proving itself. */
final class PoolBody {
  /** Name of the metadata item that holds the production's code. */
  static final String PRODUCTION = "sealframe-production";

  private static final UserIdentity POOL_ADMIN =
      new UserIdentity(null, new AutoUserSpecification(AutoUserScope.POOL, ElevationLevel.ADMIN));

  private final NodeAccess access;

  /**
   * @param access how nodes fetch what the StartTask needs
   */
  PoolBody(NodeAccess access) {
    this.access = access;
  }

  /** The body of {@code Pool_Add} for {@code plan}. */
  BatchPoolCreateParameters of(PoolPlan plan) {
    PoolShape shape = plan.shape();
    return BatchPoolCreateParameters.builder(plan.id().value(), shape.vmSize())
        .virtualMachineConfiguration(machine(shape))
        .targetDedicatedNodes(plan.nodes())
        .enableInterNodeCommunication(false)
        .networkConfiguration(
            shape.subnet().map(subnet -> network(subnet, shape.protection())).orElse(null))
        .startTask(startTask(plan.startTask()))
        .taskSlotsPerNode(1)
        .metadata(production(plan.production()))
        .targetNodeCommunicationMode(BatchNodeCommunicationMode.SIMPLIFIED)
        .build();
  }

  private static VirtualMachineConfiguration machine(PoolShape shape) {
    BatchVmImageReference image =
        BatchVmImageReference.builder().virtualMachineImageId(shape.image()).build();
    return VirtualMachineConfiguration.builder(image, shape.nodeAgentSku())
        .securityProfile(security(shape.protection()))
        .build();
  }

  private static SecurityProfile security(PoolProtection protection) {
    return protection.trustedLaunch()
        ? new SecurityProfile(
            SecurityTypes.TRUSTED_LAUNCH,
            protection.encryptionAtHost(),
            new BatchUefiSettings(protection.secureBoot(), true))
        : new SecurityProfile(null, protection.encryptionAtHost(), null);
  }

  private static NetworkConfiguration network(String subnet, PoolProtection protection) {
    return NetworkConfiguration.builder()
        .subnetId(subnet)
        .publicIpAddressConfiguration(
            new BatchPublicIpAddressConfiguration(
                protection.noPublicAddresses()
                    ? IpAddressProvisioningType.NO_PUBLIC_IP_ADDRESSES
                    : IpAddressProvisioningType.BATCH_MANAGED,
                null))
        .build();
  }

  /** The StartTask of {@code Pool_Add}, which each node shows as its own. */
  BatchStartTask startTask(GateTask task) {
    return BatchStartTask.builder(task.commandLine())
        .resourceFiles(task.inputs().stream().map(access::startInput).toList())
        .environmentSettings(environment(task))
        .userIdentity(POOL_ADMIN)
        .maxTaskRetryCount(0)
        .waitForSuccess(true)
        .build();
  }

  /** What {@code task} is told, in the order of the names. */
  static List<EnvironmentSetting> environment(GateTask task) {
    return task.environment().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new EnvironmentSetting(entry.getKey(), entry.getValue()))
        .toList();
  }

  static List<BatchMetadataItem> production(ProductionCode production) {
    return List.of(new BatchMetadataItem(PRODUCTION, production.value()));
  }
}
