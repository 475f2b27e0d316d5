package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.util.ClientOptions;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.SecretServiceVersion;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.DenyList;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Connects to a key vault. The client's own check of the challenge's resource is left on, and no
 * environment variable makes it log what is sent.
 */
public final class VaultConnection {
  private VaultConnection() {}

  static SecretClient to(
      VaultAddress vault, TokenCredential credential, HttpClient http, Resilience resilience) {
    return new SecretClientBuilder()
        .vaultUrl(vault.toString())
        .credential(credential)
        .httpClient(new VaultTransport(vault, http))
        .serviceVersion(SecretServiceVersion.V2025_07_01)
        .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
        .clientOptions(new ClientOptions().setApplicationId(ClientVersion.APPLICATION_ID))
        .retryPolicy(new RetryPolicy(new FixedDelay(0, Duration.ZERO)))
        .addPolicy(new GuardPolicy("Key Vault", vault.url(), resilience))
        .buildClient();
  }

  /**
   * For what the client library is not needed for.
   *
   * @param tokens asked for tokens for vaults
   * @param words may not stand in any request
   */
  public static BatchConnection to(
      VaultAddress vault,
      TokenCredential tokens,
      DenyList words,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    return to(vault, new SignIn(tokens), Transport.to(vault.url(), words), resilience, listener);
  }

  static BatchConnection to(
      VaultAddress vault,
      TokenCredential credential,
      HttpClient http,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    return new BatchConnection(
        Dialect.VAULT,
        vault.url(),
        BatchPipeline.of(
            Dialect.VAULT,
            http,
            new BearerTokenAuthenticationPolicy(credential, VaultAddress.SCOPE)),
        resilience,
        listener);
  }
}
