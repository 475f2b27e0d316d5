package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.util.ClientOptions;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.net.URI;
import java.time.Duration;

/** Connects to the Blob service of a storage account. */
final class BlobConnection {
  private static final String APPLICATION = "sealframe";
  private static final int MAX_TRIES = 4;
  private static final Duration BASE_DELAY = Duration.ofMillis(200);
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  private BlobConnection() {}

  static BlobServiceClient to(URI endpoint, StorageSharedKeyCredential key) {
    return builder(endpoint).credential(key).buildClient();
  }

  static BlobServiceClient to(URI endpoint, TokenCredential credential) {
    return builder(endpoint).credential(credential).buildClient();
  }

  private static BlobServiceClientBuilder builder(URI endpoint) {
    return new BlobServiceClientBuilder()
        .endpoint(endpoint.toString())
        .httpClient(Transport.to(endpoint))
        // The newest version that Azurite 3.37 speaks as well.
        .serviceVersion(BlobServiceVersion.V2026_06_06)
        .retryOptions(
            new RequestRetryOptions(
                RetryPolicyType.EXPONENTIAL,
                MAX_TRIES,
                Transport.RESPONSE_TIMEOUT,
                BASE_DELAY,
                MAX_DELAY,
                null))
        .clientOptions(new ClientOptions().setApplicationId(APPLICATION));
  }
}
