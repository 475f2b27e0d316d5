package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of a machine's journal: a JSON object of number, time, SHA-256 of the line before, kind,
 * and fields, whose values are texts.
 *
 * <pre>
 * {"n":2,"time":"2026-11-24T12:00:00Z","before":"SHA256","kind":"frame-saved","frame":"7"}
 * </pre>
 *
 * <p>{@link JournalText} says what makes it the only way to write it.
 *
 * @param number from 1 on
 * @param time when
 * @param before SHA-256 of the line before, without its line feed; zeros in the first one
 * @param kind what happened
 * @param fields more of it, in this order
 */
record JournalLine(
    long number, Instant time, Sha256 before, String kind, Map<String, String> fields) {
  /** Longest line, in bytes, without its line feed. */
  static final int MAX_BYTES = 65_536;

  /** What stands before the first line. */
  static final Sha256 NONE = new Sha256("0".repeat(64));

  /**
   * The line, without its line feed.
   *
   * @throws IllegalArgumentException when kind or a name has another form, or the line is too long
   */
  byte[] bytes() {
    StringBuilder line = new StringBuilder();
    line.append("{\"n\":").append(number).append(",\"time\":\"").append(time);
    line.append("\",\"before\":\"").append(before);
    line.append("\",\"kind\":\"").append(JournalText.name(kind)).append('"');
    fields.forEach(
        (name, value) ->
            line.append(",\"")
                .append(fieldName(name))
                .append("\":")
                .append(JournalText.quoted(value)));
    line.append('}');
    if (line.length() > MAX_BYTES) {
      throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
    }
    return line.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a line.
   *
   * @param line a character for each byte
   * @throws IllegalArgumentException when it is none; the message says why
   */
  static JournalLine parse(String line) {
    JournalText text = new JournalText(line);
    text.expect("{\"n\":");
    long number = text.number();
    text.expect(",\"time\":");
    Instant time = time(text.string());
    text.expect(",\"before\":");
    Sha256 before = text.digest();
    text.expect(",\"kind\":");
    String kind = text.quotedName();
    Map<String, String> fields = new LinkedHashMap<>();
    while (text.skip(",")) {
      String name = fieldName(text.string());
      text.expect(":");
      if (fields.put(name, text.string()) != null) {
        throw new IllegalArgumentException("it has a field twice");
      }
    }
    text.expect("}");
    text.end();
    return new JournalLine(number, time, before, kind, fields);
  }

  /** The value of a field; empty when there is none. */
  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  private static String fieldName(String name) {
    return switch (name) {
      case "n", "time", "before", "kind" ->
          throw new IllegalArgumentException("it has a field twice");
      default -> JournalText.name(name);
    };
  }

  private static Instant time(String text) {
    try {
      Instant time = Instant.parse(text);
      if (time.toString().equals(text)) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // It is none, and told so below.
    }
    throw new IllegalArgumentException("its time is not in the form of a journal");
  }
}
