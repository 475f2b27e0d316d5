package io.github.sealframe.samples;

import io.github.sealframe.core.Journal;
import io.github.sealframe.core.JournalRefusal;
import io.github.sealframe.core.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** Looks at the machine that the audit runs on. */
final class MachineChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(MachineChecks::tokenCache, "cli-no-session-cache"),
          AuditCheck.one(
              MachineChecks::journal, "wf-batch-central-monitoring", "wf-batch-monitor-access"),
          AuditCheck.one(MachineChecks::state, "sql-separate"),
          AuditCheck.one(MachineChecks::tenant, "portal-no-personal-accounts"));

  /** Where the Azure CLI keeps tokens on systems that have no safe of their own. */
  private static final List<String> TOKEN_CACHES =
      List.of(".azure/msal_token_cache.json", ".azure/accessTokens.json");

  private MachineChecks() {}

  private static Observation tokenCache(AuditSubject subject) {
    String what = "token files of the Azure CLI";
    for (String name : TOKEN_CACHES) {
      Path file = subject.machine().home().resolve(name);
      if (Files.exists(file)) {
        try {
          Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
          if (rights.stream().anyMatch(right -> !right.name().startsWith("OWNER_"))) {
            return subject.broken(
                what, "~/" + name + " is open to others", "run chmod 600 on it, or `az logout`");
          }
        } catch (IOException | UnsupportedOperationException e) {
          return subject.unseen(what, "~/" + name + " cannot be looked at", "look at its rights");
        }
      }
    }
    return subject.kept(what, "none is open to others");
  }

  private static Observation journal(AuditSubject subject) {
    String what = "this machine's journal";
    Path file = subject.machine().journal();
    if (!Files.exists(file)) {
      return subject.unseen(
          what, "nothing was submitted from here", "audit on a machine that submits");
    }
    try {
      Journal.Proved proved = Journal.verify(file, List.of());
      return subject.kept(what, "each line follows the one before it, to " + proved.head());
    } catch (JournalRefusal e) {
      return subject.broken(what, e.getMessage(), "find out who changed it");
    } catch (IOException e) {
      return subject.unseen(what, "it cannot be read", "see to it that it can");
    }
  }

  private static Observation state(AuditSubject subject) {
    return subject.kept(
        "state on this machine",
        "the journal is " + subject.machine().journal().getFileName() + ", one for each code");
  }

  private static Observation tenant(AuditSubject subject) {
    String what = "AZURE_TENANT_ID";
    String tenant = subject.machine().environment().getOrDefault(what, "");
    return tenant.isEmpty()
        ? subject.noted(what, "it is not set")
        : subject.judged(
            Tenants.isStudio(tenant),
            what,
            Tenants.isId(tenant) ? "it is " + tenant : "it is no tenant's id",
            "sign in to the studio's own tenant, by its id");
  }
}
