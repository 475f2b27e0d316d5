package io.github.sealframe.core;

import java.util.List;

/** Usage or configuration that cannot be worked with; names every problem, not only the first. */
public final class ConfigurationRefusal extends Refusal {
  private final transient List<String> problems;

  /**
   * @param problems one line for each problem, at least one
   */
  public ConfigurationRefusal(List<String> problems) {
    super(String.join("\n", problems), null);
    this.problems = List.copyOf(problems);
  }

  /** A refusal with one problem, told in four parts as {@link Refusal#line} joins them. */
  public ConfigurationRefusal(String tried, String on, String why, String next) {
    this(List.of(line(tried, on, why, next)));
  }

  /** Every problem, in the order found. */
  public List<String> problems() {
    return problems;
  }
}
