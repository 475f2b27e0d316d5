package io.github.sealframe.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a journal has come. Kept where nobody can change it, it tells later whether all up to
 * that line is still there, and is still what it was.
 *
 * @param lines how many lines it has, from 0 on
 * @param digest SHA-256 of the last one, without its line feed; zeros when there is none
 */
public record JournalHead(long lines, Sha256 digest) {
  /** That of a journal without lines. */
  static final JournalHead NONE = new JournalHead(0, JournalLine.NONE);

  private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,14}):([0-9a-f]{64})");

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static JournalHead parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not a number of lines, a colon and a SHA-256");
    }
    return new JournalHead(Long.parseLong(form.group(1)), new Sha256(form.group(2)));
  }

  /** Lines and digest, with a colon between them. */
  @Override
  public String toString() {
    return lines + ":" + digest;
  }
}
