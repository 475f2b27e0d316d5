package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import java.net.URI;
import java.time.Clock;

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
   * @param clock when requests are signed, and how old a secret is
   */
  public Connections(URI batchEndpoint, URI blobEndpoint, ProductionCode production, Clock clock) {
    this.batchEndpoint = batchEndpoint;
    this.addresses = new BlobAddresses(blobEndpoint, production);
    this.clock = clock;
  }

  /** Whoever is signed in on this machine. */
  public static TokenCredential signedIn() {
    return SignIn.quiet(new DefaultAzureCredentialBuilder()).build();
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
        new SasAccess(addresses, client, clock),
        Secrets.none());
  }

  /** With tokens of Microsoft Entra ID; nodes have an identity of their own. */
  public Farm withToken(TokenCredential tokens, String nodeIdentity) {
    return withToken(new SignIn(tokens), nodeIdentity, Secrets.none());
  }

  /** With tokens and a vault; nodes have an identity of their own. */
  public Farm withToken(TokenCredential tokens, String nodeIdentity, VaultAddress vault) {
    SignIn credential = new SignIn(tokens);
    return withToken(credential, nodeIdentity, secrets(vault, credential));
  }

  private Farm withToken(SignIn credential, String nodeIdentity, Secrets secrets) {
    return farm(
        new BearerTokenAuthenticationPolicy(credential, BATCH_SCOPE),
        BlobConnection.to(addresses.endpoint(), credential),
        new IdentityAccess(addresses, nodeIdentity),
        secrets);
  }

  /**
   * With tokens, but for the Batch account, which is asked with its key; nodes have an identity of
   * their own.
   */
  public Farm withVaultKey(
      TokenCredential tokens,
      String batchAccount,
      SecretName batchKey,
      String nodeIdentity,
      VaultAddress vault) {
    TokenCredential credential = new SignIn(tokens);
    Secrets secrets = secrets(vault, credential);
    return farm(
        new SharedKeyPolicy(batchAccount, secrets, batchKey, clock),
        BlobConnection.to(addresses.endpoint(), credential),
        new IdentityAccess(addresses, nodeIdentity),
        secrets);
  }

  private Secrets secrets(VaultAddress vault, TokenCredential credential) {
    return new KeyVaultSecrets(vault, credential, Transport.to(vault.url()), clock);
  }

  private Farm farm(
      HttpPipelinePolicy credential, BlobServiceClient client, NodeAccess access, Secrets secrets) {
    AzureBlobs blobs = new AzureBlobs(addresses, client);
    return new Farm(
        new AzureBatch(batchEndpoint, credential, access),
        blobs,
        new BlobHoldRecords(blobs, addresses.production()),
        secrets);
  }
}
