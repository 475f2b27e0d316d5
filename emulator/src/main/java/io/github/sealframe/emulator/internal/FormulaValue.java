package io.github.sealframe.emulator.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** A value in an autoscale formula. */
sealed interface FormulaValue {

  /** What a message calls its type. */
  String type();

  /** How the results of an evaluation show it. */
  String shown();

  /** A number; a truth is 1 or 0. */
  record Scalar(double value) implements FormulaValue {
    static Scalar of(boolean truth) {
      return new Scalar(truth ? 1 : 0);
    }

    @Override
    public String type() {
      return "double";
    }

    @Override
    public String shown() {
      return text(value);
    }
  }

  /** Numbers in a row. */
  @SuppressWarnings("ArrayRecordComponent")
  record Vector(double[] values) implements FormulaValue {
    @Override
    public String type() {
      return "doubleVec";
    }

    @Override
    public String shown() {
      return DoubleStream.of(values)
          .mapToObj(FormulaValue::text)
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  /** A text. */
  record Text(String value) implements FormulaValue {
    @Override
    public String type() {
      return "string";
    }

    @Override
    public String shown() {
      return value;
    }
  }

  /** A point in time. */
  record Time(Instant value) implements FormulaValue {
    @Override
    public String type() {
      return "timestamp";
    }

    @Override
    public String shown() {
      return value.truncatedTo(ChronoUnit.MILLIS).toString();
    }
  }

  /** A length of time. */
  record Interval(double seconds) implements FormulaValue {
    @Override
    public String type() {
      return "timeinterval";
    }

    @Override
    public String shown() {
      return text(seconds) + "s";
    }
  }

  private static String text(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
