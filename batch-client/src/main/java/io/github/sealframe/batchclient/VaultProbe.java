package io.github.sealframe.batchclient;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.VaultAddress;
import io.github.sealframe.batchclient.internal.VaultConnection;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.DenyList;
import java.net.URI;
import java.util.Set;

/**
 * Tries what nobody who renders needs to do in a key vault, and what changes nothing there: the
 * vault's own log shows that it was refused. Thread-safe.
 */
public final class VaultProbe {
  /** Codes that say that the right is missing, and not that the vault is not reached from here. */
  private static final Set<String> NO_RIGHT =
      Set.of("AccessDenied", "Forbidden", "ForbiddenByPolicy", "ForbiddenByRbac");

  private final BatchConnection vault;

  /** For this module's own use. */
  public VaultProbe(BatchConnection vault) {
    this.vault = vault;
  }

  /**
   * Connects. Nothing is sent yet.
   *
   * @param vault the vault's address
   * @param who tries
   * @param words may not stand in any request
   * @param resilience how requests are repeated, limited and cut off
   */
  public static VaultProbe connect(
      URI vault, FarmCredential.Entra who, DenyList words, Resilience resilience) {
    return new VaultProbe(
        VaultConnection.to(
            VaultAddress.of(vault), who.credential(), words, resilience, call -> {}));
  }

  /** Whether whoever asks may list the secrets of the vault. */
  public boolean mayListSecrets() {
    try {
      vault.get(
          BatchRequest.of(HttpMethod.GET, "secrets")
              .query("maxresults", 1)
              .as("getSecrets", "list", "the secrets of the vault"),
          JsonNode.class);
      return true;
    } catch (AccessRefusal e) {
      if (e.answer().filter(answer -> NO_RIGHT.contains(answer.code())).isPresent()) {
        return false;
      }
      throw e;
    }
  }
}
