package io.github.sealframe.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The form of a journal's line: number, time, SHA-256 of the line before, kind, and fields.
 *
 * <pre>
 * 2 2026-11-24T12:00:00Z SHA256 frame-saved frame=7 task=00001-7
 * </pre>
 *
 * <p>Of a value, letters, digits and {@code - . _ : / , +} stand for themselves; every other byte
 * of its UTF-8 form is {@code %} and two upper-case hexadecimal digits. So a line is ASCII, its
 * parts are separated by single blanks, and there is one way only to write it.
 */
final class JournalLine {
  /** Longest line, in bytes, without its line feed. */
  static final int MAX_BYTES = 65_536;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final String PLAIN = "-._:/,+";
  private static final int FIXED_PARTS = 4;

  private JournalLine() {}

  /**
   * Writes a line, without its line feed.
   *
   * @throws IllegalArgumentException when kind or a name has another form, or the line is too long
   */
  static String write(
      long number, Instant time, Sha256 before, String kind, Map<String, String> fields) {
    StringBuilder line = new StringBuilder();
    line.append(number).append(' ').append(time).append(' ').append(before);
    line.append(' ').append(name(kind));
    fields.forEach(
        (name, value) -> line.append(' ').append(name(name)).append('=').append(escaped(value)));
    if (line.length() > MAX_BYTES) {
      throw new IllegalArgumentException("it is longer than " + MAX_BYTES + " bytes");
    }
    return line.toString();
  }

  /**
   * Checks a line.
   *
   * @throws IllegalArgumentException when it is not the one that may stand there; the message says
   *     why
   */
  static void check(String line, long number, Sha256 before) {
    String[] parts = line.split(" ", -1);
    if (parts.length < FIXED_PARTS) {
      throw new IllegalArgumentException("it has too few parts");
    }
    if (!parts[0].equals(Long.toString(number))) {
      throw new IllegalArgumentException("it has the number " + excerpt(parts[0]));
    }
    try {
      if (!Instant.parse(parts[1]).toString().equals(parts[1])) {
        throw new IllegalArgumentException("its time is not in the form of a journal");
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("it has no time", e);
    }
    if (!parts[2].equals(before.hex())) {
      throw new IllegalArgumentException(
          "it follows a line with the SHA-256 " + excerpt(parts[2]) + ", found " + before);
    }
    name(parts[3]);
    Set<String> names = new HashSet<>();
    for (int i = FIXED_PARTS; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("it has a field without a value");
      }
      if (!names.add(name(parts[i].substring(0, equals)))) {
        throw new IllegalArgumentException("it has a field twice");
      }
      checkValue(parts[i].substring(equals + 1));
    }
  }

  private static String name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("it has a name that is none");
    }
    return name;
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain((char) (b & 0xff))) {
        escaped.append((char) b);
      } else {
        escaped.append(String.format("%%%02X", b));
      }
    }
    return escaped.toString();
  }

  private static void checkValue(String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) != '%') {
        bytes.write(value.charAt(i));
      } else if (value.length() < i + 3) {
        throw new IllegalArgumentException("it has an escape that is cut off");
      } else {
        bytes.write(hex(value.charAt(i + 1)) << 4 | hex(value.charAt(i + 2)));
        i += 2;
      }
    }
    if (!escaped(bytes.toString(StandardCharsets.UTF_8)).equals(value)) {
      throw new IllegalArgumentException("it has a value that is not escaped as it should be");
    }
  }

  private static int hex(char digit) {
    int value = "0123456789ABCDEF".indexOf(digit);
    if (value < 0) {
      throw new IllegalArgumentException("it has an escape that is none");
    }
    return value;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }

  private static String excerpt(String found) {
    return escaped(found.length() > 64 ? found.substring(0, 64) : found);
  }
}
