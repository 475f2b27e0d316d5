package io.github.sealframe.integrity;

import java.util.regex.Pattern;

/**
 * A package's version: numbers joined by dots. Versions are ordered by their numbers from the first
 * one on, and numbers that one of them lacks count as 0: {@code 3.4} is below {@code 3.4.1} and
 * {@code 3.10}, and neither below nor above {@code 3.4.0}.
 *
 * @param value one to eight numbers of at most nine digits, without leading zeros
 */
public record PackageVersion(String value) {
  private static final Pattern FORM =
      Pattern.compile("(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8})){0,7}");

  /**
   * @throws IllegalArgumentException when {@code value} has another form
   */
  public PackageVersion {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("it is no version as in 3.4.1");
    }
  }

  /** Whether {@code minimum} comes after this version. */
  public boolean isBelow(PackageVersion minimum) {
    String[] mine = value.split("\\.", -1);
    String[] theirs = minimum.value.split("\\.", -1);
    for (int i = 0; i < Math.max(mine.length, theirs.length); i++) {
      int order = Integer.compare(number(mine, i), number(theirs, i));
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }

  private static int number(String[] numbers, int i) {
    return i < numbers.length ? Integer.parseInt(numbers[i]) : 0;
  }

  @Override
  public String toString() {
    return value;
  }
}
