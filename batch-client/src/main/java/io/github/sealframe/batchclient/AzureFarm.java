package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.ArmAccount;
import io.github.sealframe.batchclient.internal.ArmScope;
import io.github.sealframe.batchclient.internal.Connections;
import io.github.sealframe.batchclient.internal.KeyRotation;
import io.github.sealframe.batchclient.internal.VaultAddress;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Wrap;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Connects to a production's services in Azure, or to emulators on this machine. */
public final class AzureFarm {
  private AzureFarm() {}

  /**
   * Connects, with {@link Resilience#standard} and nobody listening.
   *
   * @return the services; thread-safe, without anything to close
   */
  public static Farm connect(FarmSettings settings) {
    return connect(settings, Resilience.standard(), call -> {});
  }

  /**
   * Connects. Nothing is sent yet: an address or a credential that is wrong is found by the first
   * request.
   *
   * @param resilience how calls are repeated, limited and cut off: those to the Batch account, to
   *     Azure Resource Manager about it, to storage and to the key vault
   * @param listener told of each operation of the Batch account, and of Azure Resource Manager
   *     about it, and of each read of a secret, when it has ended, by the thread that made it
   * @return the services; thread-safe, without anything to close
   */
  public static Farm connect(
      FarmSettings settings, Resilience resilience, Consumer<ServiceCall> listener) {
    return connected(settings, resilience, listener).farm();
  }

  /**
   * A client for every operation of the Batch account, for what a farm does not do by itself. It
   * knows nothing of productions: it does what it is told.
   *
   * @param resilience how calls are repeated, limited and cut off; what a farm shares with it, it
   *     shares too
   * @param listener told of each operation when it has ended, by the thread that made it
   */
  public static BatchClient batch(
      FarmSettings settings, Resilience resilience, Consumer<ServiceCall> listener) {
    return connected(settings, resilience, listener).batch();
  }

  /**
   * What a production has in its Batch account and in storage, for {@link Wrap} to take away.
   *
   * @param resilience how calls are repeated, limited and cut off
   * @param listener told of each operation of the Batch account when it has ended
   */
  public static Wrap.Parts parts(
      FarmSettings settings, Resilience resilience, Consumer<ServiceCall> listener) {
    return connected(settings, resilience, listener).parts();
  }

  /**
   * Makes the key of a Batch account anew, and the newest version of its secret of it. Of the
   * account's two keys it is the one that nobody has from the vault, so that whoever works with the
   * other goes on. When it is cut off, what is in the vault works, and the next call is told so.
   *
   * @param settings with {@link FarmCredential.VaultKey}, and a vault
   * @param resourceGroup id of the account's resource group, as {@link AzureResources} takes it
   * @param account the account's resource id
   * @param listener told of each request when it has ended
   * @throws ConfigurationRefusal when the secret is neither of the account's keys; nothing is
   *     changed then
   * @throws CapacityRefusal when the last rotation is less than ten minutes ago; nothing is changed
   *     then
   */
  public static RotatedKey rotateKey(
      FarmSettings settings,
      URI resourceGroup,
      String account,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    FarmCredential.VaultKey key = (FarmCredential.VaultKey) settings.credential();
    return KeyRotation.connect(
            ArmScope.of(resourceGroup),
            account,
            key.credential(),
            VaultAddress.of(settings.vault().orElseThrow()),
            key.batchKey(),
            settings.words(),
            resilience,
            listener)
        .rotate();
  }

  private static Connections.Connected connected(
      FarmSettings settings, Resilience resilience, Consumer<ServiceCall> listener) {
    Connections connections =
        new Connections(
            settings.batchEndpoint(),
            settings.blobEndpoint(),
            settings.production(),
            Clock.systemUTC(),
            resilience,
            listener,
            settings.words());
    if (settings.credential() instanceof FarmCredential.SharedKeys keys) {
      return connections.withKeys(
          keys.batchAccount(), keys.batchKey(), keys.storageAccount(), keys.storageKey());
    }
    Optional<VaultAddress> vault = settings.vault().map(VaultAddress::of);
    if (settings.credential() instanceof FarmCredential.VaultKey key) {
      return connections.withVaultKey(
          key.credential(),
          key.batchAccount(),
          key.batchKey(),
          settings.nodes(),
          vault.orElseThrow());
    }
    FarmCredential.Entra entra = (FarmCredential.Entra) settings.credential();
    return connections.withToken(
        entra.credential(), settings.nodes(), vault, settings.batchAccount().map(ArmAccount::of));
  }
}
