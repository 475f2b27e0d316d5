package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.Connections;
import io.github.sealframe.core.Farm;
import java.time.Clock;

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

  /** Connects, with a clock that says when requests are signed and until when a SAS lives. */
  static Farm connect(FarmSettings settings, Clock clock) {
    Connections connections =
        new Connections(
            settings.batchEndpoint(), settings.blobEndpoint(), settings.production(), clock);
    if (settings.credential() instanceof FarmCredential.SharedKeys keys) {
      return connections.withKeys(
          keys.batchAccount(), keys.batchKey(), keys.storageAccount(), keys.storageKey());
    }
    FarmCredential.Entra entra = (FarmCredential.Entra) settings.credential();
    if (settings.nodes() instanceof NodeRights.TaskSas sas) {
      return connections.withTaskSas(entra.credential(), sas.jobLimit());
    }
    NodeRights.Identity identity = (NodeRights.Identity) settings.nodes();
    return connections.withToken(entra.credential(), identity.resourceId());
  }
}
