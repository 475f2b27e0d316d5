package io.github.sealframe.integrity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose approvals a production accepts. Immutable.
 *
 * @param reviewers the trusted reviewers, at least one; no two with one key or with names that
 *     differ in case and spaces alone
 * @param minimumVersions the lowest version by package name, where there is one; names are compared
 *     without regard to case and spaces
 * @param records approvals, at least one: files, and folders whose files {@code *.approval} are
 *     taken by name
 */
public record ApprovalRules(
    Map<Words, ReviewerKey> reviewers,
    Map<Words, PackageVersion> minimumVersions,
    List<Path> records) {
  /**
   * @throws IllegalArgumentException when there are no reviewers or no records, or two reviewers or
   *     packages may be one
   */
  public ApprovalRules {
    reviewers = Map.copyOf(reviewers);
    minimumVersions = Map.copyOf(minimumVersions);
    records = List.copyOf(records);
    if (reviewers.isEmpty() || records.isEmpty()) {
      throw new IllegalArgumentException("there must be a reviewer and a place of records");
    }
    if (new HashSet<>(reviewers.values()).size() < reviewers.size()) {
      throw new IllegalArgumentException("two reviewers have one key");
    }
    if (hasTwins(reviewers) || hasTwins(minimumVersions)) {
      throw new IllegalArgumentException("two names differ in case and spaces alone");
    }
  }

  private static boolean hasTwins(Map<Words, ?> named) {
    List<Words> names = new ArrayList<>(named.keySet());
    return names.stream().anyMatch(name -> names.stream().filter(name::isLike).count() > 1);
  }

  Optional<PackageVersion> minimum(Words packageName) {
    return minimumVersions.entrySet().stream()
        .filter(entry -> entry.getKey().isLike(packageName))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
