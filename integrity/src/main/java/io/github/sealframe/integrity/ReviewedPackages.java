package io.github.sealframe.integrity;

import io.github.sealframe.core.Approvals;
import io.github.sealframe.core.PackageApproval;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.UnapprovedRefusal.Objection;
import io.github.sealframe.integrity.UnapprovedRefusal.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Accepts a package that a trusted reviewer signed for (controls package-security-validated and
 * wf-batch-trusted-package). Records are read anew each time. Thread-safe.
 */
public final class ReviewedPackages implements Approvals {
  /** How far the reviewer's clock may be ahead of this one. */
  static final Duration SKEW = Duration.ofMinutes(5);

  private static final String SUFFIX = ".approval";

  private final ApprovalRules rules;
  private final Clock clock;

  /**
   * @param rules whose approvals count
   * @param clock tells what has expired
   */
  public ReviewedPackages(ApprovalRules rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of several records the first that counts is taken, in the order of the rules and of file
   * names.
   *
   * @throws UnapprovedRefusal when no record counts
   */
  @Override
  public PackageApproval require(Sha256 pin) throws IOException {
    Instant now = clock.instant();
    List<Objection> objections = new ArrayList<>();
    for (Path file : files()) {
      Optional<SignedApproval> signed = read(file, objections);
      if (signed.isPresent()) {
        Optional<Objection> objection = objection(file, signed.get(), pin, now);
        if (objection.isEmpty()) {
          Approval approval = signed.get().approval();
          return new PackageApproval(
              signed.get().text(), approval.reviewer().value(), approval.expires());
        }
        objections.add(objection.get());
      }
    }
    throw new UnapprovedRefusal(pin, objections);
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path record : rules.records()) {
      if (Files.isDirectory(record)) {
        try (Stream<Path> inside = Files.list(record)) {
          inside.filter(file -> file.toString().endsWith(SUFFIX)).sorted().forEach(files::add);
        }
      } else {
        files.add(record);
      }
    }
    return files;
  }

  private static Optional<SignedApproval> read(Path file, List<Objection> objections) {
    if (!Files.isRegularFile(file)) { // A pipe may never end.
      objections.add(
          objection(
              file, Reason.UNREADABLE, Files.exists(file) ? "it is no file" : "it is not there"));
      return Optional.empty();
    }
    try {
      return Optional.of(SignedApproval.read(file));
    } catch (ApprovalRefusal e) {
      String why = "line " + e.lineNumber() + ": expected " + e.expected() + ", found " + e.found();
      objections.add(objection(file, Reason.CORRUPT, why));
    } catch (IOException e) {
      objections.add(objection(file, Reason.UNREADABLE, "it cannot be read"));
    }
    return Optional.empty();
  }

  private Optional<Objection> objection(Path file, SignedApproval signed, Sha256 pin, Instant now) {
    Approval approval = signed.approval();
    ReviewerKey trusted = rules.reviewers().get(approval.reviewer());
    Optional<PackageVersion> minimum = rules.minimum(approval.packageName());
    if (!approval.pin().equals(pin)) {
      return Optional.of(
          objection(file, Reason.OTHER_PACKAGE, "it approves package " + approval.pin()));
    }
    if (trusted == null) {
      return Optional.of(
          objection(
              file,
              Reason.UNTRUSTED_REVIEWER,
              "its reviewer " + approval.reviewer() + " is none of the production's"));
    }
    if (!trusted.equals(signed.key())) {
      return Optional.of(
          objection(
              file,
              Reason.OTHER_KEY,
              "its key is not the production's of reviewer " + approval.reviewer()));
    }
    if (approval.approved().isAfter(now.plus(SKEW))) {
      return Optional.of(
          objection(file, Reason.FUTURE, "it is dated in the future, " + approval.approved()));
    }
    if (!now.isBefore(approval.expires())) {
      return Optional.of(objection(file, Reason.EXPIRED, "it expired at " + approval.expires()));
    }
    if (minimum.isPresent() && approval.version().isBelow(minimum.get())) {
      return Optional.of(
          objection(
              file,
              Reason.VERSION,
              "its version " + approval.version() + " is below " + minimum.get()));
    }
    return Optional.empty();
  }

  private static Objection objection(Path file, Reason reason, String why) {
    return new Objection(Names.printable(file.toString()), reason, why);
  }
}
