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
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.DenyList;
import java.net.URI;
import java.time.Duration;

/** Connects to the Blob service of a storage account. */
final class BlobConnection {

  /** The storage client's own retry does not know {@code Retry-After}. */
  private static final RequestRetryOptions ONE_TRY =
      new RequestRetryOptions(
          RetryPolicyType.FIXED,
          1,
          (Duration) null,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          null);

  private BlobConnection() {}

  static BlobServiceClient to(URI endpoint, StorageSharedKeyCredential key, Resilience resilience) {
    return to(endpoint, key, resilience, DenyList.none());
  }

  static BlobServiceClient to(URI endpoint, TokenCredential credential, Resilience resilience) {
    return to(endpoint, credential, resilience, DenyList.none());
  }

  /**
   * @param words may not stand in any request, content aside
   */
  static BlobServiceClient to(
      URI endpoint, StorageSharedKeyCredential key, Resilience resilience, DenyList words) {
    return builder(endpoint, resilience, words).credential(key).buildClient();
  }

  /**
   * @param words may not stand in any request, content aside
   */
  static BlobServiceClient to(
      URI endpoint, TokenCredential credential, Resilience resilience, DenyList words) {
    return builder(endpoint, resilience, words).credential(credential).buildClient();
  }

  private static BlobServiceClientBuilder builder(
      URI endpoint, Resilience resilience, DenyList words) {
    return new BlobServiceClientBuilder()
        .endpoint(endpoint.toString())
        .httpClient(Transport.toBlobs(endpoint, words))
        // The newest version that Azurite 3.37 speaks as well.
        .serviceVersion(BlobServiceVersion.V2026_06_06)
        .retryOptions(ONE_TRY)
        .addPolicy(new GuardPolicy("the Blob service", endpoint, resilience))
        .addPolicy(new StorageChallengePolicy())
        // Whatever the environment says: answers may hold keys that sign for tasks.
        .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
        .clientOptions(new ClientOptions().setApplicationId(ClientVersion.APPLICATION_ID));
  }
}
