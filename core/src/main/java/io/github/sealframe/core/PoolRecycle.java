package io.github.sealframe.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Takes a pool to no nodes and back, since a node gets a newer Batch agent, and a newer host, only
 * when it is made anew. What the nodes said is saved first. Tasks that run end before their node
 * goes, and those that wait go on afterwards. Thread-safe.
 *
 * <p>Running it again after it was cut off goes on; a pool that is at no nodes by then has to be
 * told how many it is to have.
 */
public final class PoolRecycle {
  private static final Duration LOG_LIMIT = Duration.ofMinutes(2);
  private static final int MAX_OUTPUT_BYTES = 1 << 20;

  private final Farm farm;
  private final HoldKeeper holds;
  private final SoundPools pools;
  private final Clock clock;
  private final Duration limit;

  /**
   * @param farm the production's services
   * @param production whose pools
   * @param clock names the folder of what is saved
   * @param limit how long to wait for the nodes to go, and again for them to come, more than zero
   * @param listener told what a {@link HoldKeeper} tells
   */
  public PoolRecycle(
      Farm farm,
      ProductionCode production,
      Clock clock,
      Duration limit,
      Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.holds = new HoldKeeper(farm, clock, listener);
    this.pools = new SoundPools("recycle", farm, production, holds);
    this.clock = clock;
    this.limit = limit;
  }

  /**
   * What was done.
   *
   * @param pool on which pool
   * @param nodes how many nodes it has again
   * @param agents versions of the Batch agent that they have, in no order; none of a node that
   *     cannot be used
   * @param saved what was saved, or could not be, one line for each piece
   */
  public record Recycled(PoolId pool, int nodes, Set<String> agents, List<String> saved) {}

  /**
   * Recycles a pool.
   *
   * @param nodes how many nodes it is to have afterwards; as many as it aims at when empty
   * @throws HeldRefusal when the production is held
   * @throws PolicyRefusal when a node cannot be used: what it says is evidence for a hold
   * @throws ConfigurationRefusal when the production has no such pool, or the pool has no nodes and
   *     nobody says how many
   * @throws CapacityRefusal when the nodes did not go, or come, within the limit
   */
  public Recycled recycle(PoolId pool, OptionalInt nodes) throws IOException {
    ProductionPools.OwnPool live = pools.sound(pool);
    int size = nodes.orElse(live.targetNodes());
    if (size < 1) {
      throw new ConfigurationRefusal(
          "recycle", "pool " + pool, "it aims at no nodes", "say how many with --nodes N");
    }
    List<String> saved = saveAll(pool);
    await(pool, "it still has nodes", () -> isDrained(pool));
    await(pool, "it did not get its nodes", () -> hasNodes(pool, size));
    await(pool, "its nodes do not tell their agents", () -> isEachKnown(pool));
    return new Recycled(pool, size, agents(pool), saved);
  }

  private List<String> saveAll(PoolId pool) throws IOException {
    List<String> lines = new ArrayList<>();
    String folder = "recycled-" + clock.instant().toEpochMilli();
    for (NodeId node : farm.pools().nodes(pool)) {
      for (String file : List.of("startup/stdout.txt", "startup/stderr.txt")) {
        Optional<String> text = farm.pools().nodeFile(pool, node, file, MAX_OUTPUT_BYTES);
        BlobRef place = new BlobRef(ContainerRole.EVIDENCE, folder + "/" + node + "/" + file);
        if (text.isPresent()) {
          farm.blobs().putIfAbsent(place, Content.of(text.get()));
        }
        lines.add(
            text.isPresent() ? place.toString() : "unobtainable: " + file + " of node " + node);
      }
      lines.add(logs(pool, node));
    }
    return lines;
  }

  /** The node sends them after it was told to, and has to be there until it has. */
  private String logs(PoolId pool, NodeId node) {
    Optional<Pools.AgentLogs> logs = farm.pools().saveAgentLogs(pool, node);
    if (logs.isEmpty() || !Patience.until(LOG_LIMIT, () -> logs.get().areIn(farm.blobs()))) {
      return "unobtainable: logs of the agent of node " + node;
    }
    return logs.get().place() + " (logs of the agent)";
  }

  /** A resize gives up after a while, with tasks that still run: then it is asked for again. */
  private boolean isDrained(PoolId pool) {
    ProductionPools.OwnPool live = pools.own(pool);
    if (live.isSteady() && live.currentNodes() > 0) {
      refuseWhenHeld();
      farm.ownPools().drain(pool);
    }
    return live.isSteady() && live.currentNodes() == 0;
  }

  private boolean hasNodes(PoolId pool, int size) {
    ProductionPools.OwnPool live = pools.own(pool);
    if (live.isSteady() && live.targetNodes() != size) {
      refuseWhenHeld();
      farm.pools().resize(pool, size);
    }
    return live.isSteady() && live.targetNodes() == size && live.currentNodes() == size;
  }

  /** A hold that was put on meanwhile has stopped the resize, and keeps the nodes as they are. */
  private void refuseWhenHeld() {
    try {
      holds.refuseWhenHeld("go on recycling a pool of");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node tells its agent when it has begun, and one that cannot be used may never tell. */
  private boolean isEachKnown(PoolId pool) {
    return farm.ownPools().nodes(pool).stream().allMatch(node -> node.agent().isPresent())
        || !farm.pools().refusedNodes(pool).isEmpty();
  }

  private Set<String> agents(PoolId pool) {
    return farm.ownPools().nodes(pool).stream()
        .flatMap(node -> node.agent().stream())
        .collect(Collectors.toSet());
  }

  private void await(PoolId pool, String why, BooleanSupplier condition) {
    if (!Patience.until(limit, condition)) {
      throw new CapacityRefusal(
          "recycle",
          "pool " + pool,
          why + " after " + limit.truncatedTo(ChronoUnit.SECONDS),
          "see `pool status` and what runs there, then recycle it again with --nodes N");
    }
  }
}
