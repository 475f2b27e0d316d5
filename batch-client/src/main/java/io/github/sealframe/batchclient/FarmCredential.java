package io.github.sealframe.batchclient;

import com.azure.core.credential.TokenCredential;
import io.github.sealframe.batchclient.internal.Connections;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.SecretName;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** Who asks. Never shows a key or a token. */
public sealed interface FarmCredential {
  /**
   * Whoever is signed in on this machine, as azure-identity finds out: by environment variables, by
   * the machine's managed identity, or by a developer's tool. Nothing is asked for yet.
   */
  static Entra signedIn() {
    return new Entra(Connections.signedIn());
  }

  /**
   * Microsoft Entra ID: what Azure is used with. A pool in a subnet, or from a gallery image, can
   * be made in no other way.
   *
   * @param credential asked for a token when one is needed, as {@code DefaultAzureCredential} of
   *     azure-identity
   */
  record Entra(TokenCredential credential) implements FarmCredential {
    /** Refuses null. */
    public Entra {
      Objects.requireNonNull(credential, "credential");
    }

    @Override
    public String toString() {
      return "Entra";
    }
  }

  /**
   * The Batch account's key, from the production's vault, for an account that takes no tokens; all
   * else is asked with tokens. The key has to be young enough, as every secret: the vault's date of
   * it says so. With it a pool can be used, but not one in a subnet be made.
   *
   * @param credential asked for tokens for the vault and the storage account
   * @param batchAccount name of the Batch account
   * @param batchKey name of the secret that is its key in base64; read when it is needed
   */
  record VaultKey(TokenCredential credential, String batchAccount, SecretName batchKey)
      implements FarmCredential {
    /**
     * Checks the name.
     *
     * @throws ConfigurationRefusal when it is blank
     */
    public VaultKey {
      Objects.requireNonNull(credential, "credential");
      Objects.requireNonNull(batchKey, "batchKey");
      List<String> problems = new ArrayList<>();
      checkName("Batch", batchAccount, problems);
      if (!problems.isEmpty()) {
        throw new ConfigurationRefusal(problems);
      }
    }

    @Override
    public String toString() {
      return "VaultKey[batchAccount=" + batchAccount + ", batchKey=" + batchKey + "]";
    }
  }

  /**
   * Account keys: for emulators on this machine only.
   *
   * @param batchAccount name of the Batch account
   * @param batchKey its key in base64
   * @param storageAccount name of the storage account
   * @param storageKey its key in base64
   */
  record SharedKeys(String batchAccount, String batchKey, String storageAccount, String storageKey)
      implements FarmCredential {
    /**
     * Checks names and keys.
     *
     * @throws ConfigurationRefusal when a name is blank, or a key is not base64; it does not repeat
     *     the key
     */
    public SharedKeys {
      List<String> problems = new ArrayList<>();
      check("Batch", batchAccount, batchKey, problems);
      check("storage", storageAccount, storageKey, problems);
      if (!problems.isEmpty()) {
        throw new ConfigurationRefusal(problems);
      }
    }

    private static void check(String what, String account, String key, List<String> problems) {
      checkName(what, account, problems);
      if (key.isBlank() || !isBase64(key)) {
        problems.add(
            ConfigurationRefusal.line(
                "use",
                "the key of the " + what + " account",
                "it is not base64",
                "copy the whole key, with the equals signs at its end"));
      }
    }

    private static boolean isBase64(String key) {
      try {
        Base64.getDecoder().decode(key);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    @Override
    public String toString() {
      return "SharedKeys[batchAccount=" + batchAccount + ", storageAccount=" + storageAccount + "]";
    }
  }

  private static void checkName(String what, String account, List<String> problems) {
    if (account.isBlank()) {
      problems.add(
          ConfigurationRefusal.line(
              "use", "the " + what + " account", "it has no name", "give its name"));
    }
  }
}
