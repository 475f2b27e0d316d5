package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import java.util.function.Consumer;

/** Makes pools through Azure Resource Manager. Thread-safe. */
final class ArmPools implements IdentityPools {
  private final ArmAccount account;
  private final BatchConnection connection;

  /**
   * @param account whose pools
   * @param credential asked for tokens, for this endpoint alone
   * @param http follows no redirects
   * @param resilience how calls are repeated, limited and cut off
   * @param listener told of each operation when it has ended
   */
  ArmPools(
      ArmAccount account,
      TokenCredential credential,
      HttpClient http,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    this.account = account;
    this.connection =
        new BatchConnection(
            Dialect.RESOURCE_MANAGER,
            account.endpoint(),
            BatchPipeline.of(
                Dialect.RESOURCE_MANAGER,
                http,
                new BearerTokenAuthenticationPolicy(credential, account.scope())),
            resilience,
            listener);
  }

  /** {@code Pool_Create} of the Batch provider, which would replace a pool that is there. */
  @Override
  public void create(BatchPoolCreateParameters pool, String identity) {
    connection.get(
        BatchRequest.of(
                HttpMethod.PUT,
                "subscriptions",
                account.subscription(),
                "resourceGroups",
                account.resourceGroup(),
                "providers",
                "Microsoft.Batch",
                "batchAccounts",
                account.name(),
                "pools",
                pool.id())
            .as("createPool", "create", "pool " + pool.id())
            .unlessThere()
            .body(ArmPoolBody.of(pool, identity))
            .expect(200, 201, 202),
        JsonNode.class);
  }
}
