package io.github.sealframe.core;

import java.util.regex.Pattern;

/**
 * Name of a secret in a production's vault.
 *
 * @param value 1 to 127 letters (a-z, A-Z), digits and hyphens, as Key Vault takes them; Key Vault
 *     does not tell upper from lower case
 */
public record SecretName(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9a-zA-Z-]{1,127}");

  /**
   * @throws IllegalArgumentException when {@code value} has another form; the message does not
   *     repeat it, since it might be the secret itself
   */
  public SecretName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the name of a secret is 1 to 127 letters, digits and hyphens");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
