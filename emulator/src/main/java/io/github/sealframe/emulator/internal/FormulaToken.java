package io.github.sealframe.emulator.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word or sign of an autoscale formula.
 *
 * @param text empty at the end; a string is with its quotes
 * @param line from 1
 * @param column from 1
 */
record FormulaToken(String text, int line, int column) {

  private static final Pattern IGNORED =
      Pattern.compile("\\s++|//[^\\n]*+|/\\*(?:[^*]|\\*(?!/))*+\\*/");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\$?[A-Za-z_][A-Za-z0-9_]*+|[0-9]++(?:\\.[0-9]++)?|\"[^\"\\n]*+\""
              + "|<=|>=|==|!=|&&|\\|\\||[-+*/()=;,.<>!?:]");

  /**
   * The tokens of a formula, and one for its end.
   *
   * @throws FormulaException at a sign that begins none
   */
  static List<FormulaToken> all(String formula) throws FormulaException {
    List<FormulaToken> tokens = new ArrayList<>();
    Matcher ignored = IGNORED.matcher(formula);
    Matcher token = TOKEN.matcher(formula);
    int line = 1;
    int lineStart = 0;
    int at = 0;
    while (at < formula.length()) {
      FormulaToken here = new FormulaToken("", line, at - lineStart + 1);
      if (ignored.region(at, formula.length()).lookingAt()) {
        for (int i = at; i < ignored.end(); i++) {
          if (formula.charAt(i) == '\n') {
            line++;
            lineStart = i + 1;
          }
        }
        at = ignored.end();
      } else if (token.region(at, formula.length()).lookingAt()) {
        tokens.add(new FormulaToken(token.group(), here.line(), here.column()));
        at = token.end();
      } else {
        throw new FormulaException(here, "'" + formula.charAt(at) + "' is no part of a formula.");
      }
    }
    tokens.add(new FormulaToken("", line, at - lineStart + 1));
    return tokens;
  }

  boolean is(String sign) {
    return text.equals(sign);
  }

  boolean isEnd() {
    return text.isEmpty();
  }

  boolean isName() {
    return !isEnd() && (Character.isLetter(text.charAt(0)) || "$_".indexOf(text.charAt(0)) >= 0);
  }

  boolean isNumber() {
    return !isEnd() && Character.isDigit(text.charAt(0));
  }

  boolean isText() {
    return text.startsWith("\"");
  }

  /** How a message calls it. */
  String shown() {
    return isEnd() ? "the end" : "'" + text + "'";
  }
}
