package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.RotatedKey;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.SecretName;
import java.util.function.Consumer;

/**
 * The key of a production's Batch account.
 *
 * @param production has one, and names its resource group
 */
record BatchKey(ProductionFile production) {
  private static final String TRIED = "rotate";
  private static final String ON = "the key of the Batch account";

  /**
   * @throws ConfigurationRefusal when there is none, or nobody knows where the account is
   */
  BatchKey {
    if (production.batchKey().isEmpty()) {
      throw new ConfigurationRefusal(
          TRIED,
          ON,
          "the production file has no `batch-key`: it is called with tokens",
          "turn the account's keys off (allowedAuthenticationModes), so that none grows old");
    }
    if (production.resources().isEmpty()) {
      throw new ConfigurationRefusal(
          TRIED,
          ON,
          "the production file does not name its resource group",
          "name it with `resource-group`");
    }
  }

  /** The secret that it is in the vault. */
  SecretName secret() {
    return production.batchKey().orElseThrow();
  }

  RotatedKey rotate(Consumer<ServiceCall> listener) {
    return AzureFarm.rotateKey(
        production.settings(),
        production.resourceGroup().orElseThrow(),
        production.resources().orElseThrow().batchAccount(),
        Resilience.standard(),
        listener);
  }
}
