package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.FormulaValue.Interval;
import io.github.sealframe.emulator.internal.FormulaValue.Scalar;
import io.github.sealframe.emulator.internal.FormulaValue.Text;
import io.github.sealframe.emulator.internal.FormulaValue.Time;
import io.github.sealframe.emulator.internal.FormulaValue.Vector;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The operations between values in an autoscale formula, as the table in its manual has them. */
final class FormulaOperators {

  private static final Set<String> COMPARISONS = Set.of("<", "<=", "==", ">=", ">", "!=");

  /** So many seconds, more than 3,000 years, can be added to a time. */
  private static final double MOST_SECONDS = 1e11;

  private FormulaOperators() {}

  static FormulaValue unary(FormulaToken sign, FormulaValue operand) throws FormulaException {
    boolean minus = sign.is("-");
    if (operand instanceof Scalar number) {
      return minus ? new Scalar(-number.value()) : Scalar.of(number.value() == 0);
    }
    if (minus && operand instanceof Interval interval) {
      return new Interval(-interval.seconds());
    }
    throw new FormulaException(sign, sign.shown() + " does not go with a " + operand.type() + ".");
  }

  static FormulaValue binary(FormulaToken sign, FormulaValue left, FormulaValue right)
      throws FormulaException {
    Optional<FormulaValue> value =
        COMPARISONS.contains(sign.text())
            ? compared(sign, left, right)
            : calculated(sign, left, right);
    return value.orElseThrow(
        () ->
            new FormulaException(
                sign,
                sign.shown()
                    + " does not go with a "
                    + left.type()
                    + " and a "
                    + right.type()
                    + "."));
  }

  private static Optional<FormulaValue> compared(
      FormulaToken sign, FormulaValue left, FormulaValue right) {
    int order;
    if (left instanceof Scalar one && right instanceof Scalar other) {
      if (Double.isNaN(one.value()) || Double.isNaN(other.value())) {
        return Optional.of(Scalar.of(sign.is("!=")));
      }
      // 0 and -0 are the same.
      order = Double.compare(one.value() + 0.0, other.value() + 0.0);
    } else if (left instanceof Text one && right instanceof Text other) {
      order = one.value().compareTo(other.value());
    } else if (left instanceof Time one && right instanceof Time other) {
      order = one.value().compareTo(other.value());
    } else if (left instanceof Interval one && right instanceof Interval other) {
      order = Double.compare(one.seconds() + 0.0, other.seconds() + 0.0);
    } else {
      return Optional.empty();
    }
    return Optional.of(
        Scalar.of(
            switch (sign.text()) {
              case "<" -> order < 0;
              case "<=" -> order <= 0;
              case "==" -> order == 0;
              case ">=" -> order >= 0;
              case ">" -> order > 0;
              default -> order != 0;
            }));
  }

  private static Optional<FormulaValue> calculated(
      FormulaToken sign, FormulaValue left, FormulaValue right) throws FormulaException {
    if (left instanceof Scalar one && right instanceof Scalar other) {
      return Optional.of(new Scalar(calculated(sign, one.value(), other.value())));
    }
    if (left instanceof Vector one) {
      return ofVector(sign, one.values(), right);
    }
    if (left instanceof Scalar one && right instanceof Interval other && sign.is("*")) {
      return Optional.of(new Interval(one.value() * other.seconds()));
    }
    if (left instanceof Interval one && right instanceof Scalar other) {
      return sign.is("*") || sign.is("/")
          ? Optional.of(new Interval(calculated(sign, one.seconds(), other.value())))
          : Optional.empty();
    }
    if (left instanceof Interval one && right instanceof Interval other) {
      return sign.is("+") || sign.is("-")
          ? Optional.of(new Interval(calculated(sign, one.seconds(), other.seconds())))
          : Optional.empty();
    }
    return ofTimes(sign, left, right);
  }

  private static Optional<FormulaValue> ofTimes(
      FormulaToken sign, FormulaValue left, FormulaValue right) throws FormulaException {
    if (left instanceof Time one && right instanceof Time other && sign.is("-")) {
      return Optional.of(
          new Interval(Duration.between(other.value(), one.value()).toMillis() / 1e3));
    }
    if (left instanceof Time one && right instanceof Interval other && sign.is("+")) {
      return Optional.of(new Time(later(sign, one.value(), other.seconds())));
    }
    if (left instanceof Interval one && right instanceof Time other && sign.is("+")) {
      return Optional.of(new Time(later(sign, other.value(), one.seconds())));
    }
    return Optional.empty();
  }

  private static Optional<FormulaValue> ofVector(
      FormulaToken sign, double[] left, FormulaValue right) throws FormulaException {
    double[] result = new double[left.length];
    if (right instanceof Scalar number) {
      for (int i = 0; i < left.length; i++) {
        result[i] = calculated(sign, left[i], number.value());
      }
      return Optional.of(new Vector(result));
    }
    if (!(right instanceof Vector other)) {
      return Optional.empty();
    }
    if (other.values().length != left.length) {
      throw new FormulaException(
          sign, "The vectors have " + left.length + " and " + other.values().length + " values.");
    }
    for (int i = 0; i < left.length; i++) {
      result[i] = calculated(sign, left[i], other.values()[i]);
    }
    return Optional.of(new Vector(result));
  }

  private static double calculated(FormulaToken sign, double left, double right)
      throws FormulaException {
    return switch (sign.text()) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      default -> {
        if (right == 0) {
          throw new FormulaException(sign, "It divides by zero.");
        }
        yield left / right;
      }
    };
  }

  /** A time and some seconds. */
  static Instant later(FormulaToken at, Instant time, double seconds) throws FormulaException {
    if (!(Math.abs(seconds) <= MOST_SECONDS)
        || Math.abs(time.getEpochSecond()) > 2 * MOST_SECONDS) {
      throw new FormulaException(at, "The time is too far away.");
    }
    long whole = (long) Math.floor(seconds);
    return time.plusSeconds(whole).plusNanos((long) ((seconds - whole) * 1e9));
  }
}
