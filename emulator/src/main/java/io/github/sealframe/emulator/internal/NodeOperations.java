package io.github.sealframe.emulator.internal;

import java.util.Optional;

/** The operations on nodes, but for their files. */
final class NodeOperations {

  private final Account account;
  private final Fleet fleet;

  NodeOperations(Account account, Fleet fleet) {
    this.account = account;
    this.fleet = fleet;
  }

  void register(Routes routes) {
    routes
        .add("GET", "/pools/{pool}/nodes", this::list)
        .add("GET", "/pools/{pool}/nodes/{node}", this::get)
        .add("POST", "/pools/{pool}/nodes/{node}/reboot", this::reboot)
        .add("POST", "/pools/{pool}/nodes/{node}/reimage", this::reimage)
        .add("POST", "/pools/{pool}/nodes/{node}/start", this::start)
        .add("POST", "/pools/{pool}/nodes/{node}/deallocate", this::deallocate)
        .add("POST", "/pools/{pool}/nodes/{node}/disablescheduling", this::disableScheduling)
        .add("POST", "/pools/{pool}/nodes/{node}/enablescheduling", this::enableScheduling);
  }

  /** ComputeNode_List. */
  private Answer list(Call call) {
    ListQuery query = ListQuery.of(call, Listing.NODES);
    return account.locked(
        () ->
            query.page(
                call,
                account.url(),
                account.pool(call.id("pool")).nodes().after(query.after()),
                Node::toJson));
  }

  /** ComputeNode_Get. */
  private Answer get(Call call) {
    return account.locked(
        () ->
            Answer.ok(
                "nodes/@Element", ListQuery.select(call, Listing.NODES, node(call).toJson())));
  }

  /** ComputeNode_Reboot. */
  private Answer reboot(Call call) {
    return restart(call, Fleet.Restart.REBOOT, "NodeRebootParameter", "nodeRebootOption");
  }

  /** ComputeNode_Reimage. */
  private Answer reimage(Call call) {
    return restart(call, Fleet.Restart.REIMAGE, "NodeReimageParameter", "nodeReimageOption");
  }

  private Answer restart(Call call, Fleet.Restart how, String type, String option) {
    Optional<Stop> running = StopChoice.read(call.jsonOrEmpty(type), option);
    return account.locked(
        () -> {
          Node node = node(call);
          requireWorking(node);
          fleet.restart(node, how, running);
          return Answer.of(202).at(node.url());
        });
  }

  /** ComputeNode_Deallocate. */
  private Answer deallocate(Call call) {
    Optional<Stop> running =
        StopChoice.read(call.jsonOrEmpty("NodeDeallocateParameter"), "nodeDeallocateOption");
    return account.locked(
        () -> {
          Node node = node(call);
          requireWorking(node);
          fleet.deallocate(node, running);
          return Answer.of(202).at(node.url());
        });
  }

  /** ComputeNode_Start: for a node that was deallocated. */
  private Answer start(Call call) {
    return account.locked(
        () -> {
          Node node = node(call);
          if (!node.state().is(NodeState.DEALLOCATED)) {
            throw invalidState(node, "deallocated");
          }
          fleet.start(node);
          return Answer.of(202).at(node.url());
        });
  }

  /** A node restarts only while it is {@code idle} or {@code running}. */
  private static void requireWorking(Node node) {
    switch (node.state().state()) {
      case IDLE, RUNNING -> {}
      case CREATING ->
          throw BatchError.conflict("NodeBeingCreated", "The specified node is being created.");
      case STARTING ->
          throw BatchError.conflict("NodeBeingStarted", "The specified node is being started.");
      case REBOOTING ->
          throw BatchError.conflict("NodeBeingRebooted", "The specified node is being rebooted.");
      case REIMAGING ->
          throw BatchError.conflict("NodeBeingReimaged", "The specified node is being reimaged.");
      case UNUSABLE ->
          throw BatchError.conflict(
              "NodeStateUnusable", "The state of the specified node is unusable.");
      default -> throw invalidState(node, "idle or running");
    }
  }

  private static BatchError invalidState(Node node, String needed) {
    return BatchError.conflict(
        "OperationInvalidForCurrentState",
        "The node is " + Lifecycle.wire(node.state().state()) + "; this needs " + needed + ".");
  }

  /** ComputeNode_DisableScheduling. */
  private Answer disableScheduling(Call call) {
    Optional<Stop> running =
        StopChoice.read(
            call.jsonOrEmpty("NodeDisableSchedulingParameter"), "nodeDisableSchedulingOption");
    return account.locked(
        () -> {
          Node node = node(call);
          requireScheduling(node, node.schedulingEnabled());
          fleet.disableScheduling(node, running);
          return Answer.of(200).at(node.url());
        });
  }

  /** ComputeNode_EnableScheduling. */
  private Answer enableScheduling(Call call) {
    return account.locked(
        () -> {
          Node node = node(call);
          requireScheduling(node, !node.schedulingEnabled());
          fleet.enableScheduling(node);
          return Answer.of(200).at(node.url());
        });
  }

  private static void requireScheduling(Node node, boolean changes) {
    if (!changes) {
      throw BatchError.conflict(
          "NodeAlreadyInTargetSchedulingState",
          "The specified node is already in the target scheduling state.");
    }
    if (node.state().is(NodeState.UNUSABLE)) {
      throw BatchError.conflict(
          "NodeStateUnusable", "The state of the specified node is unusable.");
    }
  }

  private Node node(Call call) {
    return account.node(call.id("pool"), call.id("node"));
  }
}
