package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
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

  /** The storage client's own retry does not know {@code Retry-After}; {@link BlobRetry} does. */
  private static final RequestRetryOptions ONE_TRY =
      new RequestRetryOptions(
          RetryPolicyType.FIXED,
          1,
          Transport.RESPONSE_TIMEOUT,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          null);

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
        .retryOptions(ONE_TRY)
        .addPolicy(new BlobRetry())
        .addPolicy(new StorageChallengePolicy())
        // Whatever the environment says: answers may hold keys that sign for tasks.
        .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
        .clientOptions(new ClientOptions().setApplicationId(ClientVersion.APPLICATION_ID));
  }
}
