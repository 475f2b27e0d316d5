package io.github.sealframe.core;

/** A journal whose lines are not the ones that were written, or that was cut off. */
public final class JournalRefusal extends IntegrityRefusal {
  private static final long serialVersionUID = 1L;

  private final long line;

  /**
   * @param file the file or blob
   * @param line the number that the line has, or should have, in the journal
   */
  JournalRefusal(String file, long line, String why, String next) {
    super("read the journal", file, why, next);
    this.line = line;
  }

  /** The first line that is wrong or missing, counted from 1. */
  public long line() {
    return line;
  }
}
