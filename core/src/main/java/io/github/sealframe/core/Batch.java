package io.github.sealframe.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: the Azure Batch account of a production. Implementations are thread-safe; every method
 * throws a {@link Refusal} when the service refuses or does not answer. Creating what exists
 * already is no error: the caller looks at what is there.
 */
public interface Batch {
  /**
   * Makes the pool.
   *
   * @return whether it was made; false when there is one of that id
   */
  boolean createPool(PoolPlan plan);

  /** The pool as it is now, compared with the plan; empty when there is none. */
  Optional<LivePool> pool(PoolPlan plan);

  /** Aims at {@code nodes} dedicated nodes; does nothing while the pool is not steady. */
  void resize(PoolId pool, int nodes);

  /**
   * Keeps the pool from growing: ends a resize under way, and aims at the nodes that it has. A pool
   * that is gone cannot grow, and is no error.
   */
  void stopGrowing(PoolId pool);

  /** Takes nodes out of the pool; those that have gone already are no error. */
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
   * Makes the job, not yet allowed to finish by itself.
   *
   * @return whether it was made; false when there is one of that id
   */
  boolean createJob(JobPlan plan);

  /** The job as it is now, compared with the plan (tasks left out); empty when there is none. */
  Optional<LiveJob> job(JobPlan plan);

  /** The job as it is now, compared with nothing; empty when there is none. */
  Optional<LiveJob> job(JobId job);

  /**
   * Adds the tasks of the plan that are not there yet.
   *
   * @param each told after each call how many have been asked for so far
   */
  void addTasks(JobPlan plan, Consumer<Integer> each);

  /**
   * Hands over the tasks that the job has, each compared with the plan, in any order, page by page.
   */
  void tasks(JobPlan plan, Consumer<ComparedTask> each);

  /** Hands over the tasks that ended without success, page by page. */
  void failedTasks(JobId job, Consumer<LiveTask> each);

  /** Lets the job finish when all of its tasks have. */
  void allowCompletion(JobId job);

  /** Counts of the job's tasks. */
  TaskCounts taskCounts(JobId job);

  /** Nodes on which the job's preparation task failed. */
  List<FailedPreparation> failedPreparations(JobId job);

  /** Stops the job; running tasks go back into its queue. A job that has ended is no error. */
  void disable(JobId job);

  /** Lets a stopped job go on. A job that is active already is no error. */
  void enable(JobId job);

  /** The production's jobs that have not ended. */
  List<JobId> openJobs(ProductionCode production);

  /**
   * Something that is not as planned.
   *
   * @param field which, as Batch names it
   * @param expected what the plan says
   * @param found what is there
   */
  record Drift(String field, String expected, String found) {
    @Override
    public String toString() {
      return field + " is " + found + ", not " + expected;
    }
  }

  /**
   * A pool.
   *
   * @param steady whether no resize is under way
   * @param currentNodes dedicated nodes that it has
   * @param targetNodes dedicated nodes aimed at
   * @param drift what differs from the plan, the number of nodes aside
   */
  record LivePool(boolean steady, int currentNodes, int targetNodes, List<Drift> drift) {}

  /** State of a job, as Batch names it. */
  enum JobState {
    ACTIVE,
    DISABLING,
    DISABLED,
    ENABLING,
    TERMINATING,
    COMPLETED,
    DELETING,
    /** A state that this version does not know. */
    UNKNOWN
  }

  /**
   * A job.
   *
   * @param id which
   * @param pool the pool that it runs on
   * @param state its state
   * @param mayFinish whether it ends by itself when all tasks have
   * @param drift what differs from the plan
   */
  record LiveJob(JobId id, PoolId pool, JobState state, boolean mayFinish, List<Drift> drift) {}

  /**
   * A task that the job has.
   *
   * @param id which
   * @param drift what differs from the planned task; a task that is not planned differs in its id
   */
  record ComparedTask(TaskId id, List<Drift> drift) {}

  /**
   * A task that has run.
   *
   * @param id which
   * @param node where it ran, when it did
   * @param exitCode its exit code, when its process ended by itself
   * @param failure code and message of its failure, when it failed
   */
  record LiveTask(
      TaskId id, Optional<NodeId> node, Optional<Integer> exitCode, Optional<String> failure) {}

  /**
   * Counts of a job's tasks.
   *
   * @param waiting active or preparing
   * @param running running
   * @param succeeded ended with success
   * @param failed ended without success
   */
  record TaskCounts(int waiting, int running, int succeeded, int failed) {
    /** All of them. */
    public int total() {
      return waiting + running + succeeded + failed;
    }
  }

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

  /** Why a node cannot be used. */
  enum NodeRefusal {
    /** The service cannot use the node. */
    UNUSABLE,
    /** Its StartTask ended without success. */
    START_TASK_FAILED
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

  /**
   * A node on which a job's preparation task failed.
   *
   * @param node which
   * @param exitCode its exit code, when its process ended by itself
   * @param errors code and message of its failure
   * @param folder its folder, relative to the node's root folder, where its output lies
   */
  record FailedPreparation(
      NodeId node, Optional<Integer> exitCode, List<String> errors, String folder) {}
}
