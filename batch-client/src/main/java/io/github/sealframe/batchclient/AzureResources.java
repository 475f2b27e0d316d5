package io.github.sealframe.batchclient;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.internal.ArmScope;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Resources as Azure Resource Manager shows them. What is not carried out is a {@link
 * io.github.sealframe.core.RemoteRefusal}, an {@link io.github.sealframe.core.AccessRefusal} when
 * whoever asks has no right. Thread-safe; there is nothing to close.
 */
public final class AzureResources {
  private final BatchConnection connection;

  /** For this module's own use. */
  public AzureResources(BatchConnection connection) {
    this.connection = connection;
  }

  /**
   * Connects. Nothing is sent yet.
   *
   * @param resourceGroup id of the production's resource group, as in {@code
   *     /subscriptions/S/resourceGroups/G}: tokens are for {@code https://management.azure.com}
   *     alone, or for the {@code https} endpoint that stands before it
   * @param who asks
   * @param words may not stand in any request
   * @param resilience how requests are repeated, limited and cut off
   * @param listener told of each request when it has ended, by the thread that made it
   * @throws ConfigurationRefusal when it is no resource group's id
   */
  public static AzureResources connect(
      URI resourceGroup,
      FarmCredential.Entra who,
      DenyList words,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    return new AzureResources(
        ArmScope.of(resourceGroup).connect(who.credential(), words, resilience, listener));
  }

  /**
   * A resource as it is now.
   *
   * @param id its id, from {@code /subscriptions/} on
   * @param apiVersion version of its provider's interface, as in {@code 2024-07-01}
   * @return empty when it is not there
   * @throws IllegalArgumentException when {@code id} is no id of a resource
   */
  public Optional<AzureResource> find(String id, String apiVersion) {
    return connection
        .find(request(id, apiVersion, "getResource"), JsonNode.class)
        .map(AzureResource::new);
  }

  /**
   * The resources of a list. A page is asked for when it is needed; asking for one may throw a
   * refusal.
   *
   * @param id what is listed, as in {@code
   *     RESOURCE/providers/Microsoft.Insights/diagnosticSettings}
   * @param apiVersion version of its provider's interface
   * @throws IllegalArgumentException when {@code id} is no id of a resource
   */
  public Stream<AzureResource> list(String id, String apiVersion) {
    return connection
        .list(request(id, apiVersion, "listResources"), JsonNode.class)
        .map(AzureResource::new);
  }

  /** Each part of the id is checked, and encoded, on its own: none leads to another path. */
  private static BatchRequest request(String id, String apiVersion, String operation) {
    if (!id.startsWith("/subscriptions/")) {
      throw new IllegalArgumentException("not a resource's id");
    }
    return BatchRequest.of(HttpMethod.GET, id.substring(1).split("/", -1))
        .query("api-version", apiVersion)
        .as(operation, "read", id);
  }
}
