package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Words that may not leave the workstation: a production's title, its studio, its characters. Case,
 * accents and everything between letters and digits do not count, and percent signs are decoded:
 * {@code night_moth-02} and {@code n%69ght+moth} have the word {@code Night Moth}. Immutable; shows
 * no word.
 */
public final class DenyList {
  /** Fewest letters and digits of a word: a shorter one is found in every third name. */
  public static final int MIN_LETTERS = 4;

  /** How often a percent sign may have been encoded again. */
  private static final int MAX_DECODINGS = 3;

  /** Digests and numbers of the services: what looks like a word in them is chance. */
  private static final int MIN_DIGEST = 16;

  /** After a production's code and a hyphen, as in a pool's id. */
  private static final int MIN_DIGEST_OF_CODE = 12;

  private static final int NO_CODE = -2;
  private static final int GUID = 36;
  private static final Pattern GUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private final List<String> words;

  private DenyList(List<String> words) {
    this.words = words;
  }

  /** A list without words. */
  public static DenyList none() {
    return new DenyList(List.of());
  }

  /**
   * A list of words.
   *
   * @throws IllegalArgumentException when one has fewer than {@value #MIN_LETTERS} letters and
   *     digits, or no letter: numbers stand in frames and times. The message has its number, from
   *     1, and not the word
   */
  public static DenyList of(Collection<String> words) {
    List<String> folded = new ArrayList<>();
    for (String word : words) {
      String letters = folded(word).replace("|", "");
      if (letters.codePointCount(0, letters.length()) < MIN_LETTERS
          || letters.codePoints().noneMatch(Character::isLetter)) {
        throw new IllegalArgumentException(
            "word " + (folded.size() + 1) + " has fewer than " + MIN_LETTERS + " letters");
      }
      folded.add(letters);
    }
    return new DenyList(List.copyOf(folded));
  }

  /** Whether there is no word on it. */
  public boolean isEmpty() {
    return words.isEmpty();
  }

  /** Whether a word of the list stands in {@code text}, as it is or with percent signs decoded. */
  public boolean isIn(String text) {
    if (words.isEmpty()) {
      return false;
    }
    String decoded = text;
    for (int i = 0; i <= MAX_DECODINGS; i++) {
      if (isInFolded(folded(decoded))) {
        return true;
      }
      String next = decoded(decoded);
      if (next.equals(decoded)) {
        return false;
      }
      decoded = next;
    }
    return false;
  }

  private boolean isInFolded(String folded) {
    for (String word : words) {
      if (folded.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** What no percent encoding is stays as it is. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int to = 0;
    for (int from = 0; from < bytes.length; to++) {
      int high = bytes[from] == '%' && from + 2 < bytes.length ? hex(bytes[from + 1]) : -1;
      int low = high < 0 ? -1 : hex(bytes[from + 2]);
      if (low < 0) {
        bytes[to] = bytes[from];
        from++;
      } else {
        bytes[to] = (byte) (high << 4 | low);
        from += 3;
      }
    }
    return new String(bytes, 0, to, StandardCharsets.UTF_8);
  }

  private static int hex(byte digit) {
    return Character.digit((char) (digit & 0xff), 16);
  }

  /** Letters and digits alone, in one case, and a bar in place of each digest. */
  private static String folded(String text) {
    String plain = text;
    if (!isAscii(text)) {
      plain =
          MARKS
              .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
              .replaceAll("")
              .toUpperCase(Locale.ROOT);
    }
    plain = plain.toLowerCase(Locale.ROOT);
    StringBuilder folded = new StringBuilder(plain.length());
    int codeEnd = NO_CODE;
    for (int at = 0; at < plain.length(); ) {
      char c = plain.charAt(at);
      if (!isLetterOrDigit(c)) {
        if (c > 0x7f) {
          int whole = plain.codePointAt(at);
          if (Character.isLetterOrDigit(whole)) {
            folded.appendCodePoint(whole);
          }
          at += Character.charCount(whole);
        } else {
          at++;
        }
        continue;
      }
      int end = at + 1;
      boolean isHex = isHex(c);
      while (end < plain.length() && isLetterOrDigit(plain.charAt(end))) {
        isHex &= isHex(plain.charAt(end));
        end++;
      }
      if (isHex && isGuid(plain, at, end)) {
        end = at + GUID;
        folded.append('|');
      } else if (isHex && end - at >= (at == codeEnd + 1 ? MIN_DIGEST_OF_CODE : MIN_DIGEST)) {
        folded.append('|');
      } else {
        folded.append(plain, at, end);
        codeEnd = isCode(plain, at, end) ? end : NO_CODE;
      }
      at = end;
    }
    return folded.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private static boolean isHex(char c) {
    return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9');
  }

  private static boolean isGuid(String text, int at, int end) {
    int guidEnd = at + GUID;
    return end - at == 8
        && guidEnd <= text.length()
        && (guidEnd == text.length() || !isLetterOrDigit(text.charAt(guidEnd)))
        && GUID_FORM.matcher(text).region(at, guidEnd).matches();
  }

  /** Whether the run is followed by a hyphen, and may be a production's code. */
  private static boolean isCode(String text, int at, int end) {
    return end < text.length()
        && text.charAt(end) == '-'
        && ProductionCode.in(text.substring(at, end + 1)).isPresent();
  }

  /** How many words there are. */
  @Override
  public String toString() {
    return words.size() + " words";
  }
}
