package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operations on pools. */
final class PoolOperations {

  private static final int MOST_NODES = 1_000;
  private static final int MOST_REMOVED_NODES = 100;
  private static final List<String> NODE_STATES =
      List.of(
          "creating",
          "deallocated",
          "deallocating",
          "idle",
          "leavingPool",
          "offline",
          "preempted",
          "rebooting",
          "reimaging",
          "running",
          "startTaskFailed",
          "starting",
          "unknown",
          "unusable",
          "upgradingOS",
          "waitingForStartTask");

  private final Account account;
  private final Fleet fleet;

  PoolOperations(Account account, Fleet fleet) {
    this.account = account;
    this.fleet = fleet;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/pools", this::add)
        .add("GET", "/pools", this::list)
        .add("GET", "/pools/{pool}", this::get)
        .add("HEAD", "/pools/{pool}", this::exists)
        .add("PATCH", "/pools/{pool}", this::patch)
        .add("DELETE", "/pools/{pool}", this::delete)
        .add("POST", "/pools/{pool}/updateproperties", this::replaceProperties)
        .add("POST", "/pools/{pool}/resize", this::resize)
        .add("POST", "/pools/{pool}/stopresize", this::stopResize)
        .add("POST", "/pools/{pool}/disableautoscale", this::disableAutoScale)
        .add("POST", "/pools/{pool}/removenodes", this::removeNodes)
        .add("GET", "/nodecounts", this::nodeCounts)
        .add("GET", "/supportedimages", this::supportedImages);
  }

  /** Pool_Add. */
  private Answer add(Call call) {
    ObjectNode body = call.json();
    String id = Body.requiredId(body);
    Body.required(body, "vmSize");
    if (Body.flag(body, "enableAutoScale", false)) {
      throw BatchError.notImplemented("autoscale formulas");
    }
    Body.integer(body, "targetDedicatedNodes", 0, MOST_NODES, 0);
    Body.integer(body, "targetLowPriorityNodes", 0, MOST_NODES, 0);
    Body.integer(body, "taskSlotsPerNode", 1, 256, 1);
    Body.object(body, "startTask").ifPresent(PoolOperations::fillStartTask);
    Body.fill(body, "taskSlotsPerNode", body.numberNode(1));
    if (Body.object(body, "taskSchedulingPolicy").isEmpty()) {
      body.putObject("taskSchedulingPolicy").put("nodeFillType", "spread");
    }
    Body.fill(body, "enableAutoScale", body.booleanNode(false));
    Body.fill(body, "enableInterNodeCommunication", body.booleanNode(false));
    Body.fill(body, "targetNodeCommunicationMode", body.textNode("default"));
    Body.normaliseDuration(body, "resizeTimeout", "PT15M");
    return account.locked(
        () -> {
          Pool pool = new Pool(id, account.url() + "/pools/" + id, body, account.now());
          if (!account.pools().add(id, pool)) {
            throw BatchError.exists("Pool", id);
          }
          fleet.allocate(pool, Optional.empty());
          return Answer.of(201).created(pool.url()).stamped(pool.stamp());
        });
  }

  /** Checks a StartTask and fills its defaults in. */
  private static void fillStartTask(ObjectNode startTask) {
    CommandSpec.ofStartTask(startTask);
    Defaults.userIdentity(startTask);
    Body.fill(startTask, "maxTaskRetryCount", startTask.numberNode(0));
    Body.fill(startTask, "waitForSuccess", startTask.booleanNode(true));
  }

  /** Pool_List. */
  private Answer list(Call call) {
    ListQuery query = ListQuery.of(call);
    return account.locked(
        () ->
            Answer.ok(
                "pools",
                query.page(
                    call, account.url(), account.pools().after(query.after()), Pool::toJson)));
  }

  /** Pool_Get. */
  private Answer get(Call call) {
    return account.locked(
        () -> {
          Pool pool = account.pool(call.id("pool"));
          call.requireConditions(pool.stamp());
          return Answer.entity(
              "pools/@Element", ListQuery.select(call, pool.toJson()), pool.stamp());
        });
  }

  /** Pool_Exists. */
  private Answer exists(Call call) {
    return account.locked(
        () -> {
          Pool pool = account.pool(call.id("pool"));
          call.requireConditions(pool.stamp());
          return Answer.of(200).stamped(pool.stamp());
        });
  }

