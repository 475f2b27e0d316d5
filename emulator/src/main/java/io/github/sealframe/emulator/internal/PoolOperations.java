package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The operations on pools, but for their size. */
final class PoolOperations {

  /** What changes at any time; everything else only while the pool has no node. */
  private static final Set<String> ALWAYS_CHANGEABLE =
      Set.of(
          "startTask",
          "metadata",
          "applicationPackageReferences",
          "certificateReferences",
          "targetNodeCommunicationMode");

  private final Account account;
  private final Fleet fleet;
  private final PoolCreation pools;
  private final PoolSpec spec;

  PoolOperations(Account account, Fleet fleet, PoolCreation pools, PoolSpec spec) {
    this.account = account;
    this.fleet = fleet;
    this.pools = pools;
    this.spec = spec;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/pools", this::add)
        .add("GET", "/pools", this::list)
        .add("GET", "/pools/{pool}", this::get)
        .add("HEAD", "/pools/{pool}", this::exists)
        .add("PATCH", "/pools/{pool}", this::patch)
        .add("DELETE", "/pools/{pool}", this::delete)
        .add("POST", "/pools/{pool}/updateproperties", this::replaceProperties);
  }

  /** Pool_Add. */
  private Answer add(Call call) {
    ObjectNode body = call.json("PoolAddParameter");
    String id = Body.requiredId(body);
    spec.complete(body);
    return account.locked(
        () -> {
          Pool pool = pools.create(id, body);
          return Answer.of(201).created(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_List. */
  private Answer list(Call call) {
    ListQuery query = ListQuery.of(call, Listing.POOLS);
    return account.locked(
        () -> query.page(call, account.url(), account.pools().after(query.after()), Pool::toJson));
  }

  /** Pool_Get. */
  private Answer get(Call call) {
    return account.locked(
        () -> {
          Pool pool = account.pool(call.id("pool"));
          call.requireConditions(pool.stamp());
          return Answer.entity(
              "pools/@Element", ListQuery.select(call, Listing.POOLS, pool.toJson()), pool.stamp());
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
    ObjectNode body = call.json("PoolPatchParameter");
    spec.checkChange(body);
    return account.locked(
        () -> {
          Pool pool = account.changeablePool(call);
          if (pool.nodes().size() > 0) {
            requireAlwaysChangeable(body);
          }
          pool.spec().setAll(body);
          pool.changed(account.now());
          return Answer.of(200).at(pool.url()).stamped(pool.stamp());
        });
  }

  private static void requireAlwaysChangeable(ObjectNode body) {
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!ALWAYS_CHANGEABLE.contains(name)) {
                throw BatchError.conflict(
                        "OperationInvalidForCurrentState",
                        "The property can be changed only while the pool is empty.")
                    .with("PropertyName", name);
              }
            });
  }

  /** Pool_UpdateProperties: what is not given is removed. */
  private Answer replaceProperties(Call call) {
    ObjectNode body = call.json("PoolUpdatePropertiesParameter");
    spec.checkChange(body);
    Body.fill(body, "targetNodeCommunicationMode", body.textNode("default"));
    return account.locked(
        () -> {
          Pool pool = account.changeablePool(call);
          pool.spec().remove(ALWAYS_CHANGEABLE);
          pool.spec().setAll(body);
          pool.changed(account.now());
          return Answer.of(204).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_Delete. */
  private Answer delete(Call call) {
    return account.locked(
        () -> {
          fleet.delete(account.changeablePool(call));
          return Answer.of(202);
        });
  }
}
