package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;

/** A text that is no signed approval of version 1, with the first line that is wrong. */
public final class ApprovalRefusal extends IntegrityRefusal {
  private final Kind kind;
  private final int line;
  private final String expected;
  private final String found;

  ApprovalRefusal(String source, Kind kind, int line, String expected, String found) {
    super(
        "read the approval",
        source,
        "line " + line + ": expected " + expected + ", found " + found,
        "have the reviewer approve the package again");
    this.kind = kind;
    this.line = line;
    this.expected = expected;
    this.found = found;
  }

  /** What is wrong with it. */
  public Kind kind() {
    return kind;
  }

  /** The line, counted from 1; the one after the last when something is missing there. */
  public int lineNumber() {
    return line;
  }

  /** What should stand there. */
  public String expected() {
    return expected;
  }

  /** What stands there; control characters are escaped, and long text is cut. */
  public String found() {
    return found;
  }

  /** The ways in which an approval can be wrong. */
  public enum Kind {
    /** The first line is not an approval's. */
    HEADER,
    /** An approval of another version. */
    VERSION,
    /** A byte-order mark before the first line. */
    BYTE_ORDER_MARK,
    /** A carriage return at the end of a line. */
    CARRIAGE_RETURN,
    /** Bytes that are not UTF-8. */
    ENCODING,
    /** A line that has no place here. */
    LINE,
    /** A value that its name does not allow. */
    VALUE,
    /** The reviewer is the builder. */
    SELF_REVIEW,
    /** It expires before it is approved. */
    DATES,
    /** Not signed by the key in it, or changed afterwards. */
    SIGNATURE,
    /** The end is missing, or the line feed after it. */
    TRUNCATED,
    /** Something follows the end. */
    TRAILING,
    /** More bytes than an approval may have. */
    LIMIT
  }
}
