package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The operations on the account as a whole: node counts, images, applications. */
final class AccountOperations {

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
  private final Applications applications;

  AccountOperations(Account account, Applications applications) {
    this.account = account;
    this.applications = applications;
  }

  void register(Routes routes) {
    routes
        .add("GET", "/nodecounts", this::nodeCounts)
        .add("GET", "/supportedimages", this::supportedImages)
        .add("GET", "/applications", this::listApplications)
        .add("GET", "/applications/{application}", this::getApplication);
  }

  /** Account_ListPoolNodeCounts. */
  private Answer nodeCounts(Call call) {
    ListQuery query = ListQuery.of(call, Listing.NODE_COUNTS);
    return account.locked(
        () ->
            query.page(
                call,
                account.url(),
                account.pools().after(query.after()),
                AccountOperations::counts));
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
    ObjectNode image = Answer.object().put("nodeAgentSKUId", "batch.node.debian 12");
    image
        .putObject("imageReference")
        .put("publisher", "debian")
        .put("offer", "debian-12")
        .put("sku", "12-gen2")
        .put("version", "latest");
    image.put("osType", "linux").put("verificationType", "unverified");
    NavigableMap<Long, ObjectNode> images = new TreeMap<>(Map.of(1L, image));
    return ListQuery.of(call, Listing.IMAGES).page(call, account.url(), images, one -> one);
  }

  /** Application_List. */
  private Answer listApplications(Call call) {
    ListQuery query = ListQuery.of(call, Listing.APPLICATIONS);
    return query.page(
        call, account.url(), applications.all().after(query.after()), Applications::toJson);
  }

  /** Application_Get. */
  private Answer getApplication(Call call) {
    return Answer.ok(
        "applications/@Element",
        Applications.toJson(applications.application(call.id("application"))));
  }
}
