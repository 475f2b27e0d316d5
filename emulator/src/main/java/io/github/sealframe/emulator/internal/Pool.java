package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** A pool and its nodes. Guarded by the account's lock. */
final class Pool {

  /** The most nodes of each kind. */
  static final int MOST_NODES = 1_000;

  private final String id;
  private final String url;
  private final ObjectNode spec;
  private final Registry<Node> nodes = new Registry<>();
  private final PoolSamples samples = new PoolSamples();
  private final Lifecycle<PoolState> state;
  private final Lifecycle<AllocationState> allocation;
  private Stamp stamp;
  private Capacity target;
  private int pendingNodes;
  private int nodesNumbered;
  private AutoScale autoScale;
  private AutoScale.Run autoScaleRun;
  private Instant autoScaleAsked = Instant.MIN;
  private Runnable onChange = () -> {};
  private final ArrayNode resizeErrors = Answer.object().putArray("resizeErrors");

  /** A number of nodes of each kind. */
  record Capacity(int dedicated, int lowPriority) {
    int of(boolean isDedicated) {
      return isDedicated ? dedicated : lowPriority;
    }
  }

  /**
   * @param spec the pool as it was asked for, with the defaults filled in
   */
  Pool(String id, String url, ObjectNode spec, Instant now) {
    this.id = id;
    this.url = url;
    this.spec = spec;
    this.state = new Lifecycle<>(PoolState.ACTIVE, now);
    this.allocation = new Lifecycle<>(AllocationState.STEADY, now);
    this.stamp = Stamp.created(now);
    this.target = target(spec);
  }

  /** The size that a pool is asked to have. */
  static Capacity target(ObjectNode spec) {
    return new Capacity(
        spec.path("targetDedicatedNodes").asInt(), spec.path("targetLowPriorityNodes").asInt());
  }

  /** Brings a pool back as {@link #saved} told of it, without nodes. */
  Pool(ObjectNode saved, String url, Instant now) {
    this.id = Answer.text(saved, "id");
    this.url = url;
    this.spec = saved.withObject("spec");
    this.state = Lifecycle.read(saved, PoolState.class);
    this.allocation = new Lifecycle<>(AllocationState.STEADY, now);
    this.stamp = Stamp.read(saved);
    this.target =
        new Capacity(
            saved.path("targetDedicatedNodes").asInt(),
            saved.path("targetLowPriorityNodes").asInt());
    this.autoScale =
        Body.object(saved, "autoScale")
            .map(
                how ->
                    AutoScale.read(how, Optional.empty(), Times.instant(Answer.text(how, "since"))))
            .orElse(null);
  }

  /** All of it that outlives the emulator. */
  ObjectNode saved() {
    ObjectNode json = Answer.object().put("id", id);
    json.set("spec", spec);
    state.writeTo(json);
    stamp.writeTo(json);
    json.put("targetDedicatedNodes", target.dedicated());
    json.put("targetLowPriorityNodes", target.lowPriority());
    if (autoScale != null) {
      ObjectNode how = json.putObject("autoScale");
      autoScale.writeTo(how);
      how.put("since", Times.wire(autoScale.since()));
    }
    return json;
  }

  /** Calls back now, and whenever what {@link #saved} tells may be another. */
  void onChange(Runnable callback) {
    onChange = callback;
    callback.run();
  }

  String id() {
    return id;
  }

  String url() {
    return url;
  }

  ObjectNode spec() {
    return spec;
  }

  Registry<Node> nodes() {
    return nodes;
  }

  Lifecycle<PoolState> state() {
    return state;
  }

  Lifecycle<AllocationState> allocation() {
    return allocation;
  }

  Stamp stamp() {
    return stamp;
  }

  void changed(Instant now) {
    stamp = stamp.changed(now);
    onChange.run();
  }

  Capacity target() {
    return target;
  }

  void target(Capacity capacity) {
    target = capacity;
    onChange.run();
  }

  /** The nodes that it has now, those on their way in or out too. */
  Capacity current() {
    return new Capacity((int) nodesOf(true), (int) nodesOf(false));
  }

  /** How it scales itself; empty when its size is fixed. */
  Optional<AutoScale> autoScale() {
    return Optional.ofNullable(autoScale);
  }

  void autoScale(AutoScale how) {
    autoScale = how;
    autoScaleRun = null;
    onChange.run();
  }

  void fixedSize() {
    autoScale = null;
    autoScaleRun = null;
    onChange.run();
  }

  void scaled(AutoScale.Run run) {
    autoScaleRun = run;
  }

  /** What it was like, for formulas. */
  PoolSamples samples() {
    return samples;
  }

  /** When automatic scaling was last asked for. */
  Instant autoScaleAsked() {
    return autoScaleAsked;
  }

  void autoScaleAsked(Instant now) {
    autoScaleAsked = now;
  }

  int taskSlots() {
    return spec.path("taskSlotsPerNode").asInt(1);
  }

  boolean packs() {
    return spec.path("taskSchedulingPolicy").path("nodeFillType").asText().equals("pack");
  }

  Optional<ObjectNode> startTask() {
    return Body.object(spec, "startTask");
  }

  /** The number of the next node that comes, from 0. */
  int numberNode() {
    return nodesNumbered++;
  }

  /** Counts a node that is on its way in or out: as long as there is one the pool is not steady. */
  void nodePending() {
    pendingNodes++;
  }

  void nodeSettled(Instant now) {
    pendingNodes--;
    settle(now);
  }

  void settle(Instant now) {
    if (pendingNodes == 0 && !allocation.is(AllocationState.STEADY)) {
      allocation.to(AllocationState.STEADY, now);
    }
  }

  void clearResizeErrors() {
    resizeErrors.removeAll();
  }

  void resizeError(String code, String message) {
    resizeErrors.addObject().put("code", code).put("message", message);
  }

  long nodesOf(boolean dedicated) {
    return nodes.all().stream().filter(node -> node.dedicated() == dedicated).count();
  }

  ObjectNode toJson() {
    ObjectNode json = spec.deepCopy();
    json.put("id", id);
    json.put("url", url);
    stamp.writeTo(json);
    state.writeCurrent(json, "state", "stateTransitionTime");
    allocation.writeCurrent(json, "allocationState", "allocationStateTransitionTime");
    json.put("currentDedicatedNodes", nodesOf(true));
    json.put("currentLowPriorityNodes", nodesOf(false));
    json.put("targetDedicatedNodes", target.dedicated());
    json.put("targetLowPriorityNodes", target.lowPriority());
    json.put("currentNodeCommunicationMode", "simplified");
    json.put("enableAutoScale", autoScale != null);
    if (autoScale != null) {
      autoScale.writeTo(json);
    }
    if (autoScaleRun != null) {
      json.set("autoScaleRun", autoScaleRun.toJson());
    }
    if (!resizeErrors.isEmpty()) {
      json.set("resizeErrors", resizeErrors.deepCopy());
    }
    return json;
  }
}
