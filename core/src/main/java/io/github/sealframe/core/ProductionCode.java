package io.github.sealframe.core;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The random, opaque code that stands for a production's title everywhere outside the workstation.
 *
 * @param value {@code p} and ten lower-case base32 characters (a-z, 2-7): legal in every Azure name
 */
public record ProductionCode(String value) {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int DIGITS = 10;
  private static final Pattern FORM = Pattern.compile("p[a-z2-7]{10}");
  private static final Pattern BEGINNING = Pattern.compile("(" + FORM + ")-.*");

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

  /** A new one: 50 bits of {@code random}. */
  public static ProductionCode random(SecureRandom random) {
    StringBuilder code = new StringBuilder("p");
    for (int i = 0; i < DIGITS; i++) {
      code.append(BASE32.charAt(random.nextInt(BASE32.length())));
    }
    return new ProductionCode(code.toString());
  }

  /** The code that a name of something in Azure derives from: it begins with one and a hyphen. */
  public static Optional<ProductionCode> in(String name) {
    Matcher matcher = BEGINNING.matcher(name);
    return matcher.matches() ? Optional.of(new ProductionCode(matcher.group(1))) : Optional.empty();
  }

  /** Whether a name of something in Azure derives from this code. */
  public boolean isIn(String name) {
    return name.startsWith(value + "-");
  }

  @Override
  public String toString() {
    return value;
  }
}
