package io.github.sealframe.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Port: the pools, and their nodes, of a production in its Azure Batch account. Implementations are
 * thread-safe; every method throws a {@link Refusal} when the service refuses or does not answer.
 * Creating what exists already is no error: the caller looks at what is there.
 *
 * <p>A pool is touched only when its metadata has this production's label. What a hold does, it
 * does as well where the label was taken away from a pool whose id derives from the production's
 * code; another production's pool is to a hold as one that is gone.
 */
public interface Pools {
  /** How many nodes the service removes with one request. */
  int MOST_REMOVED = 100;

  /**
   * Makes the pool.
   *
   * @return whether it was made; false when there is one of that id
   */
  boolean createPool(PoolPlan plan);

  /** The pool as it is now, compared with the plan; empty when there is none. */
  Optional<LivePool> pool(PoolPlan plan);

  /**
   * Aims at {@code nodes} dedicated nodes and no spot nodes; does nothing while the pool is not
   * steady.
   *
   * @throws PolicyRefusal when it does not have this production's label
   */
  void resize(PoolId pool, int nodes);

  /**
   * Takes a step to keep the pool from growing: ends automatic scaling, ends a resize under way,
   * aims at all nodes that it has, the bad ones included.
   *
   * @return whether nothing was left to do: the pool is steady at the nodes that it has, or gone
   */
  boolean stopGrowing(PoolId pool);

  /**
   * Keeps a node from work; what runs there is queued again.
   *
   * @return false when it is gone, or in a state in which it takes no such order, and no work
   */
  boolean stopScheduling(PoolId pool, NodeId node);

  /**
   * Begins to take nodes out of the pool, the first {@value #MOST_REMOVED} that are there, so that
   * it is to be asked until none is; those that have gone already are no error. Does nothing while
   * the pool is not steady.
   *
   * @throws PolicyRefusal when it does not have this production's label
   */
  void removeNodes(PoolId pool, List<NodeId> nodes);

  /** The nodes that the pool has, in any state. */
  List<NodeId> nodes(PoolId pool);

  /**
   * Nodes whose own StartTask, as they report it, is not the plan's: the pool's may have been
   * another one when they joined. A node that has none yet is passed over until it could work.
   */
  List<DifferentNode> differentNodes(PoolPlan plan);

  /** The pool's nodes in one of the states that tell of a refused or lost node. */
  List<RefusedNode> refusedNodes(PoolId pool);

  /** The pool's nodes that take work: idle or running; none when the pool is gone. */
  List<NodeId> readyNodes(PoolId pool);

  /** How many nodes are in each state that can, or soon will, take work. */
  NodeCounts nodeCounts(PoolId pool);

  /** Code and message of each error of the pool's last resize; empty while one is under way. */
  List<String> resizeErrors(PoolId pool);

  /**
   * The first bytes of a file on a node, as text.
   *
   * @param path relative to the node's root folder, as in {@code startup/stderr.txt}
   * @param maxBytes at most so many bytes of it
   * @return empty when the file, the node or the pool is not there, or the node cannot be reached
   */
  Optional<String> nodeFile(PoolId pool, NodeId node, String path, int maxBytes);

  /**
   * All that the service shows of a node, as JSON without secrets.
   *
   * @return empty when it is gone
   */
  Optional<String> nodeState(PoolId pool, NodeId node);

  /**
   * Has a node send the logs of its agent, of the last day, to storage.
   *
   * @return where they will lie; empty when the node is gone or cannot be reached
   */
  Optional<AgentLogs> saveAgentLogs(PoolId pool, NodeId node);

  /**
   * A pool.
   *
   * @param steady whether no resize is under way
   * @param currentNodes dedicated nodes that it has
   * @param targetNodes dedicated nodes aimed at
   * @param drift what differs from the plan, the number of nodes aside
   */
  record LivePool(boolean steady, int currentNodes, int targetNodes, List<Drift> drift) {}

  /**
   * Counts of a pool's nodes.
   *
   * @param ready idle or running
   * @param coming on the way to that
   * @param refused unusable, or failed their StartTask
   */
  record NodeCounts(int ready, int coming, int refused) {}

  /**
   * A node that did not run the StartTask of the plan.
   *
   * @param id which
   * @param drift in what its StartTask differs
   */
  record DifferentNode(NodeId id, List<Drift> drift) {}

  /**
   * Logs that a node sends.
   *
   * @param place what the names of their blobs begin with
   * @param files how many there will be
   */
  record AgentLogs(BlobRef place, int files) {
    /** Whether all have come: the node sends them some time after it was told to. */
    boolean areIn(BlobStore blobs) {
      AtomicInteger found = new AtomicInteger();
      blobs.list(place.role(), place.name() + "/", blob -> found.incrementAndGet());
      return found.get() >= files;
    }
  }

  /** Why a node cannot be used. */
  enum NodeRefusal {
    /** The service cannot use the node. */
    UNUSABLE,
    /** Its StartTask ended without success. */
    START_TASK_FAILED,
    /** The service has lost touch with its agent. */
    LOST
  }

  /**
   * A node that cannot be used.
   *
   * @param id which
   * @param why the state that says so
   * @param since when it came into that state
   * @param exitCode exit code of its StartTask, when that ended
   * @param errors code and message of what the service reports of the node and its StartTask
   */
  record RefusedNode(
      NodeId id, NodeRefusal why, Instant since, Optional<Integer> exitCode, List<String> errors) {}
}
