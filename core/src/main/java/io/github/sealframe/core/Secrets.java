package io.github.sealframe.core;

import java.time.Instant;
import java.util.Map;

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

  /**
   * Those of the secrets read so far whose newest version should be replaced soon, since it is
   * {@link Secret#ROTATION_DUE_AGE} old, with when it was made. Asks nobody.
   */
  default Map<SecretName, Instant> rotationDue() {
    return Map.of();
  }

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
