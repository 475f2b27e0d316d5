package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.DELETE;
import static com.azure.core.http.HttpMethod.GET;
import static com.azure.core.http.HttpMethod.HEAD;
import static com.azure.core.http.HttpMethod.PATCH;
import static com.azure.core.http.HttpMethod.POST;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.RequestConditions;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Creation;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.models.AutoScaleRun;
import io.github.sealframe.batchclient.models.BatchNodeRemoveParameters;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchPoolEnableAutoScaleParameters;
import io.github.sealframe.batchclient.models.BatchPoolEvaluateAutoScaleParameters;
import io.github.sealframe.batchclient.models.BatchPoolNodeCounts;
import io.github.sealframe.batchclient.models.BatchPoolReplaceParameters;
import io.github.sealframe.batchclient.models.BatchPoolResizeParameters;
import io.github.sealframe.batchclient.models.BatchPoolUpdateParameters;
import io.github.sealframe.batchclient.models.BatchSupportedImage;
import java.util.stream.Stream;

/** Pools of a Batch account; see {@link BatchClient} for what all operations have in common. */
public final class BatchPools {
  private final BatchConnection connection;
  private final RequestConditions conditions;

  BatchPools(BatchConnection connection) {
    this(connection, null);
  }

  private BatchPools(BatchConnection connection, RequestConditions conditions) {
    this.connection = connection;
    this.conditions = conditions;
  }

  /**
   * The same operations, each on one pool carried out only when these hold; otherwise refused with
   * status 412, or 304 for one that only reads.
   */
  public BatchPools when(RequestConditions conditions) {
    return new BatchPools(connection, conditions);
  }

  private BatchRequest request(HttpMethod method, String pool, String... more) {
    return BatchRequest.of(method, "pools", Ids.checked("pool", pool)).below(more).when(conditions);
  }

  /** {@code Pool_Add}. */
  public void createPool(BatchPoolCreateParameters pool) {
    connection.create(
        BatchRequest.of(POST, "pools")
            .as("createPool", "create", "pool " + pool.id())
            .body(pool)
            .expect(201),
        Creation.POOL,
        request(GET, pool.id()));
  }

  /** {@code Pool_List}: asked for page by page as the stream is read. */
  public Stream<BatchPool> listPools(BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "pools").as("listPools", "list", "pools").query(query),
        BatchPool.class);
  }

  /** {@code Pool_Get}. */
  public BatchPool getPool(String poolId) {
    return connection.get(
        request(GET, poolId).as("getPool", "read", "pool " + poolId), BatchPool.class);
  }

  /** {@code Pool_Exists}. */
  public boolean poolExists(String poolId) {
    return connection.exists(request(HEAD, poolId).as("poolExists", "look for", "pool " + poolId));
  }

  /** {@code Pool_Patch}: changes what is given, and leaves the rest. */
  public void updatePool(String poolId, BatchPoolUpdateParameters pool) {
    connection.send(request(PATCH, poolId).as("updatePool", "change", "pool " + poolId).body(pool));
  }

  /** {@code Pool_UpdateProperties}: what is not given gets its default. */
  public void replacePoolProperties(String poolId, BatchPoolReplaceParameters pool) {
    connection.send(
        request(POST, poolId, "updateproperties")
            .as("replacePoolProperties", "change", "pool " + poolId)
            .body(pool)
            .expect(204));
  }

  /** {@code Pool_Delete}: begins; the pool is gone some time later. */
  public void deletePool(String poolId) {
    connection.delete(
        request(DELETE, poolId).as("deletePool", "delete", "pool " + poolId).expect(202));
  }

  /** {@code Pool_Resize}: begins; refused with 409 unless the pool is steady. */
  public void resizePool(String poolId, BatchPoolResizeParameters size) {
    connection.send(
        request(POST, poolId, "resize")
            .as("resizePool", "resize", "pool " + poolId)
            .body(size)
            .expect(202));
  }

  /** {@code Pool_StopResize}. */
  public void stopPoolResize(String poolId) {
    connection.send(
        request(POST, poolId, "stopresize")
            .as("stopPoolResize", "stop the resize of", "pool " + poolId)
            .expect(202));
  }

  /** {@code Pool_EnableAutoScale}. */
  public void enablePoolAutoScale(String poolId, BatchPoolEnableAutoScaleParameters formula) {
    connection.send(
        request(POST, poolId, "enableautoscale")
            .as("enablePoolAutoScale", "let scale by itself", "pool " + poolId)
            .body(formula));
  }

  /** {@code Pool_DisableAutoScale}. */
  public void disablePoolAutoScale(String poolId) {
    connection.send(
        request(POST, poolId, "disableautoscale")
            .as("disablePoolAutoScale", "keep from scaling by itself", "pool " + poolId));
  }

  /** {@code Pool_EvaluateAutoScale}: what a formula would do now; it does not do it. */
  public AutoScaleRun evaluatePoolAutoScale(
      String poolId, BatchPoolEvaluateAutoScaleParameters formula) {
    return connection.get(
        request(POST, poolId, "evaluateautoscale")
            .as("evaluatePoolAutoScale", "evaluate a formula for", "pool " + poolId)
            .body(formula),
        AutoScaleRun.class);
  }

  /** {@code Pool_RemoveNodes}: begins; at most 100 nodes, and only while the pool is steady. */
  public void removeNodes(String poolId, BatchNodeRemoveParameters nodes) {
    connection.send(
        request(POST, poolId, "removenodes")
            .as("removeNodes", "remove nodes from", "pool " + poolId)
            .body(nodes)
            .expect(202));
  }

  /** {@code Account_ListPoolNodeCounts}: how many nodes of each pool are in which state. */
  public Stream<BatchPoolNodeCounts> listPoolNodeCounts(BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "nodecounts")
            .as("listPoolNodeCounts", "count the nodes of", "pools")
            .query(query),
        BatchPoolNodeCounts.class);
  }

  /** {@code Account_ListSupportedImages}. */
  public Stream<BatchSupportedImage> listSupportedImages(BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "supportedimages")
            .as("listSupportedImages", "list", "supported images")
            .query(query),
        BatchSupportedImage.class);
  }
}
