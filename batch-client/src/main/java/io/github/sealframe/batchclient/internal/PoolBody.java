package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import java.util.List;

/** Writes a pool as this project insists on it: isolated, from an exact image, proving itself. */
final class PoolBody {
  /** Name of the metadata item that holds the production's code. */
  static final String PRODUCTION = "sealframe-production";

  private static final UserIdentity POOL_ADMIN =
      new UserIdentity(new AutoUserSpecification("pool", "admin"));

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
    return new BatchPoolCreateParameters(
        plan.id().value(),
        shape.vmSize(),
        machine(shape),
        plan.nodes(),
        false,
        shape.subnet().map(PoolBody::network).orElse(null),
        startTask(plan.startTask()),
        1,
        production(plan.production()),
        "simplified");
  }

  private static VirtualMachineConfiguration machine(PoolShape shape) {
    return new VirtualMachineConfiguration(
        new BatchVmImageReference(shape.image()),
        shape.nodeAgentSku(),
        new SecurityProfile("trustedLaunch", true, new BatchUefiSettings(true, true)));
  }

  private static NetworkConfiguration network(String subnet) {
    return new NetworkConfiguration(
        subnet, new BatchPublicIpAddressConfiguration("nopublicipaddresses"));
  }

  /** The StartTask of {@code Pool_Add}, which each node shows as its own. */
  BatchStartTask startTask(GateTask task) {
    return new BatchStartTask(
        task.commandLine(),
        task.inputs().stream().map(access::startInput).toList(),
        EnvironmentSetting.of(task),
        POOL_ADMIN,
        0,
        true);
  }

  static List<BatchMetadataItem> production(ProductionCode production) {
    return List.of(new BatchMetadataItem(PRODUCTION, production.value()));
  }
}
