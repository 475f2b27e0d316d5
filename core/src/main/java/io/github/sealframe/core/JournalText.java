package io.github.sealframe.core;

import java.util.regex.Pattern;

/**
 * Reads the JSON that journals are written in. There is one way only to write it: no blanks, ASCII,
 * and in a text {@code \"}, {@code \\} and {@code \}{@code uXXXX} (small digits) for what is not
 * printable ASCII. Every method throws an {@link IllegalArgumentException} that says what is wrong.
 * Used once, by one thread.
 */
final class JournalText {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final int HEX_DIGITS = 64;

  private final String text;
  private int at;

  /**
   * @param text a character for each byte
   */
  JournalText(String text) {
    this.text = text;
  }

  /** {@code value} as it stands in a line, with its quotation marks. */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (isPrintable(c)) {
        quoted.append(c);
      } else {
        quoted.append(String.format("\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }

  /** {@code name} itself, when it may be one. */
  static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("it has a name that is none");
    }
    return name;
  }

  /** Goes on behind {@code words}, when they are next. */
  boolean skip(String words) {
    boolean next = text.startsWith(words, at);
    if (next) {
      at += words.length();
    }
    return next;
  }

  void expect(String words) {
    if (!skip(words)) {
      throw new IllegalArgumentException(
          "it does not have " + words + " at its byte " + (at + 1) + " as a line of a journal has");
    }
  }

  /** A number from 1 on. */
  long number() {
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == from || at - from > 15 || text.charAt(from) == '0') {
      throw new IllegalArgumentException("it has a number that is none");
    }
    return Long.parseLong(text, from, at, 10);
  }

  Sha256 digest() {
    expect("\"");
    if (text.length() - at < HEX_DIGITS) {
      throw new IllegalArgumentException("it has a digest that is none");
    }
    try {
      Sha256 digest = new Sha256(text.substring(at, at + HEX_DIGITS));
      at += HEX_DIGITS;
      expect("\"");
      return digest;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("it has a digest that is none", e);
    }
  }

  String quotedName() {
    return name(string());
  }

  String string() {
    expect("\"");
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\') {
        value.append(escaped());
      } else if (isPrintable(c)) {
        value.append(c);
      } else {
        throw new IllegalArgumentException("it has a byte that is not printable ASCII");
      }
    }
    expect("\"");
    return value.toString();
  }

  private char escaped() {
    if (skip("\"")) {
      return '"';
    }
    if (skip("\\")) {
      return '\\';
    }
    expect("u");
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length() ? "0123456789abcdef".indexOf(text.charAt(at++)) : -1;
      if (digit < 0) {
        throw new IllegalArgumentException("it has an escape that is none");
      }
      value = value << 4 | digit;
    }
    if (isPrintable((char) value)) {
      throw new IllegalArgumentException("it has an escape where there need not be one");
    }
    return (char) value;
  }

  /** What is left. */
  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }

  void end() {
    if (at < text.length()) {
      throw new IllegalArgumentException("it goes on where it should end");
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isPrintable(char c) {
    return c >= ' ' && c <= '~';
  }
}
