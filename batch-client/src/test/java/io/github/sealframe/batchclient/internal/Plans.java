package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.FrameSet;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PackageGate;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.PoolProtection;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.TaskId;
import io.github.sealframe.core.TaskPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Plans for tests. */
final class Plans {
  static final ProductionCode PRODUCTION = new ProductionCode("pabcdefghij");
  static final PoolId POOL = new PoolId(PRODUCTION + "-0123456789ab");
  static final JobId JOB = new JobId(PRODUCTION + "-fedcba987654");
  static final String IMAGE =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/x/images/y/versions/1.2.3";
  static final String SUBNET =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n";
  static final String IDENTITY =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes";

  private Plans() {}

  static PoolPlan pool() {
    return pool(Optional.empty(), Optional.empty());
  }

  static PoolPlan pool(Optional<String> subnet, Optional<String> identity) {
    return pool(subnet, identity, PoolProtection.full());
  }

  static PoolPlan pool(
      Optional<String> subnet, Optional<String> identity, PoolProtection protection) {
    return new PoolPlan(
        POOL,
        PRODUCTION,
        new PoolShape(
            IMAGE, "batch.node.debian 12", "STANDARD_D4S_V5", subnet, identity, protection),
        gate(ContainerRole.PACKAGES),
        2);
  }

  static GateTask gate(ContainerRole role) {
    return new GateTask(
        "/bin/sh -c 'check " + role.label() + "'",
        List.of(input("verify.sh", role), input("package.tar.gz", role)),
        Map.of(PackageGate.IMAGE_VARIABLE, IMAGE));
  }

  private static NodeInput input(String name, ContainerRole role) {
    Sha256 digest = Sha256.of(name.getBytes(StandardCharsets.UTF_8));
    return new NodeInput(name, BlobRef.of(role, digest), digest, Content.of(name));
  }

  /** A record with the lines that every one has. */
  static PlanRecord record() {
    String text =
        """
        #sealframe-plan 1
        production %s
        pool %s
        resolution 160x90
        task 00001-1-4 1-4
        #end
        """
            .formatted(PRODUCTION, POOL);
    String digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    return PlanRecord.parse(new JobId(PRODUCTION + "-" + digest.substring(0, 16)), text);
  }

  static JobPlan job(int tasks) {
    return new JobPlan(
        JOB,
        POOL,
        PRODUCTION,
        7,
        Duration.ofHours(4),
        gate(ContainerRole.INPUT),
        IntStream.rangeClosed(1, tasks).mapToObj(Plans::task).toList());
  }

  private static TaskPlan task(int number) {
    TaskId id = new TaskId(String.format("%05d-%d", number, number));
    return new TaskPlan(
        id,
        "/bin/sh -c 'render " + number + "'",
        FrameSet.parse(Integer.toString(number)),
        JOB + "/" + id + "/");
  }
}
