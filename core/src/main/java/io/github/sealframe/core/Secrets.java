package io.github.sealframe.core;

/**
 * Port: the secrets of one production, from a vault that no other production uses. Implementations
 * are thread-safe.
 */
public interface Secrets {
  /**
   * The newest version of a secret; it may have been kept in memory for a few minutes.
   *
   * @throws PolicyRefusal when it is disabled, not yet valid, expired, older than {@link
   *     Secret#MAX_AGE}, or of unknown age
   * @throws ConfigurationRefusal when there is no such secret (any more)
   * @throws AccessRefusal when whoever asks has no right to read it
   * @throws ServiceRefusal when the vault does not answer, or answers what it should not
   */
  Secret read(SecretName name);

  /** Of a production without a vault: every secret is refused. */
  static Secrets none() {
    return name -> {
      throw new ConfigurationRefusal(
          "read",
          "secret " + name,
          "the production has no vault",
          "name its vault in the settings");
    };
  }
}
