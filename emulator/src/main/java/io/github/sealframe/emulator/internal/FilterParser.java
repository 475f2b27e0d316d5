package io.github.sealframe.emulator.internal;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses a {@code $filter} by recursive descent: {@code or} binds less than {@code and}, and that
 * less than {@code not}.
 */
final class FilterParser {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(datetime'[^']*'|'(?:[^']|'')*'|[()]|,|[^\\s(),']+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROPERTY =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*");

  private final String text;
  private final BiPredicate<String, String> allowed;
  private final List<String> tokens = new ArrayList<>();
  private int next;

  private FilterParser(String text, BiPredicate<String, String> allowed) {
    this.text = text;
    this.allowed = allowed;
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      end = matcher.end();
      matcher.region(end, text.length());
    }
    if (!text.substring(end).isBlank()) {
      throw wrong("it cannot be read from '" + text.substring(end).trim() + "' on");
    }
  }

  /**
   * Parses a filter; an empty text accepts everything.
   *
   * @param allowed whether a property may be compared with an operator
   * @throws BatchError 400 {@code InvalidQueryParameterValue}
   */
  static Filter parse(String text, BiPredicate<String, String> allowed) {
    if (text.isBlank()) {
      return new Filter.All();
    }
    FilterParser parser = new FilterParser(text, allowed);
    Filter filter = parser.or();
    if (parser.next < parser.tokens.size()) {
      throw parser.wrong("'" + parser.peek() + "' was not expected");
    }
    return filter;
  }

  private Filter or() {
    Filter left = and();
    while (takeIf("or")) {
      left = new Filter.Or(left, and());
    }
    return left;
  }

  private Filter and() {
    Filter left = unary();
    while (takeIf("and")) {
      left = new Filter.And(left, unary());
    }
    return left;
  }

  private Filter unary() {
    if (takeIf("not")) {
      return new Filter.Not(unary());
    }
    if (takeIf("(")) {
      Filter inner = or();
      expect(")");
      return inner;
    }
    if (takeIf("startswith")) {
      expect("(");
      String property = allowed(propertyName(), "startswith");
      expect(",");
      if (!(literal() instanceof Filter.Literal.Text prefix)) {
        throw wrong("startswith takes a text in single quotes");
      }
      expect(")");
      return new Filter.StartsWith(property, prefix.text());
    }
    return comparison();
  }

  private String propertyName() {
    String token = take();
    if (!PROPERTY.matcher(token).matches()) {
      throw wrong("'" + token + "' is no property");
    }
    return token;
  }

  private String allowed(String property, String operator) {
    if (!allowed.test(property, operator)) {
      throw wrong("a list of this kind is not filtered by '" + property + "' with " + operator);
    }
    return property;
  }

  private Filter.Comparison comparison() {
    String property = propertyName();
    String operator = take();
    for (Filter.Operator known : Filter.Operator.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(operator)) {
        return new Filter.Comparison(allowed(property, operator), known, literal());
      }
    }
    throw wrong("'" + operator + "' is none of eq, ne, gt, ge, lt, le");
  }

  private Filter.Literal literal() {
    String token = take();
    if (token.startsWith("'")) {
      return new Filter.Literal.Text(token.substring(1, token.length() - 1).replace("''", "'"));
    }
    try {
      if (token.toLowerCase(Locale.ROOT).startsWith("datetime'")) {
        return Filter.Literal.Time.parse(token.substring("datetime'".length(), token.length() - 1));
      }
      if (token.indexOf('T') > 0) {
        return Filter.Literal.Time.parse(token);
      }
      return switch (token) {
        case "null" -> new Filter.Literal.Null();
        case "true" -> new Filter.Literal.Flag(true);
        case "false" -> new Filter.Literal.Flag(false);
        default -> new Filter.Literal.Decimal(new BigDecimal(token));
      };
    } catch (DateTimeException | NumberFormatException e) {
      throw wrong("'" + token + "' is no value");
    }
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private String take() {
    if (next >= tokens.size()) {
      throw wrong("it ends too early");
    }
    return tokens.get(next++);
  }

  private boolean takeIf(String token) {
    if (peek().equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(String token) {
    if (!takeIf(token)) {
      throw wrong("'" + token + "' was expected before '" + peek() + "'");
    }
  }

  private BatchError wrong(String reason) {
    return BatchError.invalidQuery("$filter", text, reason);
  }
}
