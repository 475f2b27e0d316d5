package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.FormulaExpression.Chain;
import io.github.sealframe.emulator.internal.FormulaExpression.Choice;
import io.github.sealframe.emulator.internal.FormulaExpression.Literal;
import io.github.sealframe.emulator.internal.FormulaExpression.Member;
import io.github.sealframe.emulator.internal.FormulaExpression.Method;
import io.github.sealframe.emulator.internal.FormulaExpression.Name;
import io.github.sealframe.emulator.internal.FormulaExpression.Samples;
import io.github.sealframe.emulator.internal.FormulaExpression.Step;
import io.github.sealframe.emulator.internal.FormulaExpression.Unary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads an autoscale formula by recursive descent. What cannot be right whatever the pool is like
 * is refused here; bounded in depth and time.
 */
final class FormulaParser {

  private static final int LONGEST = 8_192;
  private static final int MOST_STATEMENTS = 100;
  private static final int DEEPEST = 100;
  private static final Set<String> DEALLOCATION_OPTIONS =
      Set.of("requeue", "terminate", "taskcompletion", "retaineddata");
  private static final Map<String, String> ALIASES =
      Map.of("$TargetDedicated", Formula.DEDICATED, "$TargetLowPriority", Formula.LOW_PRIORITY);
  private static final Set<String> NOT_SAMPLED =
      Set.of(
          "$CPUPercent",
          "$WallClockSeconds",
          "$MemoryBytes",
          "$DiskBytes",
          "$DiskReadBytes",
          "$DiskWriteBytes",
          "$DiskReadOps",
          "$DiskWriteOps",
          "$NetworkInBytes",
          "$NetworkOutBytes");
  private static final Set<String> TIME_MEMBERS =
      Set.of("year", "month", "day", "weekday", "hour", "minute", "second");

  /** From the signs that bind the least to those that bind the most. */
  private static final List<Set<String>> PRECEDENCE =
      List.of(
          Set.of("||"),
          Set.of("&&"),
          Set.of("==", "!="),
          Set.of("<", "<=", ">", ">="),
          Set.of("+", "-"),
          Set.of("*", "/"));

  private final List<FormulaToken> tokens;
  private final Set<String> assigned =
      new HashSet<>(Set.of(Formula.DEDICATED, Formula.LOW_PRIORITY));
  private int next;
  private int depth;

