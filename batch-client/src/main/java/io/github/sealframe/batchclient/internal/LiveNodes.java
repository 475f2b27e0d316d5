package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ServiceAnswer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The nodes that a pool has now. Thread-safe. */
final class LiveNodes {
  private final BatchConnection connection;

  LiveNodes(BatchConnection connection) {
    this.connection = connection;
  }

  /**
   * Hands them over, page by page. A pool that is gone has none.
   *
   * @param filter which ones, or null for all
   * @param select which properties of each
   */
  void each(PoolId pool, String filter, String select, Consumer<BatchNode> each) {
    BatchRequest list =
        BatchRequest.of(HttpMethod.GET, "pools", pool.value(), "nodes")
            .as("listNodes", "list the nodes of", "pool " + pool)
            .query("$filter", filter)
            .query("$select", select);
    Expected.decline(
        ServiceAnswer::isNotFound, () -> connection.list(list, BatchNode.class).forEach(each));
  }

  Set<String> ids(PoolId pool) {
    Set<String> there = new HashSet<>();
    each(pool, null, "id", node -> there.add(node.id()));
    return there;
  }
}
