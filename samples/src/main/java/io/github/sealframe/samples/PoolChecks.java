package io.github.sealframe.samples;

import io.github.sealframe.batchclient.models.BatchContainerConfiguration;
import io.github.sealframe.batchclient.models.BatchNodeCommunicationMode;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.batchclient.models.BatchPublicIpAddressConfiguration;
import io.github.sealframe.batchclient.models.BatchStartTask;
import io.github.sealframe.batchclient.models.BatchUserAssignedIdentity;
import io.github.sealframe.batchclient.models.IpAddressProvisioningType;
import io.github.sealframe.batchclient.models.NetworkConfiguration;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.batchclient.models.SecurityProfile;
import io.github.sealframe.batchclient.models.SecurityTypes;
import io.github.sealframe.batchclient.models.VirtualMachineConfiguration;
import io.github.sealframe.core.Observation;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the live pools back. Each rule is one line of the table. */
final class PoolChecks {
  private static final String WHAT = "live pools";
  private static final Pattern PIN = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

  /**
   * What each pool of the production has to be.
   *
   * @param controls the first is the one that a waiver names
   * @param says what is true of a pool that keeps it
   * @param next what to do about one that does not
   * @param holds whether a pool keeps it
   */
  private record Rule(List<String> controls, String says, String next, Holds holds) {
    static Rule of(String says, String next, Holds holds, String... controls) {
      return new Rule(List.of(controls), says, next, holds);
    }
  }

  /** Whether a pool keeps a rule. */
  @FunctionalInterface
  private interface Holds {
    boolean in(BatchPool pool, AuditSubject subject);
  }

