package io.github.sealframe.samples;

import java.util.List;
import java.util.stream.Stream;

/** What this software does in the same way everywhere: its tests are the evidence. */
final class SoftwareChecks {
  static final String WHAT = "sealframe 0.1.0";

  static final List<AuditCheck> ALL =
      Stream.of(
              kept(
                  "tokens stay in memory, and no verb writes one",
                  "cli-no-session-cache",
                  "portal-session-timeout"),
              kept(
                  "a connection that nobody uses is dropped with its tokens after"
                      + " `session-minutes`",
                  "portal-session-timeout"),
              kept(
                  "a SAS is the last choice: for one container, https only, by a user delegation"
                      + " key, and for no longer than the job may run",
                  "storage-sas",
                  "portal-session-timeout"),
              kept(
                  "services are called by https with the host's name checked; plain http goes to"
                      + " a literal loopback address alone",
                  "storage-secure-transfer",
                  "wf-onprem-tls",
                  "wf-hybrid-secure-transfer"),
              kept(
                  "what is sent and fetched is compared with its SHA-256, and moved into place"
                      + " after that, under a name that leads nowhere else",
                  "wf-hybrid-secure-transfer",
                  "wf-prman-secure-io"),
              kept(
                  "logs and messages are redacted; they name codes, ids and digests",
                  "monitor-limit-data"),
              kept(
                  "a job's input, packages and output are in containers of their own, and nodes"
                      + " get a right for each",
                  "wf-batch-separate-containers"),
              kept(
                  "pools, jobs and addresses of a plan are of one production and one storage"
                      + " account",
                  "batch-exclusive-storage"),
              absent(
                  "it renders with Blender, which asks no licence server",
                  "wf-prman-license-proxy"))
          .toList();

  private SoftwareChecks() {}

  private static AuditCheck kept(String does, String... controls) {
    return AuditCheck.one(subject -> subject.kept(WHAT, does), controls);
  }

  private static AuditCheck absent(String why, String... controls) {
    return AuditCheck.one(subject -> subject.absent(WHAT, why), controls);
  }
}
