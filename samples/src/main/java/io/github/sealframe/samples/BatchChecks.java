package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.core.Observation;
import java.util.List;

/** Looks at the Batch account itself. */
final class BatchChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(BatchChecks::tokensOnly, "identity-federated"),
          AuditCheck.of(BatchChecks::keys, "batch-key-rotation"),
          AuditCheck.one(BatchChecks::closed, "no-public-internet", "wf-batch-vnet-private-link"),
          AuditCheck.one(BatchChecks::privateEndpoint, "wf-batch-vnet-private-link"),
          AuditCheck.one(BatchChecks::logs, "batch-diagnostic-logs"),
          AuditCheck.one(BatchChecks::ownWorkspace, "monitor-segregate-workspaces"),
          AuditCheck.one(BatchChecks::schedules, "scheduler-validate"));

  static final String WHAT = "Batch account";
  private static final String VERSION = "2024-07-01";

  private BatchChecks() {}

  private static AzureResource account(AuditSubject subject) {
    return subject.resource(WHAT, subject.ids().batchAccount(), VERSION);
  }

  /** What the account does not restrict, it allows. */
  private static boolean takesTokensOnly(AuditSubject subject) {
    return account(subject).texts("/properties/allowedAuthenticationModes").equals(List.of("AAD"));
  }

  private static Observation tokensOnly(AuditSubject subject) {
    boolean only = takesTokensOnly(subject);
    return subject.judged(
        only,
        WHAT,
        only ? "it takes tokens of Microsoft Entra ID alone" : "it takes its keys too",
        "set allowedAuthenticationModes to AAD");
  }

  private static List<Observation> keys(AuditSubject subject) {
    if (takesTokensOnly(subject)) {
      return List.of(subject.kept(WHAT, "its keys are off"));
    }
    String unknown = "its keys are on, and nobody knows how old ";
    String next = "turn the keys off";
    return subject
        .file()
        .batchKey()
        .map(
            name ->
                List.of(
                    SecretAge.of(subject, name),
                    subject.broken("other key of the account", unknown + "this one is", next)))
        .orElseGet(
            () ->
                List.of(
                    subject.broken(
                        WHAT,
                        unknown + "they are",
                        next + ", or make them anew and keep the one in use in the vault")));
  }

  private static Observation closed(AuditSubject subject) {
    return Exposure.of(subject, WHAT, account(subject));
  }

  private static Observation privateEndpoint(AuditSubject subject) {
    return Exposure.privateEndpoint(subject, WHAT, account(subject));
  }

  private static Observation logs(AuditSubject subject) {
    return DiagnosticLogs.on(subject, WHAT, subject.ids().batchAccount());
  }

  private static Observation ownWorkspace(AuditSubject subject) {
    return DiagnosticLogs.ownWorkspace(subject, WHAT, subject.ids().batchAccount());
  }

  private static Observation schedules(AuditSubject subject) {
    long schedules =
        subject
            .services()
            .batch()
            .jobSchedules()
            .listJobSchedules(BatchQuery.ALL.select("id"))
            .count();
    return subject.judged(
        schedules == 0,
        "job schedules of the Batch account",
        "there are " + schedules,
        "find out who made them: sealframe makes none");
  }
}
