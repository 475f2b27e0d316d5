package io.github.sealframe.emulator.internal;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates an autoscale formula by recursive descent: assignments of arithmetic over numbers, own
 * variables, the numbers of current nodes, {@code min} and {@code max}. Samples, times, comparisons
 * and the other functions of the language are refused by name.
 */
final class AutoScaleFormula {

  private static final int LONGEST = 8_192;
  private static final String DEDICATED = "$TargetDedicatedNodes";
  private static final String LOW_PRIORITY = "$TargetLowPriorityNodes";
  private static final String DEALLOCATION = "$NodeDeallocationOption";
  private static final Set<String> DEALLOCATION_OPTIONS =
      Set.of("requeue", "terminate", "taskcompletion", "retaineddata");
  private static final Pattern IGNORED =
      Pattern.compile("(\\s|//[^\\n]*|/\\*.*?\\*/)+", Pattern.DOTALL);
  private static final Pattern TOKEN =
      Pattern.compile("\\$?[A-Za-z_][A-Za-z0-9_]*|\\d+(\\.\\d+)?|[-+*/()=;,]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final List<String> tokens;
  private final Map<String, Double> variables = new TreeMap<>();
  private final Map<String, Double> targets = new TreeMap<>();
  private final Map<String, Double> current;
  private String deallocation = "requeue";
  private int next;

  /**
   * What a formula came to.
   *
   * @param deallocationOption what becomes of tasks on nodes that leave
   * @param text all variables, as Batch reports them
   */
  record Result(Pool.Capacity target, String deallocationOption, String text) {}

  private AutoScaleFormula(String formula, Pool.Capacity target, Pool.Capacity nodes)
      throws FormulaException {
    tokens = tokens(formula);
    targets.put(DEDICATED, (double) target.dedicated());
    targets.put(LOW_PRIORITY, (double) target.lowPriority());
    current =
        Map.of(
            "$CurrentDedicatedNodes", (double) nodes.dedicated(),
            "$CurrentLowPriorityNodes", (double) nodes.lowPriority());
  }

  /**
   * Evaluates a formula.
   *
   * @param target what the pool is to have now, which stays for what is not assigned
   * @param nodes what the pool has now
   */
  static Result evaluate(String formula, Pool.Capacity target, Pool.Capacity nodes)
      throws FormulaException {
    if (formula.length() > LONGEST) {
      throw new FormulaException("The formula is longer than " + LONGEST + " characters.");
    }
    AutoScaleFormula run = new AutoScaleFormula(formula, target, nodes);
    while (run.next < run.tokens.size()) {
      run.statement();
    }
    return run.result();
  }

  /** The variables of a pool as a formula finds them. */
  static String unchanged(Pool.Capacity target) {
    return text(target, "requeue");
  }

  private static String text(Pool.Capacity target, String deallocation) {
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

  private Result result() throws FormulaException {
    Pool.Capacity target = new Pool.Capacity(nodes(DEDICATED), nodes(LOW_PRIORITY));
    StringBuilder text = new StringBuilder(text(target, deallocation));
    variables.forEach(
        (name, value) ->
            text.append(';')
                .append(name)
                .append('=')
                .append(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()));
    return new Result(target, deallocation, text.toString());
  }

  private int nodes(String variable) throws FormulaException {
    double value = targets.get(variable);
    if (value < 0 || value > Pool.MOST_NODES) {
      throw new FormulaException(
          variable + " has to be 0 to " + Pool.MOST_NODES + ", and is " + value + ".");
    }
    return (int) value;
  }

  private static List<String> tokens(String formula) throws FormulaException {
    List<String> tokens = new ArrayList<>();
    Matcher ignored = IGNORED.matcher(formula);
    Matcher token = TOKEN.matcher(formula);
    int at = 0;
    while (at < formula.length()) {
      if (ignored.region(at, formula.length()).lookingAt()) {
        at = ignored.end();
      } else if (token.region(at, formula.length()).lookingAt()) {
        tokens.add(token.group());
        at = token.end();
      } else {
        throw beyond("'" + formula.charAt(at) + "' at character " + (at + 1));
      }
    }
    return tokens;
  }

  private void statement() throws FormulaException {
    String variable = take("a variable");
    expect("=");
    if (variable.equals(DEALLOCATION)) {
      String option = take("a deallocation option");
      if (!DEALLOCATION_OPTIONS.contains(option)) {
        throw new FormulaException("'" + option + "' is no value of " + DEALLOCATION + ".");
      }
      deallocation = option;
    } else if (targets.containsKey(variable)) {
      targets.put(variable, sum());
    } else if (NAME.matcher(variable).matches()) {
      variables.put(variable, sum());
    } else {
      throw new FormulaException("'" + variable + "' cannot be assigned.");
    }
    if (next < tokens.size()) {
      expect(";");
    }
  }

  private double sum() throws FormulaException {
    double value = product();
    while (true) {
      if (takeIf("+")) {
        value += product();
      } else if (takeIf("-")) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  private double product() throws FormulaException {
    double value = factor();
    while (true) {
      if (takeIf("*")) {
        value *= factor();
      } else if (takeIf("/")) {
        double divisor = factor();
        if (divisor == 0) {
          throw new FormulaException("It divides by zero.");
        }
        value /= divisor;
      } else {
        return value;
      }
    }
  }

  private double factor() throws FormulaException {
    if (takeIf("-")) {
      return -factor();
    }
    if (takeIf("(")) {
      double value = sum();
      expect(")");
      return value;
    }
    String token = take("a value");
    if (Character.isDigit(token.charAt(0))) {
      return Double.parseDouble(token);
    }
    if (takeIf("(")) {
      return function(token);
    }
    for (Map<String, Double> known : List.of(variables, targets, current)) {
      if (known.containsKey(token)) {
        return known.get(token);
      }
    }
    throw beyond("'" + token + "'");
  }

  private double function(String name) throws FormulaException {
    if (!name.equals("min") && !name.equals("max")) {
      throw beyond("the function '" + name + "'");
    }
    double value = sum();
    while (takeIf(",")) {
      double other = sum();
      value = name.equals("min") ? Math.min(value, other) : Math.max(value, other);
    }
    expect(")");
    return value;
  }

  private String take(String what) throws FormulaException {
    if (next == tokens.size()) {
      throw new FormulaException("It ends where " + what + " was expected.");
    }
    return tokens.get(next++);
  }

  private boolean takeIf(String token) {
    boolean there = next < tokens.size() && tokens.get(next).equals(token);
    next += there ? 1 : 0;
    return there;
  }

  private void expect(String token) throws FormulaException {
    String found = take("'" + token + "'");
    if (!found.equals(token)) {
      throw new FormulaException("'" + token + "' was expected where '" + found + "' stands.");
    }
  }

  private static FormulaException beyond(String what) {
    return new FormulaException(
        "The emulator does not know "
            + what
            + "; of the language of formulas it evaluates assignments, + - * / and parentheses, min,"
            + " max, $CurrentDedicatedNodes and $CurrentLowPriorityNodes.");
  }
}
