package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.ResourceGroup;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Where the logs of a resource go. */
final class DiagnosticLogs {
  private static final String SETTINGS = "/providers/Microsoft.Insights/diagnosticSettings";
  private static final String VERSION = "2021-05-01-preview";

  private DiagnosticLogs() {}

  private static List<AzureResource> settings(AuditSubject subject, String what, String id) {
    return subject.list(what + ", diagnostic settings", id + SETTINGS, VERSION);
  }

  /** Whether any log goes anywhere. */
  static Observation on(AuditSubject subject, String what, String id) {
    long on =
        settings(subject, what, id).stream()
            .flatMap(setting -> setting.items("/properties/logs").stream())
            .filter(log -> log.isOn("/enabled").orElse(false))
            .count();
    return subject.judged(
        on > 0,
        what + ", diagnostic settings",
        "categories of logs that are kept: " + on,
        "send its logs to the production's workspace");
  }

  /** Whether they go to the production's own workspace alone, or to its group's. */
  static Observation ownWorkspace(AuditSubject subject, String what, String id) {
    ResourceGroup group = subject.ids().group();
    Optional<URI> named = subject.file().workspace();
    List<String> workspaces =
        settings(subject, what, id).stream()
            .flatMap(setting -> setting.text("/properties/workspaceId").stream())
            .toList();
    if (workspaces.isEmpty()) {
      return subject.unseen(
          what + ", diagnostic settings",
          "its logs go to no workspace",
          "send its logs to the production's workspace");
    }
    boolean own =
        workspaces.stream()
            .allMatch(
                workspace ->
                    named.isPresent()
                        ? named.get().toString().equalsIgnoreCase(workspace)
                        : ResourceGroup.holding(workspace).filter(group::isSame).isPresent());
    return subject.judged(
        own,
        what + ", diagnostic settings",
        own ? "its logs go to the production's own workspace" : "its logs go to another workspace",
        "send them to the production's own workspace alone");
  }
}
