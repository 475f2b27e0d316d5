package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.Sha256;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A package that no record approves, with what each record lacks. */
public final class UnapprovedRefusal extends IntegrityRefusal {
  private static final int MOST_TOLD = 5;

  private final transient List<Objection> objections;

  UnapprovedRefusal(Sha256 pin, List<Objection> objections) {
    super(
        "plan with",
        "package " + pin,
        "it is not approved: " + told(objections),
        "have a reviewer approve it with sealframe approve, and keep the record where the"
            + " production file says");
    this.objections = List.copyOf(objections);
  }

  /** A folder of records grows; those of this package say most. */
  private static String told(List<Objection> objections) {
    if (objections.isEmpty()) {
      return "there is no record";
    }
    int left = objections.size() - MOST_TOLD;
    return objections.stream()
            .sorted(Comparator.comparing(each -> each.reason() == Reason.OTHER_PACKAGE))
            .limit(MOST_TOLD)
            .map(Objection::toString)
            .collect(Collectors.joining("; "))
        + (left > 0 ? "; and " + left + " more" : "");
  }

  /** Why each record does not count, in the order looked at; empty when there is none. */
  public List<Objection> objections() {
    return objections;
  }

  /**
   * Why a record does not count.
   *
   * @param record its file
   * @param reason for programs
   * @param why for people, in one line
   */
  public record Objection(String record, Reason reason, String why) {
    @Override
    public String toString() {
      return record + ": " + why;
    }
  }

  /** The reasons. */
  public enum Reason {
    /** There is no such file, or it cannot be read. */
    UNREADABLE,
    /** The text is no signed approval; see {@link ApprovalRefusal}. */
    CORRUPT,
    /** It approves another package. */
    OTHER_PACKAGE,
    /** The production does not know the reviewer. */
    UNTRUSTED_REVIEWER,
    /** It is signed with another key than that of the reviewer whom it names. */
    OTHER_KEY,
    /** It is dated after now. */
    FUTURE,
    /** It holds no longer. */
    EXPIRED,
    /** The production wants a later version. */
    VERSION
  }
}
