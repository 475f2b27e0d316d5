package io.github.sealframe.emulator.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line split into a program and its arguments, without a shell.
 *
 * <p>Words are separated by blanks, tabs and line ends. Between single quotes everything is
 * literal. Between double quotes a backslash escapes a double quote and a backslash, and is literal
 * before anything else. Outside quotes a backslash makes the next character literal. Nothing is
 * expanded: no variables, no wildcards, no redirections.
 *
 * @param words program and arguments; at least one
 */
record CommandLine(List<String> words) {

  CommandLine {
    words = List.copyOf(words);
  }

  /**
   * Splits a command line.
   *
   * @throws IllegalArgumentException without any word, or with a quote that is not closed
   */
  static CommandLine split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean more = i + 1 < text.length();
      if (quote == '\'') {
        if (c == '\'') {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (quote == '"') {
        if (c == '"') {
          quote = 0;
        } else if (c == '\\' && more && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\')) {
          word.append(text.charAt(++i));
        } else {
          word.append(c);
        }
      } else if (isBlank(c)) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
      } else {
        word = word == null ? new StringBuilder() : word;
        if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '\\' && more) {
          word.append(text.charAt(++i));
        } else {
          word.append(c);
        }
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException(
          "The command line has a " + quote + " that is not closed: " + text);
    }
    if (word != null) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("The command line is empty");
    }
    return new CommandLine(words);
  }

  String program() {
    return words.get(0);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
