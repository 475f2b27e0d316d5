package io.github.sealframe.emulator.internal;

import java.util.List;

/**
 * An autoscale formula that could be read. {@link FormulaParser} makes it, {@link
 * FormulaEvaluation} says what it comes to.
 */
record Formula(List<Statement> statements) {

  static final String DEDICATED = "$TargetDedicatedNodes";
  static final String LOW_PRIORITY = "$TargetLowPriorityNodes";
  static final String DEALLOCATION = "$NodeDeallocationOption";

  /** One statement. */
  sealed interface Statement {}

  /** A variable gets a value. */
  record Assignment(FormulaToken variable, FormulaExpression value) implements Statement {}

  /** What becomes of tasks on nodes that leave. */
  record Deallocation(String option) implements Statement {}

  /** A call for what it does and not for its value. */
  record Bare(FormulaExpression value) implements Statement {}

  /**
   * What a formula came to.
   *
   * @param deallocationOption what becomes of tasks on nodes that leave
   * @param text all variables, as Batch reports them
   */
  record Result(Pool.Capacity target, String deallocationOption, String text) {}

  /** The variables of a pool as a formula finds them. */
  static String unchanged(Pool.Capacity target) {
    return text(target, "requeue");
  }

  static String text(Pool.Capacity target, String deallocation) {
    return DEDICATED
        + "="
        + target.dedicated()
        + ";"
        + LOW_PRIORITY
        + "="
        + target.lowPriority()
        + ";"
        + DEALLOCATION
        + "="
        + deallocation;
  }
}
