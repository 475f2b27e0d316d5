package io.github.sealframe.samples;

import io.github.sealframe.core.Journal;
import io.github.sealframe.core.JournalRefusal;
import io.github.sealframe.core.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks at the machine that the audit runs on. */
final class MachineChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(MachineChecks::tokenCache, "cli-no-session-cache"),
          AuditCheck.one(
              MachineChecks::journal, "wf-batch-central-monitoring", "wf-batch-monitor-access"),
          AuditCheck.one(MachineChecks::state, "sql-separate"),
          AuditCheck.one(MachineChecks::tenant, "portal-no-personal-accounts"));

  private MachineChecks() {}

  private static Observation tokenCache(AuditSubject subject) {
    String what = "files that sign in";
    AuditSubject.Machine machine = subject.machine();
    try {
      List<Path> open = new CredentialFiles(machine.environment(), machine.home()).open();
      return subject.judged(
          open.isEmpty(),
          what,
          open.isEmpty() ? "none is open to others" : open.get(0) + " is open to others",
          "run chmod 600 on it, or `az logout`");
    } catch (IOException | UnsupportedOperationException e) {
      return subject.unseen(what, "they cannot be looked at", "look at their rights");
    }
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
