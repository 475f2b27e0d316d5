package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.Connections;
import io.github.sealframe.batchclient.internal.VaultAddress;
import io.github.sealframe.core.Farm;
import java.time.Clock;
import java.util.Optional;

/** Connects to a production's services in Azure, or to emulators on this machine. */
public final class AzureFarm {
  private AzureFarm() {}

  /**
   * Connects. Nothing is sent yet: an address or a credential that is wrong is found by the first
   * request.
   *
   * @return the services; thread-safe, without anything to close
   */
  public static Farm connect(FarmSettings settings) {
    return connect(settings, Clock.systemUTC());
  }

  /**
   * Connects, with a clock that says when requests are signed, until when the access lives that
   * nodes of an emulator get, and how old a secret is.
   */
  static Farm connect(FarmSettings settings, Clock clock) {
    Connections connections =
        new Connections(
            settings.batchEndpoint(), settings.blobEndpoint(), settings.production(), clock);
    if (settings.credential() instanceof FarmCredential.SharedKeys keys) {
      return connections.withKeys(
          keys.batchAccount(), keys.batchKey(), keys.storageAccount(), keys.storageKey());
    }
    String nodeIdentity = settings.nodeIdentity().orElseThrow();
    Optional<VaultAddress> vault = settings.vault().map(VaultAddress::of);
    if (settings.credential() instanceof FarmCredential.VaultKey key) {
      return connections.withVaultKey(
          key.credential(), key.batchAccount(), key.batchKey(), nodeIdentity, vault.orElseThrow());
    }
    FarmCredential.Entra entra = (FarmCredential.Entra) settings.credential();
    return vault
        .map(at -> connections.withToken(entra.credential(), nodeIdentity, at))
        .orElseGet(() -> connections.withToken(entra.credential(), nodeIdentity));
  }
}
