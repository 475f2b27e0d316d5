package io.github.sealframe.core;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Words that may not leave the workstation: a production's title, its studio, its characters. Case,
 * accents and everything between letters and digits do not count: {@code night_moth-02} has the
 * word {@code Night Moth}. Immutable; shows no word.
 */
public final class DenyList {
  /** Fewest letters and digits of a word: a shorter one is found in every third name. */
  public static final int MIN_LETTERS = 4;

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}|]+");

  /** Digests and numbers of the services: what looks like a word in them is chance. */
  private static final Pattern DIGESTS = Pattern.compile("(?<![0-9a-z])[0-9a-f]{16,}(?![0-9a-z])");

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
   *     digits; the message has its number, from 1, and not the word
   */
  public static DenyList of(Collection<String> words) {
    List<String> folded = new ArrayList<>();
    for (String word : words) {
      String letters = folded(word).replace("|", "");
      if (letters.codePointCount(0, letters.length()) < MIN_LETTERS) {
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

  /** Whether a word of the list stands in {@code text}. */
  public boolean isIn(String text) {
    if (words.isEmpty()) {
      return false;
    }
    String folded = folded(text);
    return words.stream().anyMatch(folded::contains);
  }

  /** Letters and digits alone, in one case, and a bar in place of each digest. */
  private static String folded(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    String lower = plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return SEPARATORS
        .matcher(DIGESTS.matcher(lower.replace('|', ' ')).replaceAll("|"))
        .replaceAll("");
  }

  /** How many words there are. */
  @Override
  public String toString() {
    return words.size() + " words";
  }
}
