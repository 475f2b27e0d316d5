package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the expressions of Azure Resource Manager's templates: strings, whole numbers, calls, and
 * {@code .name} or {@code [index]} after them.
 */
final class ArmExpression {
  /** What a call is. */
  interface Functions {
    /**
     * Calls a function.
     *
     * @throws IllegalArgumentException when there is none of that name, or not with these arguments
     */
    JsonNode call(String name, List<JsonNode> arguments);
  }

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String text;
  private final Functions functions;
  private int at;

  private ArmExpression(String text, Functions functions) {
    this.text = text;
    this.functions = functions;
  }

  /** The value of a string of a template, which is an expression when it stands in brackets. */
  static JsonNode value(String string, Functions functions) {
    if (!string.startsWith("[") || string.startsWith("[[")) {
      return NODES.textNode(string.startsWith("[[") ? string.substring(1) : string);
    }
    ArmExpression expression = new ArmExpression(string, functions);
    expression.take('[');
    JsonNode value = expression.expression();
    expression.take(']');
    expression.require(expression.at == string.length(), "something follows");
    return value;
  }

  private JsonNode expression() {
    JsonNode value = operand();
    while (true) {
      if (peek() == '.') {
        at++;
        value = part(value.get(name()));
      } else if (peek() == '[') {
        at++;
        JsonNode index = expression();
        take(']');
        value = part(index.isInt() ? value.get(index.intValue()) : value.get(index.asText()));
      } else {
        return value;
      }
    }
  }

  private JsonNode part(JsonNode value) {
    require(value != null, "there is no such part");
    return value;
  }

  private JsonNode operand() {
    skipBlanks();
    if (peek() == '\'') {
      int end = text.indexOf('\'', at + 1);
      require(end > 0, "a string is not closed");
      JsonNode value = NODES.textNode(text.substring(at + 1, end));
      at = end + 1;
      return value;
    }
    String name = name();
    if (Character.isDigit(name.charAt(0))) {
      return NODES.numberNode(Integer.parseInt(name));
    }
    return functions.call(name, arguments());
  }

  private List<JsonNode> arguments() {
    List<JsonNode> arguments = new ArrayList<>();
    take('(');
    skipBlanks();
    while (peek() != ')') {
      arguments.add(expression());
      skipBlanks();
      if (peek() == ',') {
        at++;
      }
    }
    take(')');
    return arguments;
  }

  private String name() {
    skipBlanks();
    int start = at;
    while (Character.isLetterOrDigit(peek())) {
      at++;
    }
    require(at > start, "there is no name");
    return text.substring(start, at);
  }

  private void take(char expected) {
    skipBlanks();
    require(peek() == expected, "there is no " + expected);
    at++;
  }

  private void skipBlanks() {
    while (peek() == ' ') {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise + " at " + at + " of " + text);
    }
  }
}
