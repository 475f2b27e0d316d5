package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.DELETE;
import static com.azure.core.http.HttpMethod.GET;
import static com.azure.core.http.HttpMethod.HEAD;
import static com.azure.core.http.HttpMethod.PATCH;
import static com.azure.core.http.HttpMethod.POST;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.RequestConditions;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Creation;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.models.AllocationState;
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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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

  /** What is there, whatever the conditions. */
  private static BatchRequest look(String pool) {
    return BatchRequest.of(GET, "pools", Ids.checked("pool", pool));
  }

  /** {@code Pool_Add}. */
  public void createPool(BatchPoolCreateParameters pool) {
    connection.send(
        BatchRequest.of(POST, "pools")
            .as("createPool", "create", "pool " + pool.id())
            .body(pool)
            .expect(201)
            .doneWhen(look(pool.id()), JsonNode.class, Creation.POOL.asAsked(pool)));
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
    connection.send(
        request(DELETE, poolId)
            .as("deletePool", "delete", "pool " + poolId)
            .expect(202)
            .doneWhen("PoolNotFound", "PoolBeingDeleted"));
  }

  /** {@code Pool_Resize}: begins; refused with 409 unless the pool is steady. */
  public void resizePool(String poolId, BatchPoolResizeParameters size) {
    connection.send(
        request(POST, poolId, "resize")
            .as("resizePool", "resize", "pool " + poolId)
            .body(size)
            .expect(202)
            .doneWhen(look(poolId), BatchPool.class, live -> isOfSize(live, size)));
  }

  private static boolean isOfSize(BatchPool live, BatchPoolResizeParameters asked) {
    return isAsAsked(asked.targetDedicatedNodes(), live.targetDedicatedNodes())
        && isAsAsked(asked.targetLowPriorityNodes(), live.targetLowPriorityNodes());
  }

  /** What was not asked for may be anything. */
  private static boolean isAsAsked(Object asked, Object live) {
    return asked == null || asked.equals(live);
  }

  /** {@code Pool_StopResize}. */
  public void stopPoolResize(String poolId) {
    connection.send(
        request(POST, poolId, "stopresize")
            .as("stopPoolResize", "stop the resize of", "pool " + poolId)
            .expect(202)
            .doneWhen(
                look(poolId),
                BatchPool.class,
                live ->
                    AllocationState.STOPPING.equals(live.allocationState())
                        || AllocationState.STEADY.equals(live.allocationState())));
  }

  /** {@code Pool_EnableAutoScale}. */
  public void enablePoolAutoScale(String poolId, BatchPoolEnableAutoScaleParameters formula) {
    connection.send(
        request(POST, poolId, "enableautoscale")
            .as("enablePoolAutoScale", "let scale by itself", "pool " + poolId)
            .body(formula)
            .doneWhen(
                look(poolId),
                BatchPool.class,
                live -> scalesAsAsked(live, formula),
                "TooManyEnableAutoScaleRequests"));
  }

  private static boolean scalesAsAsked(BatchPool live, BatchPoolEnableAutoScaleParameters asked) {
    return Boolean.TRUE.equals(live.enableAutoScale())
        && isAsAsked(asked.autoScaleFormula(), live.autoScaleFormula())
        && isAsAsked(asked.autoScaleEvaluationInterval(), live.autoScaleEvaluationInterval());
  }

  /** {@code Pool_DisableAutoScale}. */
  public void disablePoolAutoScale(String poolId) {
    connection.send(
        request(POST, poolId, "disableautoscale")
            .as("disablePoolAutoScale", "keep from scaling by itself", "pool " + poolId)
            .doneWhen(
                look(poolId),
                BatchPool.class,
                live -> !Boolean.TRUE.equals(live.enableAutoScale())));
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
            .expect(202)
            .doneWhen(
                BatchRequest.of(GET, "pools", poolId, "nodes")
                    .query(BatchQuery.ALL.select("id,state")),
                JsonNode.class,
                live -> leave(live, nodes.nodeIds()),
                "NodeNotFound"));
  }

  /**
   * Of a pool with more nodes than one page has, 1,000, too little is known: a look is one request,
   * and who lost an answer there is told that what is there does not show that it was done.
   */
  private static boolean leave(JsonNode list, List<String> asked) {
    Set<String> stay =
        StreamSupport.stream(list.path("value").spliterator(), false)
            .filter(node -> !node.path("state").asText().equals("leavingpool"))
            .map(node -> node.path("id").asText())
            .collect(Collectors.toSet());
    return list.path("odata.nextLink").isMissingNode() && Collections.disjoint(stay, asked);
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
