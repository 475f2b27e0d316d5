package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.FormulaExpression.Chain;
import io.github.sealframe.emulator.internal.FormulaExpression.Choice;
import io.github.sealframe.emulator.internal.FormulaExpression.Literal;
import io.github.sealframe.emulator.internal.FormulaExpression.Member;
import io.github.sealframe.emulator.internal.FormulaExpression.Name;
import io.github.sealframe.emulator.internal.FormulaExpression.Samples;
import io.github.sealframe.emulator.internal.FormulaExpression.Step;
import io.github.sealframe.emulator.internal.FormulaExpression.Unary;
import io.github.sealframe.emulator.internal.FormulaValue.Interval;
import io.github.sealframe.emulator.internal.FormulaValue.Scalar;
import io.github.sealframe.emulator.internal.FormulaValue.Time;
import io.github.sealframe.emulator.internal.FormulaValue.Vector;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One evaluation of an autoscale formula. */
final class FormulaEvaluation {

  private static final Map<String, Double> INTERVALS =
      Map.of(
          "TimeInterval_Zero", 0d,
          "TimeInterval_100ns", 1e-7,
          "TimeInterval_Microsecond", 1e-6,
          "TimeInterval_Millisecond", 1e-3,
          "TimeInterval_Second", 1d,
          "TimeInterval_Minute", 60d,
          "TimeInterval_Hour", 3_600d,
          "TimeInterval_Day", 86_400d,
          "TimeInterval_Week", 604_800d,
          "TimeInterval_Year", 31_536_000d);

  private final FormulaContext context;
  private final Map<String, FormulaValue> variables = new TreeMap<>();
  private boolean stopped;

  private FormulaEvaluation(FormulaContext context) {
    this.context = context;
    variables.put(Formula.DEDICATED, new Scalar(context.target().dedicated()));
    variables.put(Formula.LOW_PRIORITY, new Scalar(context.target().lowPriority()));
  }

  static boolean isInterval(String name) {
    return INTERVALS.containsKey(name);
  }

  /**
   * What a formula comes to.
   *
   * @throws FormulaException when it comes to nothing that a pool could be
   */
  static Formula.Result of(Formula formula, FormulaContext context) throws FormulaException {
    FormulaEvaluation run = new FormulaEvaluation(context);
    String deallocation = "requeue";
    for (Formula.Statement statement : formula.statements()) {
      if (statement instanceof Formula.Deallocation choice) {
        deallocation = choice.option();
      } else if (statement instanceof Formula.Bare bare) {
        run.value(bare.value());
      } else if (statement instanceof Formula.Assignment assignment) {
        run.assign(assignment);
      }
      if (run.stopped) {
        break;
      }
    }
    return run.result(deallocation);
  }

  private void assign(Formula.Assignment assignment) throws FormulaException {
    FormulaValue value = value(assignment.value());
    if (stopped) {
      return;
    }
    String name = assignment.variable().text();
    if (name.equals(Formula.DEDICATED) || name.equals(Formula.LOW_PRIORITY)) {
      double nodes = number(assignment.variable(), value);
      if (!(nodes >= 0 && nodes <= Pool.MOST_NODES)) {
        throw new FormulaException(
            assignment.variable(),
            name + " has to be 0 to " + Pool.MOST_NODES + ", and is " + value.shown() + ".");
      }
    }
    variables.put(name, value);
  }

  private Formula.Result result(String deallocation) {
    Pool.Capacity target = new Pool.Capacity(nodes(Formula.DEDICATED), nodes(Formula.LOW_PRIORITY));
    StringBuilder text = new StringBuilder(Formula.text(target, deallocation));
    variables.forEach(
        (name, value) -> text.append(';').append(name).append('=').append(value.shown()));
    return new Formula.Result(target, deallocation, text.toString());
  }

  private int nodes(String variable) {
    return (int) ((Scalar) variables.remove(variable)).value();
  }

  private FormulaValue value(FormulaExpression expression) throws FormulaException {
    if (expression instanceof Literal literal) {
      return literal.value();
    } else if (expression instanceof Name name) {
      return named(name.at().text());
    } else if (expression instanceof Unary unary) {
      return FormulaOperators.unary(unary.at(), value(unary.operand()));
    } else if (expression instanceof Chain chain) {
      return chained(chain);
    } else if (expression instanceof Choice choice) {
      boolean holds = number(choice.at(), value(choice.condition())) != 0;
      return value(holds ? choice.whenTrue() : choice.whenFalse());
    } else if (expression instanceof FormulaExpression.Call call) {
      stopped |= call.function() == FormulaFunction.STOP;
      return call.function().of(call.at(), values(call.arguments()), context);
    } else if (expression instanceof Samples samples) {
      return sampled(samples);
    } else if (expression instanceof Member member) {
      return member(member);
    }
    throw new IllegalStateException("no expression: " + expression);
  }

