package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.FormulaValue.Scalar;
import io.github.sealframe.emulator.internal.FormulaValue.Text;
import io.github.sealframe.emulator.internal.FormulaValue.Time;
import io.github.sealframe.emulator.internal.FormulaValue.Vector;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The functions that are documented for autoscale formulas. */
enum FormulaFunction {
  AVG(1),
  CEIL(1),
  FLOOR(1),
  LEN(0),
  LG(1),
  LN(1),
  LOG(1),
  MAX(1),
  MIN(1),
  NORM(0),
  PERCENTILE(2),
  RAND(0),
  RANGE(1),
  ROUND(1),
  STD(1),
  STOP(0),
  SUM(0),
  TIME(0),
  VAL(2),
  VEC(0);

  /** The most numbers in a row. */
  private static final int LONGEST = 10_000;

  private final int least;

  FormulaFunction(int least) {
    this.least = least;
  }

  static Optional<FormulaFunction> of(String name) {
    return Stream.of(values()).filter(one -> one.text().equals(name)).findFirst();
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean takes(int arguments) {
    return switch (this) {
      case RAND, STOP -> arguments == 0;
      case TIME -> arguments <= 1;
      case PERCENTILE, VAL -> arguments == 2;
      default -> arguments >= least;
    };
  }

  /**
   * Its value.
   *
   * @throws FormulaException for arguments that it has none for
   */
  FormulaValue of(FormulaToken at, List<FormulaValue> arguments, FormulaContext context)
      throws FormulaException {
    return switch (this) {
      case RAND -> new Scalar(context.random().nextDouble());
      case STOP -> new Scalar(0);
      case TIME -> time(at, arguments, context.now());
      case PERCENTILE, VAL -> element(at, arguments);
      case LG -> each(at, arguments, value -> Math.log(value) / Math.log(2));
      case LN -> each(at, arguments, Math::log);
      case LOG -> each(at, arguments, Math::log10);
      case CEIL -> each(at, arguments, Math::ceil);
      case FLOOR -> each(at, arguments, Math::floor);
      case ROUND -> each(at, arguments, Math::rint);
      case VEC -> new Vector(flat(at, arguments));
      default -> new Scalar(ofAll(at, flat(at, arguments)));
    };
  }

  private double ofAll(FormulaToken at, double[] values) throws FormulaException {
    if (values.length == 0 && least > 0) {
      throw new FormulaException(at, "There is no " + text() + " of no values.");
    }
    DoubleStream all = DoubleStream.of(values);
    return switch (this) {
      case AVG -> all.average().orElseThrow();
      case LEN -> values.length;
      case MAX -> all.max().orElseThrow();
      case MIN -> all.min().orElseThrow();
      case NORM -> Math.sqrt(all.map(value -> value * value).sum());
      case RANGE -> all.max().orElseThrow() - DoubleStream.of(values).min().orElseThrow();
      case STD -> deviation(values);
      case SUM -> all.sum();
      default -> throw new IllegalStateException("no function of a list: " + this);
    };
  }

  private static double deviation(double[] values) {
    if (values.length == 1) {
      return 0;
    }
    double average = DoubleStream.of(values).average().orElseThrow();
    double squares =
        DoubleStream.of(values).map(value -> (value - average) * (value - average)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /** Of one number a number, of all else a vector. */
  private static FormulaValue each(
      FormulaToken at, List<FormulaValue> arguments, DoubleUnaryOperator function)
      throws FormulaException {
    if (arguments.size() == 1 && arguments.get(0) instanceof Scalar one) {
      return new Scalar(function.applyAsDouble(one.value()));
    }
    return new Vector(DoubleStream.of(flat(at, arguments)).map(function).toArray());
  }

  private static double[] flat(FormulaToken at, List<FormulaValue> arguments)
      throws FormulaException {
    DoubleStream all = DoubleStream.empty();
    long length = 0;
    for (FormulaValue argument : arguments) {
      double[] some;
      if (argument instanceof Scalar number) {
        some = new double[] {number.value()};
      } else if (argument instanceof Vector vector) {
        some = vector.values();
      } else {
        throw new FormulaException(at, "A " + argument.type() + " is no number, nor several.");
      }
      length += some.length;
      if (length > LONGEST) {
        throw new FormulaException(at, "There are more than " + LONGEST + " values.");
      }
      all = DoubleStream.concat(all, DoubleStream.of(some));
    }
    return all.toArray();
  }

  private FormulaValue element(FormulaToken at, List<FormulaValue> arguments)
      throws FormulaException {
    if (!(arguments.get(0) instanceof Vector vector)
        || !(arguments.get(1) instanceof Scalar number)) {
      throw new FormulaException(at, text() + " takes a doubleVec and a double.");
    }
    double[] values = vector.values().clone();
    double index = number.value();
    if (this == PERCENTILE) {
      Arrays.sort(values);
      index = Math.ceil(index / 100 * values.length) - 1;
      index = index == -1 ? 0 : index;
    }
    if (!(index >= 0 && index < values.length)) {
      throw new FormulaException(at, text() + " is beyond the " + values.length + " values.");
    }
    return new Scalar(values[(int) index]);
  }

  private static FormulaValue time(FormulaToken at, List<FormulaValue> arguments, Instant now)
      throws FormulaException {
    if (arguments.isEmpty() || new Text("").equals(arguments.get(0))) {
      return new Time(now);
    }
    if (!(arguments.get(0) instanceof Text text)) {
      throw new FormulaException(at, "time takes a string.");
    }
    try {
      // W3C-DTF has dates without a time too.
      String day = text.value().length() == 10 ? "T00:00:00Z" : "";
      return new Time(Times.instant(text.value() + day));
    } catch (DateTimeException e) {
      return httpTime(at, text.value());
    }
  }

  private static FormulaValue httpTime(FormulaToken at, String text) throws FormulaException {
    try {
      return new Time(Times.parseHttp(text));
    } catch (DateTimeException e) {
      throw new FormulaException(at, "'" + text + "' is no time of W3C-DTF or RFC 1123.");
    }
  }
}
