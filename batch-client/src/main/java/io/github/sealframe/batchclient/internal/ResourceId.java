package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;

/**
 * A resource as Azure Resource Manager is asked for it.
 *
 * @param path its id, from {@code /subscriptions/} on
 * @param apiVersion version of its provider's interface, as in {@code 2024-07-01}
 */
public record ResourceId(String path, String apiVersion) {
  /**
   * @throws IllegalArgumentException when {@code path} is no id of a resource
   */
  public ResourceId {
    if (!path.startsWith("/subscriptions/")) {
      throw new IllegalArgumentException("not a resource's id");
    }
  }

  /** Its own name. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * A request for it. Each part of the id is checked, and encoded, on its own: none leads to
   * another path.
   */
  public BatchRequest request(HttpMethod method, String operation, String tried) {
    return BatchRequest.of(method, path.substring(1).split("/", -1))
        .query("api-version", apiVersion)
        .as(operation, tried, path);
  }
}
