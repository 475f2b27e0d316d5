package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.core.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** Looks at the key vault. */
final class VaultChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(VaultChecks::own, "kv-per-production"),
          AuditCheck.one(VaultChecks::closed, "no-public-internet"),
          AuditCheck.one(VaultChecks::rightsByRole, "kv-per-secret-acl"),
          AuditCheck.of(VaultChecks::leastRights, "kv-least-privilege"),
          AuditCheck.one(VaultChecks::owners, "kv-segregate-owners"),
          AuditCheck.one(VaultChecks::logs, "kv-audit"),
          AuditCheck.one(VaultChecks::secrets, "kv-rotate-90d"),
          AuditCheck.one(VaultChecks::tenant, "portal-no-personal-accounts"),
          AuditCheck.one(VaultChecks::ownWorkspace, "monitor-segregate-workspaces"),
          AuditCheck.one(VaultChecks::kept, "batch-sanitize-destroy", "wf-hybrid-sanitize"));

  private static final String WHAT = "Key vault";
  private static final String VERSION = "2023-07-01";

  private VaultChecks() {}

  /** Looks at the vault, where there is one. */
  private static Observation at(
      AuditSubject subject, BiFunction<AzureResource, String, Observation> look) {
    if (subject.file().vault().isEmpty()) {
      return subject.absent(WHAT, "the production has none");
    }
    String id = subject.ids().vault().orElseThrow();
    return look.apply(subject.resource(WHAT, id, VERSION), id);
  }

  private static Observation own(AuditSubject subject) {
    return at(
        subject,
        (vault, id) -> subject.kept(WHAT, "it is in the production's resource group: " + id));
  }

  private static Observation closed(AuditSubject subject) {
    return at(subject, (vault, id) -> Exposure.of(subject, WHAT, vault));
  }

  private static Observation rightsByRole(AuditSubject subject) {
    return at(
        subject,
        (vault, id) ->
            vault.isOn("/properties/enableRbacAuthorization").orElse(false)
                ? subject.noted(WHAT, "rights are given by roles, which can be for one secret")
                : subject.broken(
                    WHAT,
                    "rights are given by access policies, which are for all secrets",
                    "turn enableRbacAuthorization on, and give roles on each secret"));
  }

  /** What is refused to whoever asks says nothing of the others. */
  private static List<Observation> leastRights(AuditSubject subject) {
    List<Observation> seen = new ArrayList<>();
    seen.add(
        at(
            subject,
            (vault, id) ->
                subject.unseen(
                    WHAT,
                    "who has which right on it was not looked at",
                    "look at its role assignments")));
    subject
        .services()
        .mayListSecrets()
        .map(
            probe ->
                probe.getAsBoolean()
                    ? subject.broken(
                        WHAT,
                        "whoever asks may list its secrets",
                        "take that right away: a role on one secret is enough for all verbs")
                    : subject.noted(WHAT, "whoever asks may not list its secrets"))
        .ifPresent(seen::add);
    return seen;
  }

  private static Observation owners(AuditSubject subject) {
    return at(
        subject,
        (vault, id) ->
            subject.unseen(
                WHAT,
                "sealframe itself only reads secrets; who writes them was not looked at",
                "look at its role assignments"));
  }

  private static Observation logs(AuditSubject subject) {
    return at(subject, (vault, id) -> DiagnosticLogs.on(subject, WHAT, id));
  }

  private static Observation secrets(AuditSubject subject) {
    return subject
        .file()
        .batchKey()
        .map(name -> SecretAge.of(subject, name))
        .orElseGet(() -> subject.absent(WHAT, "the production reads no secret"));
  }

  private static Observation tenant(AuditSubject subject) {
    return at(
        subject,
        (vault, id) ->
            subject.judged(
                WHAT,
                vault.text("/properties/tenantId").map(text -> text.toLowerCase(Locale.ROOT)),
                Tenants::isStudio,
                "its tenant",
                "keep it in the studio's own tenant"));
  }

  private static Observation ownWorkspace(AuditSubject subject) {
    return at(subject, (vault, id) -> DiagnosticLogs.ownWorkspace(subject, WHAT, id));
  }

  /** What is there after the production's end, for a while. */
  private static Observation kept(AuditSubject subject) {
    return at(
        subject,
        (vault, id) ->
            subject.noted(
                WHAT,
                "purge protection: "
                    + (vault.isOn("/properties/enablePurgeProtection").orElse(false) ? "on" : "off")
                    + "; days for which deleted secrets are kept: "
                    + vault
                        .number("/properties/softDeleteRetentionInDays")
                        .map(String::valueOf)
                        .orElse("?")));
  }
}
