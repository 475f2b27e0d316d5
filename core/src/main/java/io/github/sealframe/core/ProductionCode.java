package io.github.sealframe.core;

import java.util.regex.Pattern;

/**
 * The random, opaque code that stands for a production's title everywhere outside the workstation.
 *
 * @param value {@code p} and ten lower-case base32 characters (a-z, 2-7): legal in every Azure name
 */
public record ProductionCode(String value) {
  private static final Pattern FORM = Pattern.compile("p[a-z2-7]{10}");

  /**
   * @throws IllegalArgumentException when {@code value} has another form; the message does not
   *     repeat it, since it might be a title
   */
  public ProductionCode {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a production code is `p` and ten characters of a-z and 2-7");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
