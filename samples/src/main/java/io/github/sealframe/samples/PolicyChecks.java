package io.github.sealframe.samples;

import io.github.sealframe.core.Finding;
import io.github.sealframe.core.ImageRules;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionPolicy;
import java.util.ArrayList;
import java.util.List;

/** Holds the production file to the rules by which submissions are refused. */
final class PolicyChecks {
  /**
   * A rule of the policy, and the controls that it is for.
   *
   * @param id id of the control by which findings name it
   * @param says what it says of the file when it is kept
   */
  private record Rule(String id, String says, List<String> controls) {
    static Rule of(String id, String says, String... more) {
      List<String> controls = new ArrayList<>(List.of(id));
      controls.addAll(List.of(more));
      return new Rule(id, says, controls);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          Rule.of(
              "vm-hardened-image",
              "`image` is an exact version of a gallery's image, and one of `images`",
              "wf-batch-gallery-image",
              "wf-hybrid-hardened-image"),
          Rule.of("vm-patched", "`image` was published within `image-days`", "cs-patches"),
          Rule.of("disk-encryption", "`encryption-at-host` is on", "protect-disks"),
          Rule.of("cs-validate-defaults", "`trusted-launch` and `secure-boot` are on"),
          Rule.of(
              "wf-avere-no-public-ip",
              "`public-addresses` is off",
              "no-public-internet",
              "wf-batch-vnet-private-link"),
          Rule.of(
              "net-vnet-per-production",
              "`subnet` is one of a virtual network",
              "wf-batch-vnet-private-link"),
          Rule.of("bastion-subnet", "`subnet` is not Azure Bastion's"),
          Rule.of(
              "managed-identity",
              "`identity` is a user-assigned identity",
              "wf-batch-node-scoped-input"),
          Rule.of(
              "package-security-validated",
              "renderer packages have to be approved by a reviewer of `approvals`",
              "wf-batch-trusted-package"),
          Rule.of("identity-federated", "there is no `batch-key`: Batch is called with tokens"),
          Rule.of(
              "batch-url-obfuscated", "no word of `deny-list` stands in what services are shown"),
          Rule.of(
              "portal-resource-groups",
              "all ids but the image's are of one resource group",
              "wf-hybrid-group-resource"));

  static final List<AuditCheck> ALL = all();

  private PolicyChecks() {}

  private static List<AuditCheck> all() {
    List<AuditCheck> checks = new ArrayList<>();
    for (Rule rule : RULES) {
      checks.add(new AuditCheck(rule.controls(), subject -> look(rule, subject)));
    }
    checks.add(AuditCheck.one(PolicyChecks::policy, "policy-compliance"));
    checks.add(AuditCheck.one(PolicyChecks::limits, "asc-custom-policy"));
    checks.add(AuditCheck.one(PolicyChecks::versions, "wf-batch-app-patched"));
    return checks;
  }

  private static List<Observation> look(Rule rule, AuditSubject subject) {
    ProductionPolicy policy = subject.file().policy();
    PoolShape shape = subject.file().pool();
    List<Observation> broken = new ArrayList<>();
    for (Finding finding : policy.findings(shape)) {
      if (finding.control().equals(rule.id())) {
        broken.add(
            subject.broken(
                "production file, " + finding.on(),
                finding.why(),
                finding.next(),
                policy.waiverToday(finding)));
      }
    }
    return broken.isEmpty() ? List.of(subject.kept("production file", rule.says())) : broken;
  }

  private static Observation policy(AuditSubject subject) {
    int findings = subject.file().policy().findings(subject.file().pool()).size();
    return subject.kept(
        "production file",
        RULES.size() + " rules are held to it before anything is sent, with findings: " + findings);
  }

  private static Observation limits(AuditSubject subject) {
    return subject.kept(
        "production file, `image-days`",
        subject.file().images().maxAgeDays() + " of at most " + ImageRules.MAX_AGE_DAYS);
  }

  private static Observation versions(AuditSubject subject) {
    String what = "production file, `minimum-versions`";
    return subject
        .file()
        .approvals()
        .filter(rules -> !rules.minimumVersions().isEmpty())
        .map(rules -> subject.kept(what, rules.minimumVersions().size() + " packages have one"))
        .orElseGet(
            () ->
                subject.unseen(
                    what,
                    "no package has one",
                    "name the oldest version of Blender that is still maintained"));
  }
}
