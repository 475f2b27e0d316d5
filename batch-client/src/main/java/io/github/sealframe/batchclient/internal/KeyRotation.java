package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.RotatedKey;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.ServiceRefusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Makes the key of a Batch account anew. Of its two keys, the one that is not in the vault is made
 * anew and put there; the other goes on to work for whoever read it before, until the next
 * rotation. Cut off anywhere, the key in the vault is one that works. Thread-safe.
 */
public final class KeyRotation {
  /** Whoever read the version before may use it for half of this, and clocks differ. */
  static final Duration BETWEEN = KeyVaultSecrets.KEPT.multipliedBy(2);

  private static final int TURNS = 3;
  private static final String TRIED = "rotate";

  private final AccountKeys account;
  private final KeptSecret secret;
  private final Clock clock;

  KeyRotation(AccountKeys account, KeptSecret secret, Clock clock) {
    this.account = account;
    this.secret = secret;
    this.clock = clock;
  }

  /**
   * Connects. Nothing is sent yet.
   *
   * @param arm the resource group of the account
   * @param account its resource id
   * @param tokens asked for tokens for both services
   * @param name of the secret that is the key in use
   * @param words may not stand in any request
   * @param resilience how requests are repeated, limited and cut off
   * @param listener told of each request when it has ended
   */
  public static KeyRotation connect(
      ArmScope arm,
      String account,
      TokenCredential tokens,
      VaultAddress vault,
      SecretName name,
      DenyList words,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    return new KeyRotation(
        new AccountKeys(arm.connect(tokens, words, resilience, listener), account),
        new KeptSecret(VaultConnection.to(vault, tokens, words, resilience, listener), name),
        Clock.systemUTC());
  }

  /**
   * Makes it anew.
   *
   * @throws ConfigurationRefusal when the secret is neither of the account's keys; nothing is
   *     changed then
   * @throws CapacityRefusal when the last rotation is too short a time ago; nothing is changed then
   */
  public RotatedKey rotate() {
    KeptSecret.Version before = secret.newest();
    AccountKeys.Both keys = account.list();
    AccountKeys.Key next = keys.holding(before.value()).orElseThrow(this::neither).other();
    refuseTooSoon(before);
    if (!before.isMarked()) {
      secret.mark(before);
    }
    String old = keys.values().get(next);
    String made = account.regenerate(next).values().get(next);
    Instant ends = clock.instant().plus(Secret.MAX_AGE).truncatedTo(ChronoUnit.SECONDS);
    for (int turn = 0; turn < TURNS; turn++) {
      secret.replace(before, made, ends);
      String now = account.list().values().get(next);
      if (now.equals(made) || now.equals(old)) { // The old one is told for a moment longer.
        return new RotatedKey(secret.name(), next.label(), ends, before.isMarked());
      }
      made = now; // Somebody else made it anew meanwhile, and may have put theirs there before.
    }
    throw new ServiceRefusal(
        TRIED, on(), "somebody else makes it anew again and again", "find out who, and try again");
  }

  private void refuseTooSoon(KeptSecret.Version version) {
    Instant from = version.made().plus(BETWEEN);
    if (clock.instant().isBefore(from)) {
      throw new CapacityRefusal(
          TRIED,
          on(),
          "it was made anew on " + version.made() + ", and the key before is still used",
          "rotate it again after " + from + ", or leave it");
    }
  }

  private ConfigurationRefusal neither() {
    return new ConfigurationRefusal(
        TRIED,
        on(),
        "it is neither of the Batch account's keys",
        "check `batch-key`; if somebody made the key in use anew by hand, write it into that secret"
            + " and rotate again");
  }

  private String on() {
    return "secret " + secret.name();
  }
}
