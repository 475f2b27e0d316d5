package io.github.sealframe.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Port: the pools that carry a production's label, whatever plan they were made for. Others are
 * neither shown nor touched. Implementations are thread-safe; every method throws a {@link Refusal}
 * when the service refuses or does not answer.
 */
public interface ProductionPools {
  /** Those that there are, by id. */
  List<OwnPool> pools(ProductionCode production);

  /** The nodes that a pool has, in any state; none when it is gone. */
  List<OwnNode> nodes(PoolId pool);

  /**
   * Aims at no nodes: those that work end their tasks first, and no task begins on them. Does
   * nothing while the pool is not steady.
   */
  void drain(PoolId pool);

  /** Asks for a pool to be deleted, with its nodes; one that is gone is no error. */
  void delete(PoolId pool);

  /**
   * A pool.
   *
   * @param id which
   * @param state as Batch names it, as in {@code active} or {@code deleting}
   * @param allocation as Batch names it, as in {@code steady} or {@code resizing}
   * @param currentNodes nodes that it has, dedicated and spot
   * @param targetNodes dedicated nodes aimed at
   */
  record OwnPool(PoolId id, String state, String allocation, int currentNodes, int targetNodes) {
    /** Whether no resize is under way. */
    public boolean isSteady() {
      return allocation.equals("steady");
    }
  }

  /**
   * A node.
   *
   * @param id which
   * @param state as Batch names it, as in {@code idle}
   * @param since when it came into that state, as the service tells time
   * @param agent version of the Batch agent on it; empty when it has not told yet
   * @param agentSince when it got that agent, as the service tells time
   * @param errors code and message of what the service reports of it
   */
  record OwnNode(
      NodeId id,
      String state,
      Instant since,
      Optional<String> agent,
      Optional<Instant> agentSince,
      List<String> errors) {}
}
