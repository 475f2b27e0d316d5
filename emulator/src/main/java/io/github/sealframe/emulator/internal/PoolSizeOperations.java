package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations that bring nodes into pools and take them out. */
final class PoolSizeOperations {

  private static final int MOST_REMOVED_NODES = 100;

  private final Account account;
  private final Fleet fleet;

  PoolSizeOperations(Account account, Fleet fleet) {
    this.account = account;
    this.fleet = fleet;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/pools/{pool}/resize", this::resize)
        .add("POST", "/pools/{pool}/stopresize", this::stopResize)
        .add("POST", "/pools/{pool}/removenodes", this::removeNodes);
  }

  /** Pool_Resize: taken only while the pool is steady and does not scale itself. */
  private Answer resize(Call call) {
    ObjectNode body = call.json("PoolResizeParameter");
    if (!body.has("targetDedicatedNodes") && !body.has("targetLowPriorityNodes")) {
      throw BatchError.missingProperty("targetDedicatedNodes");
    }
    Optional<Stop> running = StopChoice.read(body, "nodeDeallocationOption");
    String timeout = PoolSpec.resizeTimeout(body);
    return account.locked(
        () -> {
          Pool pool = account.steadyPool(call);
          if (pool.autoScale().isPresent()) {
            throw BatchError.conflict(
                "OperationInvalidForCurrentState",
                "The pool is configured for automatic scaling, and cannot be resized.");
          }
          pool.target(
              new Pool.Capacity(
                  Body.integer(
                      body, "targetDedicatedNodes", 0, Pool.MOST_NODES, pool.target().dedicated()),
                  Body.integer(
                      body,
                      "targetLowPriorityNodes",
                      0,
                      Pool.MOST_NODES,
                      pool.target().lowPriority())));
          pool.spec().put("resizeTimeout", timeout);
          fleet.allocate(pool, running);
          pool.changed(account.now());
          return Answer.of(202).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_StopResize. */
  private Answer stopResize(Call call) {
    return account.locked(
        () -> {
          Pool pool = account.changeablePool(call);
          if (!pool.allocation().is(AllocationState.RESIZING)) {
            throw BatchError.conflict(
                "OperationInvalidForCurrentState",
                "The pool is not being resized; there is nothing to stop.");
          }
          fleet.stopResize(pool);
          pool.changed(account.now());
          return Answer.of(202).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_RemoveNodes: at most 100 a call, and only while the pool is steady. */
  private Answer removeNodes(Call call) {
    ObjectNode body = call.json("NodeRemoveParameter");
    List<String> ids = Body.strings(body, "nodeList");
    if (ids.isEmpty() || ids.size() > MOST_REMOVED_NODES) {
      throw BatchError.invalidProperty(
          "nodeList",
          Integer.toString(ids.size()),
          "It has to name 1 to " + MOST_REMOVED_NODES + " nodes.");
    }
    Optional<Stop> running = StopChoice.read(body, "nodeDeallocationOption");
    String timeout = PoolSpec.resizeTimeout(body);
    return account.locked(
        () -> {
          Pool pool = account.steadyPool(call);
          Set<Node> nodes = new HashSet<>();
          ids.forEach(id -> nodes.add(account.node(pool.id(), id)));
          int dedicated = (int) nodes.stream().filter(Node::dedicated).count();
          pool.target(
              new Pool.Capacity(
                  Math.max(0, pool.target().dedicated() - dedicated),
                  Math.max(0, pool.target().lowPriority() - (nodes.size() - dedicated))));
          pool.allocation().to(AllocationState.RESIZING, account.now());
          pool.clearResizeErrors();
          pool.spec().put("resizeTimeout", timeout);
          nodes.forEach(node -> fleet.remove(node, running));
          pool.changed(account.now());
          return Answer.of(202).at(pool.url()).stamped(pool.stamp());
        });
  }
}
