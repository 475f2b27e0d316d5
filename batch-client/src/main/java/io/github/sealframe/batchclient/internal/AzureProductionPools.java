package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.batchclient.models.BatchNode;
import io.github.sealframe.batchclient.models.BatchNodeAgentInfo;
import io.github.sealframe.batchclient.models.BatchNodeDeallocationOption;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.batchclient.models.BatchPoolResizeParameters;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPools;
import io.github.sealframe.core.ServiceAnswer;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pools of a Batch account that carry a production's label. Thread-safe. */
final class AzureProductionPools implements ProductionPools {
  private final BatchClient client;
  private final LiveNodes nodes;

  AzureProductionPools(BatchConnection connection) {
    this.client = new BatchClient(connection);
    this.nodes = new LiveNodes(connection);
  }

  @Override
  public List<OwnPool> pools(ProductionCode production) {
    BatchMetadataItem label = new BatchMetadataItem(PoolBody.PRODUCTION, production.value());
    return client
        .pools()
        .listPools(BatchQuery.ALL)
        .filter(pool -> pool.metadata() != null && pool.metadata().contains(label))
        .map(AzureProductionPools::pool)
        .sorted(Comparator.comparing(pool -> pool.id().value()))
        .toList();
  }

  private static OwnPool pool(BatchPool live) {
    PoolId id = Json.id(live.id(), PoolId::new, "a pool of the production");
    String on = "pool " + id;
    int spot = live.currentLowPriorityNodes() == null ? 0 : live.currentLowPriorityNodes();
    return new OwnPool(
        id,
        Json.required(live.state(), on).toString(),
        Json.required(live.allocationState(), on).toString(),
        Json.required(live.currentDedicatedNodes(), on) + spot,
        Json.required(live.targetDedicatedNodes(), on));
  }

  @Override
  public List<OwnNode> nodes(PoolId pool) {
    List<OwnNode> all = new ArrayList<>();
    nodes.each(
        pool,
        BatchQuery.ALL.select("id,state,stateTransitionTime,nodeAgentInfo,errors"),
        BatchNode.class,
        node -> all.add(node(pool, node)));
    return all;
  }

  private static OwnNode node(PoolId pool, BatchNode live) {
    NodeId id = Json.id(live.id(), NodeId::new, "a node of pool " + pool);
    Optional<BatchNodeAgentInfo> agent = Optional.ofNullable(live.nodeAgentInfo());
    return new OwnNode(
        id,
        Json.required(live.state(), "node " + id).toString(),
        Json.required(live.stateTransitionTime(), "node " + id).toInstant(),
        agent.map(BatchNodeAgentInfo::version),
        agent.map(BatchNodeAgentInfo::lastUpdateTime).map(OffsetDateTime::toInstant),
        live.errors() == null
            ? List.of()
            : live.errors().stream().map(error -> Told.of(error.code(), error.message())).toList());
  }

  @Override
  public void drain(PoolId pool) {
    Expected.decline(
        ServiceAnswer::isConflict,
        () ->
            client
                .pools()
                .resizePool(
                    pool.value(),
                    new BatchPoolResizeParameters(
                        0, 0, null, BatchNodeDeallocationOption.TASK_COMPLETION)));
  }

  @Override
  public void delete(PoolId pool) {
    Expected.decline(
        answer -> answer.isConflict() || answer.isNotFound(),
        () -> client.pools().deletePool(pool.value()));
  }
}