  private FormulaParser(List<FormulaToken> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a formula.
   *
   * @throws FormulaException for one that is longer than Batch takes, or is none
   */
  static Formula parse(String formula) throws FormulaException {
    if (formula.length() > LONGEST) {
      throw new FormulaException(
          new FormulaToken("", 1, 1), "The formula is longer than " + LONGEST + " characters.");
    }
    FormulaParser parser = new FormulaParser(FormulaToken.all(formula));
    List<Formula.Statement> statements = new ArrayList<>();
    while (!parser.peek().isEnd()) {
      if (statements.size() == MOST_STATEMENTS) {
        throw new FormulaException(
            parser.peek(), "There are more than " + MOST_STATEMENTS + " statements.");
      }
      statements.add(parser.statement());
      if (!parser.peek().isEnd()) {
        parser.expect(";");
      }
    }
    return new Formula(List.copyOf(statements));
  }

  private Formula.Statement statement() throws FormulaException {
    FormulaToken first = peek();
    if (first.is("stop")) {
      return new Formula.Bare(expression());
    }
    if (!first.isName()) {
      throw unexpected(first, "a variable");
    }
    next++;
    expect("=");
    if (first.is(Formula.DEALLOCATION)) {
      FormulaToken option = take();
      if (!DEALLOCATION_OPTIONS.contains(option.text())) {
        throw new FormulaException(
            option, option.shown() + " is no value of " + Formula.DEALLOCATION + ".");
      }
      return new Formula.Deallocation(option.text());
    }
    if (isGiven(first.text())) {
      throw new FormulaException(first, first.shown() + " cannot be assigned.");
    }
    FormulaExpression value = expression();
    FormulaToken variable = unaliased(first);
    assigned.add(variable.text());
    return new Formula.Assignment(variable, value);
  }

  private static boolean isGiven(String name) {
    return PoolMetric.of(name).isPresent()
        || NOT_SAMPLED.contains(name)
        || FormulaEvaluation.isInterval(name)
        || FormulaFunction.of(name).isPresent();
  }

  private static FormulaToken unaliased(FormulaToken name) {
    String full = ALIASES.getOrDefault(name.text(), name.text());
    return new FormulaToken(full, name.line(), name.column());
  }

  private FormulaExpression expression() throws FormulaException {
    deeper();
    FormulaExpression condition = chain(0);
    if (peek().is("?")) {
      FormulaToken at = take();
      FormulaExpression whenTrue = expression();
      expect(":");
      condition = new Choice(at, condition, whenTrue, expression());
    }
    depth--;
    return condition;
  }

  private void deeper() throws FormulaException {
    if (++depth > DEEPEST) {
      throw new FormulaException(peek(), "It is nested deeper than " + DEEPEST + " levels.");
    }
  }

  private FormulaExpression chain(int level) throws FormulaException {
    if (level == PRECEDENCE.size()) {
      return unary();
    }
    FormulaExpression first = chain(level + 1);
    List<Step> steps = new ArrayList<>();
    while (PRECEDENCE.get(level).contains(peek().text())) {
      FormulaToken sign = take();
      steps.add(new Step(sign, chain(level + 1)));
    }
    return steps.isEmpty() ? first : new Chain(first, List.copyOf(steps));
  }

  private FormulaExpression unary() throws FormulaException {
    if (!peek().is("-") && !peek().is("!")) {
      return postfix();
    }
    deeper();
    FormulaToken sign = take();
    FormulaExpression operand = unary();
    depth--;
    return new Unary(sign, operand);
  }

  private FormulaExpression postfix() throws FormulaException {
    FormulaExpression value = primary();
    while (peek().is(".")) {
      next++;
      FormulaToken member = take();
      Optional<Method> method =
          Stream.of(Method.values()).filter(one -> one.isCalled(member.text())).findFirst();
      if (method.isPresent()) {
        value = samples(value, member, method.get());
      } else if (TIME_MEMBERS.contains(member.text())) {
        value = new Member(member, value);
      } else {
        throw new FormulaException(member, member.shown() + " is no member of anything.");
      }
    }
    if (value instanceof Name name) {
      checkValue(name.at());
    }
    return value;
  }

  private FormulaExpression samples(FormulaExpression of, FormulaToken at, Method method)
      throws FormulaException {
    Optional<PoolMetric> metric =
        of instanceof Name name ? PoolMetric.of(name.at().text()) : Optional.empty();
    if (of instanceof Name name && NOT_SAMPLED.contains(name.at().text())) {
      throw new FormulaException(
          name.at(), "The emulator has no samples of " + name.at().text() + ".");
    }
    if (metric.isEmpty()) {
      throw new FormulaException(at, "Only variables of the service have samples.");
    }
    List<FormulaExpression> arguments = arguments();
    if (!method.takes(arguments.size())) {
      throw new FormulaException(
          at, at.shown() + " does not take " + arguments.size() + " arguments.");
    }
    return new Samples(at, metric.get(), method, arguments);
  }

  /** A name that stands for a value by itself. */
  private void checkValue(FormulaToken name) throws FormulaException {
    Optional<PoolMetric> metric = PoolMetric.of(name.text());
    if (metric.filter(one -> !one.hasValue()).isPresent() || NOT_SAMPLED.contains(name.text())) {
      throw new FormulaException(
          name, name.shown() + " is read by its samples, as in " + name.text() + ".GetSample(1).");
    }
    if (metric.isEmpty()
        && !FormulaEvaluation.isInterval(name.text())
        && !assigned.contains(name.text())) {
      throw new FormulaException(name, name.shown() + " has no value.");
    }
  }

  private FormulaExpression primary() throws FormulaException {
    FormulaToken token = take();
    if (token.is("(")) {
      FormulaExpression inner = expression();
      expect(")");
      return inner;
    }
    if (token.isNumber()) {
      return new Literal(token, new FormulaValue.Scalar(Double.parseDouble(token.text())));
    }
    if (token.isText()) {
      String text = token.text().substring(1, token.text().length() - 1);
      return new Literal(token, new FormulaValue.Text(text));
    }
    if (!token.isName()) {
      throw unexpected(token, "a value");
    }
    if (!peek().is("(")) {
      return new Name(unaliased(token));
    }
    FormulaFunction function =
        FormulaFunction.of(token.text())
            .orElseThrow(
                () -> new FormulaException(token, "There is no function " + token.shown() + "."));
    List<FormulaExpression> arguments = arguments();
    if (!function.takes(arguments.size())) {
      throw new FormulaException(
          token, token.shown() + " does not take " + arguments.size() + " arguments.");
    }
    return new FormulaExpression.Call(token, function, arguments);
  }

  private List<FormulaExpression> arguments() throws FormulaException {
    expect("(");
    List<FormulaExpression> arguments = new ArrayList<>();
    if (!peek().is(")")) {
      arguments.add(expression());
      while (peek().is(",")) {
        next++;
        arguments.add(expression());
      }
    }
    expect(")");
    return List.copyOf(arguments);
  }

  private FormulaToken peek() {
    return tokens.get(next);
  }

  private FormulaToken take() {
    FormulaToken token = peek();
    next += token.isEnd() ? 0 : 1;
    return token;
  }

  private void expect(String sign) throws FormulaException {
    FormulaToken found = take();
    if (!found.is(sign)) {
      throw unexpected(found, "'" + sign + "'");
    }
  }

  private static FormulaException unexpected(FormulaToken found, String expected) {
    return new FormulaException(found, expected + " was expected, and not " + found.shown() + ".");
  }
}
