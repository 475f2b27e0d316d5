package io.github.sealframe.batchclient.internal;

import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import com.azure.security.keyvault.secrets.models.SecretProperties;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Which secrets may be used. Key Vault itself hands out expired ones, and those of the future. */
final class SecretRules {
  /** How far the vault's clock may be ahead of this machine's. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final String RENEW = "make a new version of it in the vault";

  private SecretRules() {}

  /**
   * The secret, when it may be used.
   *
   * @throws PolicyRefusal naming the first rule that it breaks
   */
  static Secret usable(SecretName name, String on, KeyVaultSecret found, Instant now) {
    SecretProperties properties = found.getProperties();
    if (!Boolean.TRUE.equals(properties.isEnabled())) {
      throw refusal(on, "it is disabled", "enable it in the vault, or " + RENEW);
    }
    Optional<Instant> from = instant(properties.getNotBefore());
    if (from.isPresent() && from.get().isAfter(now)) {
      throw refusal(on, "it is not valid before " + from.get(), "wait until then, or " + RENEW);
    }
    Optional<Instant> expires = instant(properties.getExpiresOn());
    if (expires.isPresent() && !expires.get().isAfter(now)) {
      throw refusal(on, "it expired at " + expires.get(), RENEW);
    }
    // The date of the last update proves nothing: a change of a tag is one.
    Instant created =
        instant(properties.getCreatedOn())
            .filter(date -> !date.isAfter(now.plus(CLOCK_SKEW)))
            .orElseThrow(
                () ->
                    refusal(on, "its age is unknown", RENEW + ", and check this machine's clock"));
    Secret secret = new Secret(name, found.getValue(), created, expires);
    if (secret.age(now).compareTo(Secret.MAX_AGE) > 0) {
      throw refusal(
          on,
          "it is from " + created + ", and older than " + Secret.MAX_AGE.toDays() + " days",
          RENEW);
    }
    return secret;
  }

  private static Optional<Instant> instant(OffsetDateTime time) {
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }

  private static PolicyRefusal refusal(String on, String why, String next) {
    return new PolicyRefusal("use", on, why, next);
  }
}
