package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.Connections;
import io.github.sealframe.core.Farm;
import java.time.Clock;
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
   * @param resilience how calls to the Batch account are repeated, limited and cut off
   * @param listener told of each operation of the Batch account when it has ended, by the thread
   *     that made it
   * @return the services; thread-safe, without anything to close
   */
  public static Farm connect(
      FarmSettings settings, Resilience resilience, Consumer<ServiceCall> listener) {
    Connections connections =
        new Connections(
            settings.batchEndpoint(),
            settings.blobEndpoint(),
            settings.production(),
            Clock.systemUTC(),
            resilience,
            listener);
    if (settings.credential() instanceof FarmCredential.SharedKeys keys) {
      return connections.withKeys(
          keys.batchAccount(), keys.batchKey(), keys.storageAccount(), keys.storageKey());
    }
    FarmCredential.Entra entra = (FarmCredential.Entra) settings.credential();
    return connections.withToken(entra.credential(), settings.nodeIdentity().orElseThrow());
  }
}