  private FormulaValue named(String name) {
    if (INTERVALS.containsKey(name)) {
      return new Interval(INTERVALS.get(name));
    }
    return PoolMetric.of(name)
        .<FormulaValue>map(metric -> new Scalar(context.values().get(metric)))
        .orElseGet(() -> variables.get(name));
  }

  private FormulaValue chained(Chain chain) throws FormulaException {
    FormulaValue value = value(chain.first());
    for (Step step : chain.steps()) {
      boolean and = step.sign().is("&&");
      if (and || step.sign().is("||")) {
        if ((number(step.sign(), value) != 0) == and) {
          value = Scalar.of(number(step.sign(), value(step.operand())) != 0);
        } else {
          value = Scalar.of(!and);
        }
      } else {
        value = FormulaOperators.binary(step.sign(), value, value(step.operand()));
      }
    }
    return value;
  }

  private List<FormulaValue> values(List<FormulaExpression> expressions) throws FormulaException {
    List<FormulaValue> values = new ArrayList<>();
    for (FormulaExpression expression : expressions) {
      values.add(value(expression));
    }
    return values;
  }

  private FormulaValue member(Member member) throws FormulaException {
    if (!(value(member.time()) instanceof Time time)) {
      throw new FormulaException(member.at(), "Only a timestamp has " + member.at().shown() + ".");
    }
    ZonedDateTime utc = time.value().atZone(ZoneOffset.UTC);
    return new Scalar(
        switch (member.at().text()) {
          case "year" -> utc.getYear();
          case "month" -> utc.getMonthValue();
          case "day" -> utc.getDayOfMonth();
          case "weekday" -> utc.getDayOfWeek().getValue() % 7;
          case "hour" -> utc.getHour();
          case "minute" -> utc.getMinute();
          default -> utc.getSecond();
        });
  }

  private FormulaValue sampled(Samples asked) throws FormulaException {
    List<FormulaValue> arguments = values(asked.arguments());
    PoolSamples samples = context.samples();
    return switch (asked.method()) {
      case COUNT -> new Scalar(samples.count());
      case GET_SAMPLE_PERIOD -> new Interval(PoolSamples.PERIOD.toSeconds());
      case HISTORY_BEGIN_TIME ->
          new Time(
              samples
                  .begin()
                  .orElseThrow(
                      () ->
                          FormulaException.lacksSamples(asked.at(), asked.metric().text(), 1, 0)));
      case GET_SAMPLE_PERCENT -> {
        Stretch stretch = stretch(asked.at(), arguments);
        yield new Scalar(samples.percent(stretch.from(), stretch.to()));
      }
      case GET_SAMPLE -> new Vector(sample(asked, arguments));
    };
  }

  private double[] sample(Samples asked, List<FormulaValue> arguments) throws FormulaException {
    FormulaToken at = asked.at();
    String metric = asked.metric().text();
    if (arguments.size() == 1 && arguments.get(0) instanceof Scalar count) {
      double[] last = context.samples().last(asked.metric(), (long) count.value());
      if (last.length == 0) {
        throw FormulaException.lacksSamples(at, metric, 1, 0);
      }
      return last;
    }
    boolean hasPercent =
        arguments.size() > 1 && arguments.get(arguments.size() - 1) instanceof Scalar;
    List<FormulaValue> times = hasPercent ? arguments.subList(0, arguments.size() - 1) : arguments;
    Stretch stretch = stretch(at, times);
    // Batch does not say how many it wants when nobody asked: here one is enough.
    long wanted = hasPercent ? (long) number(at, arguments.get(arguments.size() - 1)) : 1;
    double[] found = context.samples().between(asked.metric(), stretch.from(), stretch.to());
    long received = context.samples().percent(stretch.from(), stretch.to());
    if (received < wanted && (hasPercent || found.length == 0)) {
      throw FormulaException.lacksSamples(at, metric, wanted, received);
    }
    return found;
  }

  private record Stretch(Instant from, Instant to) {}

  /** From one time to another, or to now; an interval goes back from now. */
  private Stretch stretch(FormulaToken at, List<FormulaValue> times) throws FormulaException {
    if (times.isEmpty() || times.size() > 2) {
      throw new FormulaException(at, "It takes one or two times.");
    }
    Instant one = instant(at, times.get(0));
    Instant other = times.size() == 1 ? context.now() : instant(at, times.get(1));
    return one.isBefore(other) ? new Stretch(one, other) : new Stretch(other, one);
  }

  private Instant instant(FormulaToken at, FormulaValue value) throws FormulaException {
    if (value instanceof Interval interval) {
      return FormulaOperators.later(at, context.now(), -interval.seconds());
    }
    return Optional.of(value)
        .filter(Time.class::isInstance)
        .map(time -> ((Time) time).value())
        .orElseThrow(
            () ->
                new FormulaException(
                    at, "A " + value.type() + " is no timestamp and no timeinterval."));
  }

  private static double number(FormulaToken at, FormulaValue value) throws FormulaException {
    if (value instanceof Scalar number) {
      return number.value();
    }
    throw new FormulaException(at, "A double was expected, and not a " + value.type() + ".");
  }
}
