package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Principal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import io.github.sealframe.core.Wrap;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts the parts of a farm together. */
public final class Connections {
  /** Where segments of the journal lie in the control container. */
  private static final String JOURNAL = "journal/";

  private static final String BATCH_SCOPE = "https://batch.core.windows.net/.default";

  private final URI batchEndpoint;
  private final BlobAddresses addresses;
  private final Clock clock;
  private final Resilience resilience;
  private final Consumer<ServiceCall> listener;
  private final DenyList words;

  /** The same without words that may not be sent. */
  public Connections(
      URI batchEndpoint,
      URI blobEndpoint,
      ProductionCode production,
      Clock clock,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    this(batchEndpoint, blobEndpoint, production, clock, resilience, listener, DenyList.none());
  }

  /**
   * Connects nothing yet.
   *
   * @param batchEndpoint URL of the Batch account
   * @param blobEndpoint URL of the storage account's Blob service
   * @param production whose farm it is
   * @param clock when requests are signed, from when on a SAS lives, and how old a secret is
   * @param resilience how calls are repeated, limited and cut off
   * @param listener told of each operation of the Batch account when it has ended
   * @param words may not stand in any request, but in the content of packages and frames
   */
  public Connections(
      URI batchEndpoint,
      URI blobEndpoint,
      ProductionCode production,
      Clock clock,
      Resilience resilience,
      Consumer<ServiceCall> listener,
      DenyList words) {
    this.batchEndpoint = batchEndpoint;
    this.addresses = new BlobAddresses(blobEndpoint, production);
    this.clock = clock;
    this.resilience = resilience;
    this.listener = listener;
    this.words = words;
  }

  /**
   * What is connected.
   *
   * @param farm the production's services
   * @param batch every operation of the Batch account
   * @param parts what a wrap takes away of them
   */
  public record Connected(Farm farm, BatchClient batch, Wrap.Parts parts) {}

  /** Whoever is signed in on this machine. */
  public static TokenCredential signedIn() {
    return SignIn.quiet(new DefaultAzureCredentialBuilder()).build();
  }

  /** With account keys, to emulators on this machine. */
  public Connected withKeys(
      String batchAccount, String batchKey, String storageAccount, String storageKey) {
    BlobServiceClient client =
        BlobConnection.to(
            addresses.endpoint(),
            new StorageSharedKeyCredential(storageAccount, storageKey),
            resilience,
            words);
    return connected(
        new SharedKeyPolicy(batchAccount, batchKey, clock),
        client,
        new SasAccess(addresses, client, clock),
        IdentityPools.NONE,
        Secrets.none(),
        () -> "account key");
  }

  /**
   * With tokens of Microsoft Entra ID.
   *
   * @param vault empty when the production has none
   * @param account empty when others make the pools whose nodes have an identity
   */
  public Connected withToken(
      TokenCredential tokens,
      NodeRights nodes,
      Optional<VaultAddress> vault,
      Optional<ArmAccount> account) {
    TokenCredential credential = new SignIn(tokens);
    return withTokens(
        new BearerTokenAuthenticationPolicy(credential, BATCH_SCOPE),
        credential,
        nodes,
        account.map(at -> identityPools(at, credential)).orElse(IdentityPools.NONE),
        secrets(vault, credential));
  }

  private IdentityPools identityPools(ArmAccount account, TokenCredential credential) {
    return new ArmPools(
        account, credential, Transport.to(account.endpoint(), words), resilience, listener);
  }

  /** With tokens, but for the Batch account, which is asked with its key from the vault. */
  public Connected withVaultKey(
      TokenCredential tokens,
      String batchAccount,
      SecretName batchKey,
      NodeRights nodes,
      VaultAddress vault) {
    TokenCredential credential = new SignIn(tokens);
    Secrets secrets = secrets(Optional.of(vault), credential);
    Connected connected =
        withTokens(
            new SharedKeyPolicy(batchAccount, secrets, batchKey, clock),
            credential,
            nodes,
            IdentityPools.NONE,
            secrets);
    WrappedSecrets named =
        new WrappedSecrets(
            VaultConnection.to(
                vault, credential, Transport.to(vault.url(), words), resilience, listener),
            List.of(batchKey));
    return new Connected(
        connected.farm(),
        connected.batch(),
        new WrappedKey(named, connected.farm().wraps()).of(connected.parts()));
  }

  private Secrets secrets(Optional<VaultAddress> vault, TokenCredential credential) {
    return vault
        .<Secrets>map(
            at ->
                new KeyVaultSecrets(
                    at, credential, Transport.to(at.url(), words), resilience, clock, listener))
        .orElse(Secrets.none());
  }

  private Connected withTokens(
      HttpPipelinePolicy batch,
      TokenCredential credential,
      NodeRights nodes,
      IdentityPools identityPools,
      Secrets secrets) {
    BlobServiceClient client =
        BlobConnection.to(addresses.endpoint(), credential, resilience, words);
    NodeAccess access =
        nodes instanceof NodeRights.TaskSas sas
            ? new DelegatedAccess(addresses, client, sas.jobLimit(), clock)
            : new IdentityAccess(addresses, ((NodeRights.Identity) nodes).resourceId());
    return connected(batch, client, access, identityPools, secrets, new TokenPrincipal(credential));
  }

  private Connected connected(
      HttpPipelinePolicy credential,
      BlobServiceClient client,
      NodeAccess access,
      IdentityPools identityPools,
      Secrets secrets,
      Principal principal) {
    AzureBlobs blobs = new AzureBlobs(addresses, client);
    BatchConnection batch =
        new BatchConnection(batchEndpoint, credential, resilience, listener, words);
    Farm farm =
        new Farm(
            new AzurePools(batch, access, identityPools),
            new AzureProductionPools(batch),
            new AzureJobs(batch, access),
            blobs,
            new BlobHoldRecords(blobs, addresses.production()),
            new BlobWrapRecords(blobs, addresses.production()),
            secrets,
            principal);
    BatchClient all = new BatchClient(batch);
    return new Connected(farm, all, parts(new WrappedBatch(addresses.production(), all), client));
  }

  /** What tells of the production and its end stays for as long as the storage account does. */
  private Wrap.Parts parts(WrappedBatch batch, BlobServiceClient client) {
    return new Wrap.Parts(
        batch.work(),
        List.of(
            batch.jobs(),
            batch.pools(),
            new WrappedContainers(addresses, client, clock),
            new WrappedBlobs(
                addresses,
                client.getBlobContainerClient(addresses.containerName(ContainerRole.CONTROL)),
                List.of(BlobWrapRecords.FOLDER, JOURNAL),
                clock)));
  }
}