  private static final String MAKE_ANEW = "drain the pool, and have `submit` make it anew";
  private static final String FIND_OUT = "find out who made or changed the pool, and remove it";

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "their image is one of `images`, by its exact version",
              MAKE_ANEW,
              (pool, subject) ->
                  subject.file().images().allowed().stream()
                      .anyMatch(image -> image.id().equalsIgnoreCase(image(pool))),
              "vm-hardened-image",
              "wf-batch-gallery-image",
              "wf-hybrid-hardened-image"),
          Rule.of(
              "disks are encrypted at the host",
              MAKE_ANEW,
              (pool, subject) -> Boolean.TRUE.equals(security(pool).encryptionAtHost()),
              "disk-encryption",
              "protect-disks"),
          Rule.of(
              "they start measured and signed: trusted launch, secure boot, vTPM",
              MAKE_ANEW,
              (pool, subject) -> startsSafely(security(pool)),
              "cs-validate-defaults"),
          Rule.of(
              "nodes talk with Batch in the simplified way",
              MAKE_ANEW,
              (pool, subject) ->
                  BatchNodeCommunicationMode.SIMPLIFIED.equals(pool.targetNodeCommunicationMode()),
              "cs-validate-defaults"),
          Rule.of(
              "nodes have no public addresses",
              MAKE_ANEW,
              (pool, subject) ->
                  (network(pool).isPresent() || inAzure(subject)) && hasNoPublicAddresses(pool),
              "wf-avere-no-public-ip",
              "no-public-internet",
              "wf-batch-vnet-private-link"),
          Rule.of(
              "nodes are in the subnet of the production file",
              MAKE_ANEW,
              (pool, subject) ->
                  subject.file().pool().subnet().orElseThrow().equalsIgnoreCase(subnet(pool)),
              "net-vnet-per-production",
              "bastion-subnet",
              "wf-batch-vnet-private-link",
              "wf-hybrid-uniform-nsg"),
          Rule.of(
              "nodes do not talk with each other",
              MAKE_ANEW,
              (pool, subject) -> !Boolean.TRUE.equals(pool.enableInterNodeCommunication()),
              "net-limit-intra-vnet"),
          Rule.of(
              "no port is opened to nodes",
              FIND_OUT,
              (pool, subject) ->
                  network(pool).map(NetworkConfiguration::endpointConfiguration).isEmpty(),
              "net-endpoints",
              "cs-traffic-rules",
              "wf-onprem-no-admin-ports",
              "wf-prman-bastion",
              "vm-host-rbac"),
          Rule.of(
              "nodes have no user accounts",
              FIND_OUT,
              (pool, subject) -> pool.userAccounts() == null || pool.userAccounts().isEmpty(),
              "vm-public-key-auth",
              "vm-host-rbac"),
          Rule.of(
              "nodes have the identity of the production file, and no other",
              MAKE_ANEW,
              PoolChecks::hasItsIdentity,
              "managed-identity",
              "wf-batch-node-scoped-input"),
          Rule.of(
              "the StartTask names the pins, waits for success, and is not repeated",
              FIND_OUT,
              (pool, subject) -> provesItself(pool.startTask()),
              "package-integrity-starttask",
              "wf-batch-trusted-package"),
          Rule.of(
              "the StartTask reads from the production's storage account alone",
              FIND_OUT,
              (pool, subject) ->
                  inAzure(subject)
                      && reads(pool).allMatch(url -> isAt(subject.file().storage(), url)),
              "batch-exclusive-storage"),
          Rule.of(
              "no SAS stands in the StartTask",
              MAKE_ANEW,
              (pool, subject) ->
                  inAzure(subject) && reads(pool).noneMatch(url -> url.contains("sig=")),
              "storage-sas"),
          Rule.of(
              "nodes mount no file systems",
              FIND_OUT,
              (pool, subject) ->
                  pool.mountConfiguration() == null || pool.mountConfiguration().isEmpty(),
              "wf-prman-no-insecure-transfer"));

  static final List<AuditCheck> ALL =
      Stream.concat(
              RULES.stream()
                  .map(
                      rule ->
                          new AuditCheck(rule.controls(), subject -> List.of(held(rule, subject)))),
              Stream.of(
                  AuditCheck.one(
                      PoolChecks::containers,
                      "acr-restrict",
                      "acr-task-identity",
                      "acr-updated-images",
                      "acr-per-production")))
          .toList();

  private PoolChecks() {}

  private static Observation held(Rule rule, AuditSubject subject) {
    List<BatchPool> pools = subject.pools();
    if (pools.isEmpty()) {
      return subject.noted(WHAT, "the production has none now");
    }
    List<String> wrong =
        pools.stream()
            .filter(pool -> !rule.holds().in(pool, subject))
            .map(pool -> subject.shown(pool.id()))
            .toList();
    return wrong.isEmpty()
        ? subject.kept(WHAT, rule.says() + ": " + pools.size())
        : subject.broken(
            WHAT,
            "it is not so that " + rule.says() + ": " + String.join(", ", wrong),
            rule.next(),
            subject.waiver(rule.controls().get(0)));
  }

  private static Optional<VirtualMachineConfiguration> machine(BatchPool pool) {
    return Optional.ofNullable(pool.virtualMachineConfiguration());
  }

  private static String image(BatchPool pool) {
    return machine(pool)
        .map(VirtualMachineConfiguration::imageReference)
        .map(image -> image.virtualMachineImageId())
        .orElse("");
  }

  private static SecurityProfile security(BatchPool pool) {
    return machine(pool)
        .map(VirtualMachineConfiguration::securityProfile)
        .orElse(new SecurityProfile(null, null, null));
  }

  private static boolean startsSafely(SecurityProfile profile) {
    return SecurityTypes.TRUSTED_LAUNCH.equals(profile.securityType())
        && profile.uefiSettings() != null
        && Boolean.TRUE.equals(profile.uefiSettings().secureBootEnabled())
        && Boolean.TRUE.equals(profile.uefiSettings().vTpmEnabled());
  }

  private static Optional<NetworkConfiguration> network(BatchPool pool) {
    return Optional.ofNullable(pool.networkConfiguration());
  }

  private static boolean hasNoPublicAddresses(BatchPool pool) {
    return network(pool)
        .map(NetworkConfiguration::publicIpAddressConfiguration)
        .map(BatchPublicIpAddressConfiguration::ipAddressProvisioningType)
        .filter(how -> how.equals(IpAddressProvisioningType.NO_PUBLIC_IP_ADDRESSES))
        .isPresent();
  }

  private static String subnet(BatchPool pool) {
    return network(pool).map(NetworkConfiguration::subnetId).orElse("");
  }

  private static boolean hasItsIdentity(BatchPool pool, AuditSubject subject) {
    String own = subject.file().pool().identity().orElseThrow();
    List<String> has =
        Optional.ofNullable(pool.identity())
            .map(identity -> identity.userAssignedIdentities())
            .orElse(List.of())
            .stream()
            .map(BatchUserAssignedIdentity::resourceId)
            .toList();
    return inAzure(subject) && has.size() == 1 && own.equalsIgnoreCase(has.get(0));
  }

  /** Nodes of an emulator have no identity, and read with a SAS from this machine. */
  private static boolean inAzure(AuditSubject subject) {
    if (subject.services().emulator()) {
      throw new Unseen(
          WHAT,
          "nodes of an emulator have no identity, and no network but this machine's",
          "audit the production in Azure");
    }
    return true;
  }

  private static boolean provesItself(BatchStartTask task) {
    return task != null
        && Boolean.TRUE.equals(task.waitForSuccess())
        && Integer.valueOf(0).equals(task.maxTaskRetryCount())
        && PIN.matcher(String.valueOf(task.commandLine())).find();
  }

  /** Every address that the StartTask reads from. */
  private static Stream<String> reads(BatchPool pool) {
    return Optional.ofNullable(pool.startTask())
        .map(BatchStartTask::resourceFiles)
        .orElse(List.of())
        .stream()
        .flatMap(PoolChecks::addresses);
  }

  private static Stream<String> addresses(ResourceFile file) {
    return Stream.of(file.httpUrl(), file.storageContainerUrl()).filter(Objects::nonNull);
  }

  private static boolean isAt(URI storage, String url) {
    String account = storage.toString().endsWith("/") ? storage.toString() : storage + "/";
    return url.regionMatches(true, 0, account, 0, account.length());
  }

  private static Observation containers(AuditSubject subject) {
    List<String> with =
        subject.pools().stream()
            .filter(pool -> machine(pool).map(PoolChecks::runsContainers).orElse(false))
            .map(pool -> subject.shown(pool.id()))
            .toList();
    return with.isEmpty()
        ? subject.absent(WHAT, "none runs containers, and sealframe makes none that does")
        : subject.broken(
            WHAT,
            "these run containers, which nobody holds to a registry: " + String.join(", ", with),
            FIND_OUT);
  }

  private static boolean runsContainers(VirtualMachineConfiguration machine) {
    BatchContainerConfiguration containers = machine.containerConfiguration();
    return containers != null;
  }
}
