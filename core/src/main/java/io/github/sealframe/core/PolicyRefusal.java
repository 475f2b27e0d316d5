package io.github.sealframe.core;

import java.util.List;

/** A plan that the policy of the production forbids, or a live pool or job that differs from it. */
public final class PolicyRefusal extends Refusal {
  private final transient List<String> problems;

  /**
   * @param problems one line for each problem, at least one
   */
  public PolicyRefusal(List<String> problems) {
    super(String.join("\n", problems), null);
    this.problems = List.copyOf(problems);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   */
  public PolicyRefusal(String tried, String on, String why, String next) {
    this(tried, on, why, next, null);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   * @param cause what was thrown, or null
   */
  public PolicyRefusal(String tried, String on, String why, String next, Throwable cause) {
    super(line(tried, on, why, next), cause);
    this.problems = List.of(getMessage());
  }

  /** Every problem, in the order found. */
  public List<String> problems() {
    return problems;
  }
}
