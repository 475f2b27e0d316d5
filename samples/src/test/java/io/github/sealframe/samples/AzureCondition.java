package io.github.sealframe.samples;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition of a role assignment, as far as ours go: what is done is compared with names of
 * operations, and a container's name with patterns. Anything else in it is an error.
 */
record AzureCondition(String text) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:([()!]|AND\\b|OR\\b)"
              + "|ActionMatches\\{'(?<action>[^']+)'}"
              + "|@Resource\\[Microsoft\\.Storage/storageAccounts/blobServices/containers:name]"
              + "\\s+StringLike\\s+'(?<like>[^']+)')\\s*");

  /** Whether {@code operation} is let through in a container of that name. */
  boolean lets(String operation, String container) {
    Deque<String> tokens = new ArrayDeque<>();
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      end = matcher.end();
      if (matcher.group("action") != null) {
        tokens.add(Boolean.toString(matcher.group("action").equals(operation)));
      } else if (matcher.group("like") != null) {
        tokens.add(Boolean.toString(isLike(container, matcher.group("like"))));
      } else {
        tokens.add(matcher.group(1));
      }
    }
    if (end != text.length()) {
      throw new IllegalArgumentException("not a condition from here on: " + text.substring(end));
    }
    boolean lets = either(tokens);
    if (!tokens.isEmpty()) {
      throw new IllegalArgumentException("after the condition's end: " + tokens);
    }
    return lets;
  }

  private static boolean isLike(String name, String pattern) {
    String quoted = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
    return name.matches(quoted);
  }

  private static boolean either(Deque<String> tokens) {
    boolean value = both(tokens);
    while ("OR".equals(tokens.peek())) {
      tokens.remove();
      value |= both(tokens);
    }
    return value;
  }

  private static boolean both(Deque<String> tokens) {
    boolean value = one(tokens);
    while ("AND".equals(tokens.peek())) {
      tokens.remove();
      value &= one(tokens);
    }
    return value;
  }

  private static boolean one(Deque<String> tokens) {
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("the condition ends too early");
    }
    String token = tokens.remove();
    return switch (token) {
      case "!" -> !one(tokens);
      case "(" -> {
        boolean value = either(tokens);
        if (!")".equals(tokens.poll())) {
          throw new IllegalArgumentException("a parenthesis is not closed");
        }
        yield value;
      }
      case "true", "false" -> Boolean.parseBoolean(token);
      default -> throw new IllegalArgumentException("no condition begins with " + token);
    };
  }
}
