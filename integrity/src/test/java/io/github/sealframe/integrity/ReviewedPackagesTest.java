package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sealframe.core.PackageApproval;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.UnapprovedRefusal.Objection;
import io.github.sealframe.integrity.UnapprovedRefusal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("package-security-validated")
@Tag("wf-batch-trusted-package")
class ReviewedPackagesTest {
  private static final Sha256 PIN = Sha256.of(new byte[] {1});
  private static final Instant APPROVED = Instant.parse("2026-11-01T10:00:00Z");
  private static final Instant EXPIRES = Instant.parse("2027-05-01T00:00:00Z");
  private static final Words ADA = new Words("Ada");

  @TempDir private Path folder;
  private Path records;
  private SigningKey ada;

  @BeforeEach
  void makeKey() throws IOException {
    ada = Reviewer.key(folder);
    records = Files.createDirectory(folder.resolve("records"));
  }

  @Test
  void takesTheFirstRecordThatCounts() throws IOException {
    record("1.approval", "3.4", ADA, Sha256.of(new byte[0]), ada);
    SignedApproval good = record("2.approval", "3.4", ADA, PIN, ada);
    record("3.approval", "3.5", ADA, PIN, ada);
    Files.writeString(records.resolve("README"), "not looked at");

    PackageApproval approval = at(APPROVED).require(PIN);

    assertThat(approval.text()).isEqualTo(good.text());
    assertThat(approval.digest()).isEqualTo(good.digest());
    assertThat(approval.reviewer()).isEqualTo("Ada");
    assertThat(approval.expires()).isEqualTo(EXPIRES);
  }

  @Test
  void saysOfEachRecordWhyItDoesNotCount() throws IOException {
    record("1.approval", "3.4", ADA, Sha256.of(new byte[0]), ada);
    record("2.approval", "3.4", new Words("ada"), PIN, ada);
    record("3.approval", "3.4", new Words("Mallory"), PIN, Reviewer.key(folder));
    record("4.approval", "3.4", ADA, PIN, Reviewer.key(folder));
    record("5.approval", "3.3.9", ADA, PIN, ada);
    Files.writeString(records.resolve("6.approval"), "ok\n");
    Files.createDirectory(records.resolve("7.approval"));

    UnapprovedRefusal refusal = refusal(at(APPROVED));

    assertThat(refusal.objections())
        .extracting(Objection::reason)
        .containsExactly(
            Reason.OTHER_PACKAGE,
            Reason.UNTRUSTED_REVIEWER,
            Reason.UNTRUSTED_REVIEWER,
            Reason.OTHER_KEY,
            Reason.VERSION,
            Reason.CORRUPT,
            Reason.UNREADABLE);
    assertThat(refusal)
        .hasMessageContaining(PIN.hex())
        .hasMessageContaining("4.approval")
        .hasMessageContaining("; and 4 more; have a reviewer approve it");
    assertThat(refusal.getMessage().lines()).hasSize(1);
  }

  @Test
  void aFolderOfManyPackagesIsToldInALineThatBeginsWithThisOne() throws IOException {
    for (int i = 100; i < 150; i++) {
      record(i + ".approval", "3.4", ADA, Sha256.of(new byte[] {2, (byte) i}), ada);
    }
    record("last.approval", "3.3.9", ADA, PIN, ada);

    UnapprovedRefusal refusal = refusal(at(APPROVED));

    assertThat(refusal.objections()).hasSize(51);
    assertThat(refusal)
        .hasMessageContainingAll(
            "it is not approved: " + records.resolve("last.approval") + ": its version 3.3.9",
            "101.approval: it approves package ",
            "; and 48 more; have a reviewer approve it")
        .hasMessageNotContaining("102.approval");
    assertThat(refusal.getMessage().length()).isLessThan(1000);
  }

  @Test
  void holdsFromItsDateToItsExpiry() throws IOException {
    record("1.approval", "3.4", ADA, PIN, ada);
    assertThat(at(APPROVED.minus(ReviewedPackages.SKEW)).require(PIN)).isNotNull();
    assertThat(at(EXPIRES.minusNanos(1)).require(PIN)).isNotNull();
    assertThat(reasons(at(APPROVED.minus(ReviewedPackages.SKEW).minusNanos(1))))
        .containsExactly(Reason.FUTURE);
    assertThat(reasons(at(EXPIRES))).containsExactly(Reason.EXPIRED);
  }

  @Test
  void aChangedRecordDoesNotCount() throws IOException {
    Path file = records.resolve("1.approval");
    record("1.approval", "3.4", ADA, PIN, ada);
    Files.writeString(file, Files.readString(file).replace("2027-05-01", "2037-05-01"));
    assertThat(reasons(at(APPROVED))).containsExactly(Reason.CORRUPT);
  }

  @Test
  void noRecordIsNoApproval() {
    assertThat(reasons(at(APPROVED))).isEmpty();
    assertThat(refusal(at(APPROVED))).hasMessageContaining("there is no record");
    ReviewedPackages missing =
        new ReviewedPackages(
            new ApprovalRules(
                Map.of(ADA, ada.reviewerKey()), Map.of(), List.of(folder.resolve("missing"))),
            Clock.fixed(APPROVED, ZoneOffset.UTC));
    assertThat(reasons(missing)).containsExactly(Reason.UNREADABLE);
  }

  @Test
  void theMinimumOfAPackageHoldsHoweverItsNameIsSpelled() throws IOException {
    sign("1.approval", "BLENDER", "3.3", ADA, PIN, ada);
    assertThat(reasons(at(APPROVED))).containsExactly(Reason.VERSION);
  }

  @Test
  void rulesThatMixUpReviewersAreRefused() throws IOException {
    ReviewerKey key = ada.reviewerKey();
    ReviewerKey other = Reviewer.key(folder).reviewerKey();
    List<Path> places = List.of(records);
    assertThatThrownBy(() -> new ApprovalRules(Map.of(), Map.of(), places))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ApprovalRules(Map.of(ADA, key), Map.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new ApprovalRules(Map.of(ADA, key, new Words("Eve"), key), Map.of(), places))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new ApprovalRules(Map.of(ADA, key, new Words("ADA"), other), Map.of(), places))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SignedApproval record(
      String file, String version, Words reviewer, Sha256 pin, SigningKey key) throws IOException {
    return sign(file, "blender", version, reviewer, pin, key);
  }

  private SignedApproval sign(
      String file, String name, String version, Words reviewer, Sha256 pin, SigningKey key)
      throws IOException {
    SignedApproval signed =
        SignedApproval.sign(
            new Approval(
                pin,
                new Words(name),
                new PackageVersion(version),
                new Words("Bob"),
                reviewer,
                APPROVED,
                EXPIRES,
                new Words("report 17")),
            key);
    Files.writeString(records.resolve(file), signed.text());
    return signed;
  }

  private ReviewedPackages at(Instant now) {
    return new ReviewedPackages(
        new ApprovalRules(
            Map.of(ADA, ada.reviewerKey()),
            Map.of(new Words("blender"), new PackageVersion("3.4")),
            List.of(records)),
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private static UnapprovedRefusal refusal(ReviewedPackages reviewed) {
    UnapprovedRefusal refusal =
        catchThrowableOfType(
            UnapprovedRefusal.class,
            () -> {
              PackageApproval ignored = reviewed.require(PIN);
            });
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static List<Reason> reasons(ReviewedPackages reviewed) {
    return refusal(reviewed).objections().stream().map(Objection::reason).toList();
  }
}
