package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.Sha256;
import java.util.List;
import java.util.stream.Collectors;

/** A package that no record approves, with what each record lacks. */
public final class UnapprovedRefusal extends IntegrityRefusal {
  private final transient List<Objection> objections;

  UnapprovedRefusal(Sha256 pin, List<Objection> objections) {
    super(
        "plan with",
        "package " + pin,
        "it is not approved: "
            + (objections.isEmpty()
                ? "there is no record"
                : objections.stream().map(Objection::toString).collect(Collectors.joining("; "))),
        "have a reviewer approve it with sealframe approve, and keep the record where the"
            + " production file says");
    this.objections = List.copyOf(objections);
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
