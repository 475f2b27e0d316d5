package io.github.sealframe.core;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: the jobs, and their tasks, of a production in its Azure Batch account. Implementations are
 * thread-safe; every method throws a {@link Refusal} when the service refuses or does not answer.
 * Creating what exists already is no error: the caller looks at what is there.
 */
public interface Jobs {
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

  /**
   * The tasks that ended without success at a time or after it, in any order. A page of up to a
   * thousand is asked for when it is needed; asking for one may throw a refusal.
   *
   * @param since as the service tells time
   */
  Iterator<LiveTask> failedTasks(JobId job, Instant since);

  /**
   * The tasks that ended with an exit code by which a check refuses, at a time or after it, in any
   * order. A page of up to a thousand is asked for when it is needed; asking for one may throw a
   * refusal.
   *
   * @param since as the service tells time
   */
  Iterator<LiveTask> refusedTasks(JobId job, Instant since);

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

  /**
   * The production's jobs that have not ended: those with its label, and those whose label was
   * taken away and whose id derives from its code; none with another production's label.
   */
  List<JobId> openJobs(ProductionCode production);

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
   * @param since when it came into its state, as the service tells time
   * @param node where it ran, when it did
   * @param exitCode its exit code, when its process ended by itself
   * @param failure code and message of its failure, when it failed
   * @param folder its folder, relative to the node's root folder, where its output lies, when it
   *     ran
   */
  record LiveTask(
      TaskId id,
      Instant since,
      Optional<NodeId> node,
      Optional<Integer> exitCode,
      Optional<String> failure,
      Optional<String> folder) {}

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
