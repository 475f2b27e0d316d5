package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.GET;
import static com.azure.core.http.HttpMethod.POST;

import com.azure.core.http.HttpMethod;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.models.BatchNode;
import io.github.sealframe.batchclient.models.BatchNodeDeallocateParameters;
import io.github.sealframe.batchclient.models.BatchNodeDisableSchedulingParameters;
import io.github.sealframe.batchclient.models.BatchNodeRebootParameters;
import io.github.sealframe.batchclient.models.BatchNodeReimageParameters;
import io.github.sealframe.batchclient.models.BatchNodeState;
import io.github.sealframe.batchclient.models.UploadBatchServiceLogsParameters;
import io.github.sealframe.batchclient.models.UploadBatchServiceLogsResult;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Nodes of pools; see {@link BatchClient} for what all operations have in common. What would happen
 * twice when it is asked for twice, as a reboot, is repeated only when the service has certainly
 * not begun it.
 */
public final class BatchNodes {
  private static final Set<BatchNodeState> STARTED =
      Set.of(
          BatchNodeState.STARTING,
          BatchNodeState.WAITING_FOR_START_TASK,
          BatchNodeState.START_TASK_FAILED,
          BatchNodeState.IDLE,
          BatchNodeState.RUNNING);

  private final BatchConnection connection;

  BatchNodes(BatchConnection connection) {
    this.connection = connection;
  }

  private static BatchRequest request(HttpMethod method, String pool, String node, String... more) {
    return BatchRequest.of(
            method, "pools", Ids.checked("pool", pool), "nodes", Ids.checked("node", node))
        .below(more);
  }

  private static String name(String pool, String node) {
    return "node " + node + " of pool " + pool;
  }

  /** {@code ComputeNode_List}: asked for page by page as the stream is read. */
  public Stream<BatchNode> listNodes(String poolId, BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "pools", Ids.checked("pool", poolId), "nodes")
            .as("listNodes", "list the nodes of", "pool " + poolId)
            .query(query),
        BatchNode.class);
  }

  /** {@code ComputeNode_Get}. */
  public BatchNode getNode(String poolId, String nodeId) {
    return connection.get(
        request(GET, poolId, nodeId).as("getNode", "read", name(poolId, nodeId)), BatchNode.class);
  }

  /** {@code ComputeNode_Reboot}: taken only while the node is idle or running. */
  public void rebootNode(String poolId, String nodeId, BatchNodeRebootParameters parameters) {
    connection.send(
        request(POST, poolId, nodeId, "reboot")
            .as("rebootNode", "reboot", name(poolId, nodeId))
            .body(parameters)
            .expect(202)
            .actsTwice());
  }

  /** {@code ComputeNode_Reimage}: taken only while the node is idle or running. */
  public void reimageNode(String poolId, String nodeId, BatchNodeReimageParameters parameters) {
    connection.send(
        request(POST, poolId, nodeId, "reimage")
            .as("reimageNode", "reimage", name(poolId, nodeId))
            .body(parameters)
            .expect(202)
            .actsTwice());
  }

  /** {@code ComputeNode_Start}: of a node that is deallocated. */
  public void startNode(String poolId, String nodeId) {
    connection.send(
        request(POST, poolId, nodeId, "start")
            .as("startNode", "start", name(poolId, nodeId))
            .expect(202)
            .doneWhen(
                request(GET, poolId, nodeId),
                BatchNode.class,
                live -> live.state() != null && STARTED.contains(live.state())));
  }

  /** {@code ComputeNode_Deallocate}. */
  public void deallocateNode(
      String poolId, String nodeId, BatchNodeDeallocateParameters parameters) {
    connection.send(
        request(POST, poolId, nodeId, "deallocate")
            .as("deallocateNode", "deallocate", name(poolId, nodeId))
            .body(parameters)
            .expect(202)
            .doneWhen(
                request(GET, poolId, nodeId),
                BatchNode.class,
                live ->
                    BatchNodeState.DEALLOCATING.equals(live.state())
                        || BatchNodeState.DEALLOCATED.equals(live.state())));
  }

  /**
   * {@code ComputeNode_DisableScheduling}: no task begins there any more. A node does not show what
   * became of the tasks that ran: when an answer was lost and the next is a conflict, it is
   * refused.
   */
  public void disableNodeScheduling(
      String poolId, String nodeId, BatchNodeDisableSchedulingParameters parameters) {
    connection.send(
        request(POST, poolId, nodeId, "disablescheduling")
            .as("disableNodeScheduling", "take from scheduling", name(poolId, nodeId))
            .body(parameters));
  }

  /** {@code ComputeNode_EnableScheduling}. */
  public void enableNodeScheduling(String poolId, String nodeId) {
    connection.send(
        request(POST, poolId, nodeId, "enablescheduling")
            .as("enableNodeScheduling", "give back to scheduling", name(poolId, nodeId))
            .doneWhen("NodeAlreadyInTargetSchedulingState"));
  }

  /** {@code ComputeNode_UploadBatchServiceLogs}: the node agent's logs go to a container. */
  public UploadBatchServiceLogsResult uploadNodeLogs(
      String poolId, String nodeId, UploadBatchServiceLogsParameters parameters) {
    return connection.get(
        request(POST, poolId, nodeId, "uploadbatchservicelogs")
            .as("uploadNodeLogs", "upload the logs of", name(poolId, nodeId))
            .body(parameters)
            .actsTwice(),
        UploadBatchServiceLogsResult.class);
  }
}
