package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.ClientOptions;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.SecretServiceVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;

/**
 * Connects to a key vault. The client's own check of the challenge's resource is left on, and no
 * environment variable makes it log what is sent.
 */
final class VaultConnection {
  private static final int MAX_RETRIES = 3;
  private static final Duration BASE_DELAY = Duration.ofMillis(200);

  /** Who is told to wait longer is told so, and does not sit there. */
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  private VaultConnection() {}

  static SecretClient to(VaultAddress vault, TokenCredential credential, HttpClient http) {
    return new SecretClientBuilder()
        .vaultUrl(vault.toString())
        .credential(credential)
        .httpClient(new VaultTransport(vault, http))
        .serviceVersion(SecretServiceVersion.V2025_07_01)
        .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
        .clientOptions(new ClientOptions().setApplicationId(ClientVersion.APPLICATION_ID))
        .retryOptions(
            new RetryOptions(
                    new ExponentialBackoffOptions()
                        .setMaxRetries(MAX_RETRIES)
                        .setBaseDelay(BASE_DELAY)
                        .setMaxDelay(MAX_DELAY))
                .setShouldRetryCondition(VaultConnection::isWorthRetrying))
        .buildClient();
  }

  private static boolean isWorthRetrying(RequestRetryCondition condition) {
    HttpResponse response = condition.getResponse();
    if (response != null) {
      int status = response.getStatusCode();
      return (status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505))
          && !isLongWait(response.getHeaderValue(HttpHeaderName.RETRY_AFTER));
    }
    Throwable thrown = condition.getThrowable();
    if (thrown instanceof UncheckedIOException wrapped) {
      thrown = wrapped.getCause();
    }
    return thrown instanceof IOException && !(thrown instanceof SSLHandshakeException);
  }

  private static boolean isLongWait(String retryAfterSeconds) {
    return retryAfterSeconds != null
        && Duration.ofSeconds(Long.parseLong(retryAfterSeconds)).compareTo(MAX_DELAY) > 0;
  }
}
