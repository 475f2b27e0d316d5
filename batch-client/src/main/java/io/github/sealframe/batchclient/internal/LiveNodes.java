package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchNode;
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
   * @param type what each is read as
   */
  <T> void each(PoolId pool, BatchQuery query, Class<T> type, Consumer<T> each) {
    BatchRequest list =
        BatchRequest.of(HttpMethod.GET, "pools", pool.value(), "nodes")
            .as("listNodes", "list the nodes of", "pool " + pool)
            .query(query);
    Expected.decline(ServiceAnswer::isNotFound, () -> connection.list(list, type).forEach(each));
  }

  Set<String> ids(PoolId pool) {
    Set<String> there = new HashSet<>();
    each(
        pool,
        BatchQuery.ALL.select("id"),
        BatchNode.class,
        node -> there.add(Json.required(node.id(), "a node of pool " + pool)));
    return there;
  }
}
