package io.github.sealframe.samples;

import io.github.sealframe.batchclient.models.BatchContainerConfiguration;
import io.github.sealframe.batchclient.models.BatchJob;
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
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.PlannedPools;
import io.github.sealframe.core.PoolId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
                      "acr-per-production"),
                  AuditCheck.one(
                      PoolChecks::owners,
                      "batch-pool-per-production",
                      "wf-batch-pool-boundary",
                      "wf-hybrid-time-space-isolation"),
                  AuditCheck.one(
                      PoolChecks::jobs, "batch-pool-per-production", "wf-batch-pool-boundary"),
                  AuditCheck.one(PoolChecks::names, "batch-url-obfuscated"),
                  AuditCheck.of(
                      PoolChecks::drift,
                      "portal-consistent-deploy",
                      "wf-prman-automation",
                      "wf-avere-check-config",
                      "package-integrity-starttask")))
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
            .map(pool -> shown(pool.id(), subject))
            .toList();
    return wrong.isEmpty()
        ? subject.kept(WHAT, rule.says() + ": " + pools.size())
        : subject.broken(
            WHAT,
            "it is not so that " + rule.says() + ": " + String.join(", ", wrong),
            rule.next(),
            subject.waiver(rule.controls().get(0)));
  }

  private static String shown(String id, AuditSubject subject) {
    return subject.hasWord(id) ? "(an id with a word of the production)" : id;
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
            .map(pool -> shown(pool.id(), subject))
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

  private static Observation owners(AuditSubject subject) {
    String what = "pools of the Batch account";
    int others = subject.allPools().size() - subject.pools().size();
    return subject.judged(
        others == 0,
        what,
        subject.pools().size() + " of the production, others: " + others,
        "give the production a Batch account of its own");
  }

  private static Observation jobs(AuditSubject subject) {
    List<String> pools = subject.pools().stream().map(BatchPool::id).toList();
    List<String> wrong = new ArrayList<>();
    int own = 0;
    for (BatchJob job : subject.allJobs()) {
      String pool = job.poolInfo() == null ? null : job.poolInfo().poolId();
      boolean isOwn = subject.isOwn(job.metadata());
      own += isOwn ? 1 : 0;
      boolean onOwn = pools.contains(pool);
      // A pool that is gone can have no task: the job of the one that was there may stay.
      boolean elsewhere =
          isOwn && !onOwn && subject.allPools().stream().anyMatch(live -> live.id().equals(pool));
      if (elsewhere || (!isOwn && onOwn)) {
        wrong.add(shown(job.id(), subject));
      }
    }
    return subject.judged(
        wrong.isEmpty(),
        "jobs of the Batch account",
        wrong.isEmpty()
            ? own + " of the production, none of another one on its pools"
            : "on a pool of another production: " + String.join(", ", wrong),
        "find out who made these jobs");
  }

  private static Observation names(AuditSubject subject) {
    long words =
        Stream.concat(
                subject.pools().stream()
                    .flatMap(
                        pool -> Stream.of(pool.id(), pool.displayName(), texts(pool.metadata()))),
                subject.allJobs().stream()
                    .filter(job -> subject.isOwn(job.metadata()))
                    .flatMap(job -> Stream.of(job.id(), job.displayName(), texts(job.metadata()))))
            .filter(Objects::nonNull)
            .filter(subject::hasWord)
            .count();
    return subject.judged(
        words == 0,
        "names of live pools and jobs",
        words == 0
            ? "no word of `deny-list` stands in one"
            : "a word of `deny-list` stands in so many: " + words,
        "remove what has the name, and submit again");
  }

  private static String texts(List<?> items) {
    return items == null ? null : items.toString();
  }

  /** The plan of any job that ran there will do: a pool's id follows from what it is to be. */
  private static List<Observation> drift(AuditSubject subject) {
    String what = "pools, compared with their plans";
    List<Observation> seen = new ArrayList<>();
    for (BatchPool pool : subject.pools()) {
      seen.add(
          plannedDrift(subject, pool.id())
              .map(
                  drift ->
                      subject.judged(
                          drift.isEmpty(),
                          what,
                          shown(pool.id(), subject)
                              + (drift.isEmpty() ? ": as planned" : ": " + fields(drift)),
                          "find out who changed the pool; the next watch holds the production"))
              .orElseGet(
                  () ->
                      subject.unseen(
                          what,
                          shown(pool.id(), subject) + ": no job that ran there is left",
                          "submit to it, or delete it")));
    }
    return seen.isEmpty()
        ? List.of(subject.unseen(what, "there is no pool now", "audit while there is one"))
        : seen;
  }

  private static Optional<List<Drift>> plannedDrift(AuditSubject subject, String pool) {
    for (BatchJob job : subject.allJobs()) {
      if (subject.isOwn(job.metadata())
          && job.poolInfo() != null
          && pool.equals(job.poolInfo().poolId())) {
        try {
          Optional<List<Drift>> drift =
              PlannedPools.drift(subject.services().farm(), new PoolId(pool), new JobId(job.id()));
          if (drift.isPresent()) {
            return drift;
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (ConfigurationRefusal e) {
          // Its plan is gone: another job's may be there.
        }
      }
    }
    return Optional.empty();
  }

  /** Values may hold anything that somebody wrote there. */
  private static String fields(List<Drift> drift) {
    return drift.stream().map(Drift::field).distinct().collect(Collectors.joining(", "));
  }
}
