package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.core.Observation;
import java.util.List;
import java.util.Locale;

/** Looks at the key vault. */
final class VaultChecks {
  private static final String WHAT = "Key vault";
  private static final String VERSION = "2023-07-01";

  static final List<AuditCheck> ALL =
      List.of(
          check(VaultChecks::own, "kv-per-production"),
          check((subject, vault) -> Exposure.of(subject, WHAT, vault), "no-public-internet"),
          check(VaultChecks::rightsByRole, "kv-per-secret-acl"),
          check(VaultChecks::leastRights, "kv-least-privilege"),
          AuditCheck.of(VaultChecks::probed, "kv-least-privilege"),
          check(VaultChecks::owners, "kv-segregate-owners"),
          check((subject, vault) -> DiagnosticLogs.on(subject, WHAT, id(subject)), "kv-audit"),
          AuditCheck.one(VaultChecks::secrets, "kv-rotate-90d"),
          check(VaultChecks::tenant, "portal-no-personal-accounts"),
          check(
              (subject, vault) -> DiagnosticLogs.ownWorkspace(subject, WHAT, id(subject)),
              "monitor-segregate-workspaces"),
          check(VaultChecks::kept, "batch-sanitize-destroy", "wf-hybrid-sanitize"));

  private VaultChecks() {}

  /** A look at the vault, where there is one. */
  @FunctionalInterface
  private interface Look {
    Observation at(AuditSubject subject, AzureResource vault);
  }

  private static AuditCheck check(Look look, String... controls) {
    return AuditCheck.one(
        subject ->
            subject.file().vault().isEmpty()
                ? subject.absent(WHAT, "the production has none")
                : look.at(subject, subject.resource(WHAT, id(subject), VERSION)),
        controls);
  }

  private static String id(AuditSubject subject) {
    return subject.ids().vault().orElseThrow();
  }

  private static Observation own(AuditSubject subject, AzureResource vault) {
    return subject.kept(WHAT, "it is in the production's resource group: " + id(subject));
  }

  private static Observation rightsByRole(AuditSubject subject, AzureResource vault) {
    return vault.isOn("/properties/enableRbacAuthorization").orElse(false)
        ? subject.noted(WHAT, "rights are given by roles, which can be for one secret")
        : subject.broken(
            WHAT,
            "rights are given by access policies, which are for all secrets",
            "turn enableRbacAuthorization on, and give roles on each secret");
  }

  /** What is refused to whoever asks says nothing of the others. */
  private static Observation leastRights(AuditSubject subject, AzureResource vault) {
    return subject.unseen(
        WHAT, "who has which right on it was not looked at", "look at its role assignments");
  }

  private static List<Observation> probed(AuditSubject subject) {
    return subject.services().mayListSecrets().stream()
        .map(
            probe ->
                probe.getAsBoolean()
                    ? subject.broken(
                        WHAT,
                        "whoever asks may list its secrets",
                        "take that right away: a role on one secret is enough for all verbs")
                    : subject.noted(WHAT, "whoever asks may not list its secrets"))
        .toList();
  }

  private static Observation owners(AuditSubject subject, AzureResource vault) {
    return subject.unseen(
        WHAT,
        "who writes secrets, and who reads them, was not looked at",
        "look at its role assignments");
  }

  private static Observation secrets(AuditSubject subject) {
    return subject
        .file()
        .batchKey()
        .map(name -> SecretAge.of(subject, name))
        .orElseGet(() -> subject.absent(WHAT, "the production reads no secret"));
  }

  private static Observation tenant(AuditSubject subject, AzureResource vault) {
    return subject.judged(
        WHAT,
        vault.text("/properties/tenantId").map(text -> text.toLowerCase(Locale.ROOT)),
        Tenants::isStudio,
        "its tenant",
        "keep it in the studio's own tenant");
  }

  /** What is there after the production's end, for a while. */
  private static Observation kept(AuditSubject subject, AzureResource vault) {
    return subject.noted(
        WHAT,
        "purge protection: "
            + (vault.isOn("/properties/enablePurgeProtection").orElse(false) ? "on" : "off")
            + "; days for which deleted secrets are kept: "
            + vault
                .number("/properties/softDeleteRetentionInDays")
                .map(String::valueOf)
                .orElse("?"));
  }
}
