package io.github.sealframe.core;

/**
 * Something that a control of the guide does not allow.
 *
 * @param control id of the control, as in {@code disk-encryption}
 * @param on what does not keep it, without its value: a word of the production may stand in that
 * @param why why not
 * @param next what to do next
 */
public record Finding(String control, String on, String why, String next) {
  /** What a finding is on when the production has ended. */
  static final String CODE = "`code`";

  /** Whether it is that the code's production has ended, and not that something is another's. */
  public boolean isOfTheCode() {
    return on.equals(CODE);
  }

  /** One line for people. */
  String line() {
    return line(on);
  }

  /** The same, with more of what it is on. */
  String line(String where) {
    return Refusal.line("render with", where, why, next + " (control " + control + ")");
  }
}
