package io.github.sealframe.integrity;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * One line that a person wrote: a name, or what was looked at. Immutable.
 *
 * @param value 1 to {@value #MAX_BYTES} bytes of UTF-8 in Unicode NFC, without control characters,
 *     line separators, invisible format characters, and spaces at its ends
 */
public record Words(String value) {
  /** The most bytes in UTF-8. */
  public static final int MAX_BYTES = 500;

  /**
   * @throws IllegalArgumentException when {@code value} has another form; the message says why
   */
  public Words {
    refusal(value)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  private static Optional<String> refusal(String text) {
    if (text.isBlank()) {
      return Optional.of("it is empty");
    }
    if (isSpace(text.codePointAt(0)) || isSpace(text.codePointBefore(text.length()))) {
      return Optional.of("it begins or ends with a space");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of("it has more than " + MAX_BYTES + " bytes");
    }
    if (!text.codePoints().allMatch(Words::isVisible)) {
      return Optional.of("it has a character that is invisible or not text");
    }
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      return Optional.of("it is not in Unicode NFC");
    }
    return Optional.empty();
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** U+FFFD stands where a locale lost what was typed. */
  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != 0xFFFD;
    };
  }

  /**
   * Whether both mean the same to a reader who is strict about who is who: case, width, the number
   * of spaces and the ways of writing an accent do not count.
   */
  public boolean isLike(Words other) {
    return folded().equals(other.folded());
  }

  private String folded() {
    String folded = Normalizer.normalize(value, Normalizer.Form.NFKC);
    folded = folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    folded = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    return folded.strip().replaceAll("[\\s\\p{Z}]+", " ");
  }

  @Override
  public String toString() {
    return value;
  }
}
