package io.github.sealframe.core;

/** Content that is not what its digest or its rules say: nothing made from it may run. */
public non-sealed class IntegrityRefusal extends Refusal {
  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   */
  public IntegrityRefusal(String tried, String on, String why, String next) {
    this(tried, on, why, next, null);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   * @param cause what was thrown, or null
   */
  public IntegrityRefusal(String tried, String on, String why, String next, Throwable cause) {
    super(line(tried, on, why, next), cause);
  }
}
