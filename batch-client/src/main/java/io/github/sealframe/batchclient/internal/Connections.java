package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.ProductionCode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** Puts the parts of a farm together. */
public final class Connections {
  private static final String BATCH_SCOPE = "https://batch.core.windows.net/.default";

  private final URI batchEndpoint;
  private final BlobAddresses addresses;
  private final Clock clock;

  /**
   * Connects nothing yet.
   *
   * @param batchEndpoint URL of the Batch account
   * @param blobEndpoint URL of the storage account's Blob service
   * @param production whose farm it is
   * @param clock when requests are signed, and from when on a SAS lives
   */
  public Connections(URI batchEndpoint, URI blobEndpoint, ProductionCode production, Clock clock) {
    this.batchEndpoint = batchEndpoint;
    this.addresses = new BlobAddresses(blobEndpoint, production);
    this.clock = clock;
  }

  /** With account keys, to emulators on this machine. */
  public Farm withKeys(
      String batchAccount, String batchKey, String storageAccount, String storageKey) {
    BlobServiceClient client =
        BlobConnection.to(
            addresses.endpoint(), new StorageSharedKeyCredential(storageAccount, storageKey));
    return farm(
        new SharedKeyPolicy(batchAccount, batchKey, clock),
        client,
        new SasAccess(addresses, client, clock));
  }

  /** With tokens of Microsoft Entra ID; nodes have an identity of their own. */
  public Farm withToken(TokenCredential tokens, String nodeIdentity) {
    TokenCredential credential = new SignIn(tokens);
    return farm(
        new BearerTokenAuthenticationPolicy(credential, BATCH_SCOPE),
        BlobConnection.to(addresses.endpoint(), credential),
        new IdentityAccess(addresses, nodeIdentity));
  }

  /** With tokens of Microsoft Entra ID; tasks of nodes without an identity get a SAS. */
  public Farm withTaskSas(TokenCredential tokens, Duration jobLimit) {
    TokenCredential credential = new SignIn(tokens);
    BlobServiceClient client = BlobConnection.to(addresses.endpoint(), credential);
    return farm(
        new BearerTokenAuthenticationPolicy(credential, BATCH_SCOPE),
        client,
        new DelegatedAccess(addresses, client, jobLimit, clock));
  }

  private Farm farm(HttpPipelinePolicy credential, BlobServiceClient client, NodeAccess access) {
    AzureBlobs blobs = new AzureBlobs(addresses, client);
    return new Farm(
        new AzureBatch(batchEndpoint, credential, access),
        blobs,
        new BlobHoldRecords(blobs, addresses.production()));
  }
}
