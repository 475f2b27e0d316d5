package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations of Azure Resource Manager on the account's pools: it alone gives them identities.
 * The account is in every subscription and resource group that it is asked for in.
 */
final class ArmPoolOperations {

  private static final String ACCOUNT =
      "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Batch"
          + "/batchAccounts/{account}";
  private static final String POOL = ACCOUNT + "/pools/{pool}";
  private static final String TYPE = "Microsoft.Batch/batchAccounts/pools";
  private static final Pattern SUBSCRIPTION =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern DELETION = Pattern.compile("delete-(.+)-(0x[0-9A-F]+)");

  /** What a body may have: all but the first two is what an answer had, and is not looked at. */
  private static final Set<String> MEMBERS =
      Set.of("identity", "properties", "id", "name", "type", "etag");

  private static final Set<String> CHANGEABLE =
      Set.of("startTask", "metadata", "targetNodeCommunicationMode", "scaleSettings");

  private final Account account;
  private final Fleet fleet;
  private final PoolCreation pools;
  private final PoolSpec spec;

  ArmPoolOperations(Account account, Fleet fleet, PoolCreation pools, PoolSpec spec) {
    this.account = account;
    this.fleet = fleet;
    this.pools = pools;
    this.spec = spec;
  }

  void register(Routes routes) {
    routes
        .add("PUT", POOL, this::put)
        .add("GET", POOL, this::get)
        .add("DELETE", POOL, this::delete)
        .add("GET", ACCOUNT + "/poolOperationResults/{operation}", this::deletion);
  }

  /** Pool_Create, which changes a pool that is there. */
  private Answer put(Call call) {
    checkAccount(call);
    ObjectNode body = Body.parse(call.body());
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw BatchError.invalidBody(
                        "Could not find member '" + name + "' on object of type 'Pool'.")
                    .with("PropertyPath", name);
              }
            });
    List<PoolIdentity> identities = PoolIdentity.asked(body);
    ObjectNode pool =
        ArmPoolForm.toBatch(Body.object(body, "properties").orElseGet(Answer::object));
    Optional<Stop> running = StopChoice.read(pool, "nodeDeallocationOption");
    pool.remove("nodeDeallocationOption");
    pool.put("id", call.id("pool"));
    Types.check(pool, "PoolAddParameter", call.parameter("api-version"));
    String id = Body.requiredId(pool);
    spec.complete(pool);
    PoolIdentity.writeTo(pool, identities);
    return account.locked(
        () -> {
          Optional<Pool> live = account.pools().find(id);
          if (live.isEmpty()) {
            if (!call.header("If-Match").isEmpty()) {
              throw BatchError.conditionNotMet();
            }
            return shown(call, pools.create(id, pool));
          }
          return shown(call, change(call, live.get(), pool, running));
        });
  }

  private Pool change(Call call, Pool live, ObjectNode asked, Optional<Stop> running) {
    account.changeablePool(call);
    ObjectNode was = ArmPoolForm.toArm(live.spec());
    ObjectNode is = ArmPoolForm.toArm(asked);
    Set<String> names = new TreeSet<>();
    was.fieldNames().forEachRemaining(names::add);
    is.fieldNames().forEachRemaining(names::add);
    names.removeAll(CHANGEABLE);
    for (String name : names) {
      JsonNode before = was.path(name);
      if (!before.equals(is.path(name))) {
        String reason = "A property that cannot be updated was specified as part of the request.";
        throw new BatchError(400, "PropertyCannotBeUpdated", reason)
            .with("Reason", reason)
            .with("PropertyName", name)
            .with("PropertyPath", "properties." + name);
      }
    }
    pools.change(live, asked, running);
    return live;
  }

  /** Pool_Get. */
  private Answer get(Call call) {
    checkAccount(call);
    return account.locked(() -> shown(call, account.pool(call.id("pool"))));
  }

  /** Pool_Delete. */
  private Answer delete(Call call) {
    checkAccount(call);
    return account.locked(
        () -> {
          if (account.pools().find(call.id("pool")).isEmpty()) {
            return Answer.of(204);
          }
          Pool pool = account.changeablePool(call);
          fleet.delete(pool);
          return underWay(
              call.rawPath().replaceFirst("/pools/[^/]*$", "/poolOperationResults/")
                  + "delete-"
                  + pool.id()
                  + "-"
                  + pool.stamp().eTag());
        });
  }

  /** Pool_GetOperationResult, in the place that the answer to Pool_Delete told. */
  private Answer deletion(Call call) {
    checkAccount(call);
    Matcher operation = DELETION.matcher(call.id("operation"));
    if (!operation.matches()) {
      throw notFound("The operation " + call.id("operation"));
    }
    return account.locked(
        () ->
            account
                .pools()
                .find(operation.group(1))
                .filter(pool -> pool.stamp().eTag().equals(operation.group(2)))
                .map(pool -> underWay(call.rawPath()))
                .orElse(Answer.of(200)));
  }

  private Answer underWay(String path) {
    return Answer.of(202)
        .with("Location", account.url() + path + "?api-version=2024-07-01")
        .with("Retry-After", "1");
  }

  private void checkAccount(Call call) {
    if (!SUBSCRIPTION.matcher(call.id("subscription")).matches()) {
      throw new BatchError(
          400,
          "InvalidSubscriptionId",
          "The provided subscription identifier '"
              + call.id("subscription")
              + "' is malformed or invalid.");
    }
    if (!call.id("account").equalsIgnoreCase(account.name())) {
      throw notFound("The Resource 'Microsoft.Batch/batchAccounts/" + call.id("account") + "'");
    }
  }

  private static BatchError notFound(String what) {
    return new BatchError(404, "ResourceNotFound", what + " was not found.");
  }

  private static Answer shown(Call call, Pool pool) {
    String tag = "W/\"" + pool.stamp().eTag() + "\"";
    ObjectNode body =
        Answer.object()
            .put("id", call.rawPath())
            .put("name", pool.id())
            .put("type", TYPE)
            .put("etag", tag);
    ObjectNode live = pool.toJson();
    PoolIdentity.writeByIdTo(body, PoolIdentity.of(live));
    body.set("properties", properties(live));
    return new Answer(200, Answer.of(200).with("ETag", tag).headers(), new Answer.PlainJson(body));
  }

  private static ObjectNode properties(ObjectNode live) {
    ObjectNode properties = ArmPoolForm.toArm(live);
    properties
        .withObjectProperty("scaleSettings")
        .remove(live.path("enableAutoScale").asBoolean() ? "fixedScale" : "autoScale");
    for (String same :
        List.of(
            "lastModified",
            "creationTime",
            "currentDedicatedNodes",
            "currentLowPriorityNodes",
            "allocationStateTransitionTime")) {
      properties.set(same, live.get(same));
    }
    boolean stays = live.path("state").asText().equals("active");
    return properties
        .put("provisioningState", stays ? "Succeeded" : "Deleting")
        .put("provisioningStateTransitionTime", Answer.text(live, "stateTransitionTime"))
        .put("allocationState", capitalised(Answer.text(live, "allocationState")))
        .put("currentNodeCommunicationMode", "Simplified");
  }

  private static String capitalised(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
