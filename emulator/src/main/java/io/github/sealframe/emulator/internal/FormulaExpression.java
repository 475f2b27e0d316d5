package io.github.sealframe.emulator.internal;

import java.util.List;

/** A part of an autoscale formula that has a value. */
sealed interface FormulaExpression {

  /** Where it stands. */
  FormulaToken at();

  /** A number or a text. */
  record Literal(FormulaToken at, FormulaValue value) implements FormulaExpression {}

  /** A variable, of the user or of the service, or a length of time that has a name. */
  record Name(FormulaToken at) implements FormulaExpression {}

  /** A sign before its operand. */
  record Unary(FormulaToken at, FormulaExpression operand) implements FormulaExpression {}

  /** A sign and what stands behind it. */
  record Step(FormulaToken sign, FormulaExpression operand) {}

  /** Operands with signs of one precedence between them, in their order. */
  record Chain(FormulaExpression first, List<Step> steps) implements FormulaExpression {
    @Override
    public FormulaToken at() {
      return steps.get(0).sign();
    }
  }

  /** One of two, by a condition. */
  record Choice(
      FormulaToken at,
      FormulaExpression condition,
      FormulaExpression whenTrue,
      FormulaExpression whenFalse)
      implements FormulaExpression {}

  /** A function of arguments. */
  record Call(FormulaToken at, FormulaFunction function, List<FormulaExpression> arguments)
      implements FormulaExpression {}

  /** What the samples of a metric tell. */
  record Samples(
      FormulaToken at, PoolMetric metric, Method method, List<FormulaExpression> arguments)
      implements FormulaExpression {}

  /** A part of a point in time. */
  record Member(FormulaToken at, FormulaExpression time) implements FormulaExpression {}

  /** How samples are asked for. */
  enum Method {
    GET_SAMPLE("GetSample", 1, 3),
    GET_SAMPLE_PERCENT("GetSamplePercent", 1, 2),
    GET_SAMPLE_PERIOD("GetSamplePeriod", 0, 0),
    COUNT("Count", 0, 0),
    HISTORY_BEGIN_TIME("HistoryBeginTime", 0, 0);

    private final String name;
    private final int least;
    private final int most;

    Method(String name, int least, int most) {
      this.name = name;
      this.least = least;
      this.most = most;
    }

    boolean isCalled(String text) {
      return name.equals(text);
    }

    boolean takes(int arguments) {
      return arguments >= least && arguments <= most;
    }
  }
}