  /**
   * Pool_Patch: what is not given stays. A changed StartTask reaches nodes when they next start.
   */
  private Answer patch(Call call) {
    ObjectNode body = call.json();
    Body.object(body, "startTask").ifPresent(PoolOperations::fillStartTask);
    for (String name : List.of("targetDedicatedNodes", "targetLowPriorityNodes", "id")) {
      body.remove(name);
    }
    return account.locked(
        () -> {
          Pool pool = changeable(call);
          pool.spec().setAll(body);
          pool.changed(account.now());
          return Answer.of(200).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_UpdateProperties: what is not given is removed. */
  private Answer replaceProperties(Call call) {
    ObjectNode body = call.json();
    Body.object(body, "startTask").ifPresent(PoolOperations::fillStartTask);
    return account.locked(
        () -> {
          Pool pool = changeable(call);
          for (String name :
              List.of(
                  "startTask",
                  "metadata",
                  "applicationPackageReferences",
                  "certificateReferences")) {
            pool.spec().remove(name);
            if (body.has(name)) {
              pool.spec().set(name, body.get(name));
            }
          }
          pool.spec()
              .put(
                  "targetNodeCommunicationMode",
                  Body.optional(body, "targetNodeCommunicationMode").orElse("default"));
          pool.changed(account.now());
          return Answer.of(204).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_Delete. */
  private Answer delete(Call call) {
    return account.locked(
        () -> {
          Pool pool = changeable(call);
          fleet.delete(pool);
          return Answer.of(202);
        });
  }

  /** Pool_Resize: taken only while the pool is steady. */
  private Answer resize(Call call) {
    ObjectNode body = call.json();
    if (!body.has("targetDedicatedNodes") && !body.has("targetLowPriorityNodes")) {
      throw BatchError.missingProperty("targetDedicatedNodes");
    }
    Optional<Stop> running = StopChoice.read(body, "nodeDeallocationOption");
    return account.locked(
        () -> {
          Pool pool = steady(call);
          pool.target(
              new Pool.Capacity(
                  Body.integer(
                      body, "targetDedicatedNodes", 0, MOST_NODES, pool.target().dedicated()),
                  Body.integer(
                      body, "targetLowPriorityNodes", 0, MOST_NODES, pool.target().lowPriority())));
          pool.spec()
              .put(
                  "resizeTimeout",
                  Body.duration(body, "resizeTimeout").map(Times::wire).orElse("PT15M"));
          fleet.allocate(pool, running);
          pool.changed(account.now());
          return Answer.of(202).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_StopResize. */
  private Answer stopResize(Call call) {
    return account.locked(
        () -> {
          Pool pool = changeable(call);
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

  /** Pool_DisableAutoScale: no pool of the emulator has autoscale on, so this changes nothing. */
  private Answer disableAutoScale(Call call) {
    return account.locked(
        () -> {
          Pool pool = changeable(call);
          return Answer.of(200).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_RemoveNodes: at most 100 a call, and only while the pool is steady. */
  private Answer removeNodes(Call call) {
    ObjectNode body = call.json();
    List<String> ids = Body.strings(body, "nodeList");
    if (ids.isEmpty() || ids.size() > MOST_REMOVED_NODES) {
      throw BatchError.invalidProperty(
          "nodeList",
          Integer.toString(ids.size()),
          "It has to name 1 to " + MOST_REMOVED_NODES + " nodes.");
    }
    Optional<Stop> running = StopChoice.read(body, "nodeDeallocationOption");
    return account.locked(
        () -> {
          Pool pool = steady(call);
          Set<Node> nodes = new HashSet<>();
          ids.forEach(id -> nodes.add(account.node(pool.id(), id)));
          int dedicated = (int) nodes.stream().filter(Node::dedicated).count();
          pool.target(
              new Pool.Capacity(
                  Math.max(0, pool.target().dedicated() - dedicated),
                  Math.max(0, pool.target().lowPriority() - (nodes.size() - dedicated))));
          pool.allocation().to(AllocationState.RESIZING, account.now());
          pool.clearResizeErrors();
          nodes.forEach(node -> fleet.remove(node, running));
          pool.changed(account.now());
          return Answer.of(202).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Account_ListPoolNodeCounts. */
  private Answer nodeCounts(Call call) {
    ListQuery query = ListQuery.of(call);
    return account.locked(
        () ->
            Answer.ok(
                "poolnodecounts",
                query.page(
                    call,
                    account.url(),
                    account.pools().after(query.after()),
                    PoolOperations::counts)));
  }

  private static ObjectNode counts(Pool pool) {
    ObjectNode json = Answer.object().put("poolId", pool.id());
    for (boolean dedicated : List.of(true, false)) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      NODE_STATES.forEach(state -> counts.put(state, 0));
      int total = 0;
      for (Node node : pool.nodes().all()) {
        if (node.dedicated() == dedicated) {
          String state = Lifecycle.wire(node.state().state());
          NODE_STATES.stream()
              .filter(name -> name.equalsIgnoreCase(state))
              .forEach(name -> counts.merge(name, 1, Integer::sum));
          total++;
        }
      }
      ObjectNode kind = json.putObject(dedicated ? "dedicated" : "lowPriority");
      counts.forEach(kind::put);
      kind.put("total", total);
    }
    return json;
  }

  /** Account_ListSupportedImages: one image, so that clients that look for one find it. */
  private Answer supportedImages(Call call) {
    ObjectNode body = Answer.object();
    ArrayNode images = body.putArray("value");
    ObjectNode image = images.addObject().put("nodeAgentSKUId", "batch.node.debian 12");
    image
        .putObject("imageReference")
        .put("publisher", "debian")
        .put("offer", "debian-12")
        .put("sku", "12-gen2")
        .put("version", "latest");
    image.put("osType", "linux").put("verificationType", "unverified");
    return Answer.ok("supportedimages", body);
  }

  private Pool changeable(Call call) {
    Pool pool = account.pool(call.id("pool"));
    call.requireConditions(pool.stamp());
    if (pool.state().is(PoolState.DELETING)) {
      throw BatchError.conflict(
          "PoolBeingDeleted", "The specified pool has been marked for deletion.");
    }
    return pool;
  }

  private Pool steady(Call call) {
    Pool pool = changeable(call);
    if (!pool.allocation().is(AllocationState.STEADY)) {
      throw BatchError.conflict("PoolBeingResized", "The specified pool is being resized.");
    }
    return pool;
  }
}
