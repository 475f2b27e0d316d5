package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.core.ContainerProtection;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the storage account and its containers. */
final class StorageChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.of(StorageChecks::keys, "storage-key-rotation"),
          AuditCheck.of(
              StorageChecks::transfer,
              "storage-secure-transfer",
              "wf-hybrid-secure-transfer",
              "wf-onprem-tls"),
          AuditCheck.one(StorageChecks::noOldProtocols, "wf-prman-no-insecure-transfer"),
          AuditCheck.of(StorageChecks::noPublicBlobs, "storage-strict-access"),
          AuditCheck.one(StorageChecks::noOtherContainers, "batch-exclusive-storage"),
          AuditCheck.one(StorageChecks::containers, "wf-batch-separate-containers"),
          AuditCheck.one(StorageChecks::closed, "no-public-internet"),
          AuditCheck.one(StorageChecks::sources, "wf-hybrid-source-ip"),
          AuditCheck.one(StorageChecks::privateEndpoint, "wf-batch-private-link-storage"),
          AuditCheck.one(StorageChecks::ownWorkspace, "monitor-segregate-workspaces"),
          AuditCheck.one(StorageChecks::kept, "batch-sanitize-destroy", "wf-hybrid-sanitize"),
          AuditCheck.one(StorageChecks::controlContainer, "hold-on-failure"));

  private static final String WHAT = "Storage account";
  private static final String VERSION = StorageSources.VERSION;
  private static final Set<String> SAFE_TLS = Set.of("TLS1_2", "TLS1_3");
  private static final List<String> KEYS = List.of("key1", "key2");

  private StorageChecks() {}

  private static AzureResource account(AuditSubject subject) {
    return subject.resource(WHAT, subject.ids().storageAccount(), VERSION);
  }

  private static AzureResource blobs(AuditSubject subject) {
    return subject.resource(
        "Blob service", subject.ids().storageAccount() + "/blobServices/default", VERSION);
  }

  private static List<AzureResource> liveContainers(AuditSubject subject) {
    return subject.list(
        "containers", subject.ids().storageAccount() + "/blobServices/default/containers", VERSION);
  }

  private static List<Observation> keys(AuditSubject subject) {
    AzureResource account = account(subject);
    if (account.isOn("/properties/allowSharedKeyAccess").filter(on -> !on).isPresent()) {
      return List.of(subject.kept(WHAT, "its keys are off"));
    }
    String next = "turn the account's keys off (allowSharedKeyAccess), or make them anew";
    List<Observation> seen = new ArrayList<>();
    for (String key : KEYS) {
      Optional<Instant> made = account.time("/properties/keyCreationTime/" + key);
      String what = WHAT + ", " + key;
      seen.add(
          made.map(time -> SecretAge.of(subject, what, time, next))
              .orElseGet(
                  () -> subject.broken(what, "it is on, and nobody knows how old it is", next)));
    }
    return seen;
  }

  private static List<Observation> transfer(AuditSubject subject) {
    AzureResource account = account(subject);
    return List.of(
        subject.judged(
            WHAT,
            account.isOn("/properties/supportsHttpsTrafficOnly"),
            "true"::equals,
            "supportsHttpsTrafficOnly",
            "have the account take https alone"),
        subject.judged(
            WHAT,
            account.text("/properties/minimumTlsVersion"),
            SAFE_TLS::contains,
            "minimumTlsVersion",
            "have the account take TLS 1.2 and newer alone"));
  }

  private static Observation noOldProtocols(AuditSubject subject) {
    AzureResource account = account(subject);
    boolean none =
        !account.isOn("/properties/isSftpEnabled").orElse(false)
            && !account.isOn("/properties/isNfsV3Enabled").orElse(false);
    return subject.judged(
        none, WHAT, none ? "SFTP and NFS are off" : "SFTP or NFS is on", "turn them off");
  }

  private static List<Observation> noPublicBlobs(AuditSubject subject) {
    Observation account =
        subject.judged(
            WHAT,
            account(subject).isOn("/properties/allowBlobPublicAccess"),
            "false"::equals,
            "allowBlobPublicAccess",
            "turn allowBlobPublicAccess off");
    List<String> open =
        liveContainers(subject).stream()
            .filter(
                container ->
                    !container
                        .text("/properties/publicAccess")
                        .filter("none"::equalsIgnoreCase)
                        .isPresent())
            .map(container -> name(container, subject))
            .toList();
    return List.of(
        account,
        subject.judged(
            open.isEmpty(),
            "containers",
            open.isEmpty()
                ? "all are private: " + liveContainers(subject).size()
                : "open to the public, or not said to be private: " + String.join(", ", open),
            "set their public access to None"));
  }

  private static String name(AzureResource container, AuditSubject subject) {
    String name = container.text("/name").orElse("?");
    return subject.hasWord(name) ? "(a name with a word of the production)" : name;
  }

  private static Observation noOtherContainers(AuditSubject subject) {
    List<String> others =
        liveContainers(subject).stream()
            .filter(
                container -> !container.text("/name").orElse("").startsWith(subject.code() + "-"))
            .map(container -> name(container, subject))
            .toList();
    return subject.judged(
        others.isEmpty(),
        "containers of the storage account",
        others.isEmpty()
            ? "all are the production's: " + liveContainers(subject).size()
            : "not the production's: " + String.join(", ", others),
        "give the production a storage account of its own");
  }

  private static Observation containers(AuditSubject subject) {
    List<String> missing = new ArrayList<>();
    for (ContainerRole role : ContainerRole.values()) {
      if (subject.services().farm().blobs().protection(role).isEmpty()) {
        missing.add(role.label());
      }
    }
    return missing.isEmpty()
        ? subject.kept("containers", "each of the five is there, by its own name")
        : subject.unseen(
            "containers",
            "these are not there: " + String.join(", ", missing),
            "deploy them, or submit");
  }

  private static Observation closed(AuditSubject subject) {
    return Exposure.of(subject, WHAT, account(subject));
  }

  private static Observation sources(AuditSubject subject) {
    AzureResource account = account(subject);
    boolean denied = StorageSources.areLimited(account);
    return subject.judged(
        denied,
        WHAT,
        denied ? "addresses that are not listed are denied" : "any address is let in",
        "set networkAcls.defaultAction to Deny, and list the studio's addresses");
  }

  private static Observation privateEndpoint(AuditSubject subject) {
    return Exposure.privateEndpoint(subject, WHAT, account(subject));
  }

  private static Observation ownWorkspace(AuditSubject subject) {
    return DiagnosticLogs.ownWorkspace(
        subject, "Blob service", subject.ids().storageAccount() + "/blobServices/default");
  }

  /** What is there after the production's end, for a while. */
  private static Observation kept(AuditSubject subject) {
    AzureResource blobs = blobs(subject);
    return subject.noted(
        "Blob service",
        "versions: "
            + blobs.isOn("/properties/isVersioningEnabled").map(on -> on ? "on" : "off").orElse("?")
            + "; days for which deleted blobs are kept: "
            + blobs
                .number("/properties/deleteRetentionPolicy/days")
                .map(String::valueOf)
                .orElse("?"));
  }

  private static Observation controlContainer(AuditSubject subject) {
    return subject.noted(
        "control container",
        subject
            .services()
            .farm()
            .blobs()
            .protection(ContainerRole.CONTROL)
            .map(ContainerProtection::versionImmutability)
            .map(setting -> "versions that cannot be changed: " + setting)
            .orElse("there is none yet"));
  }
}
