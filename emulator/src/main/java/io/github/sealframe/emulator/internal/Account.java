package io.github.sealframe.emulator.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All pools, jobs and schedules, and the one lock that guards them and everything below them.
 *
 * <p>Nothing waits for a file, a socket or a process while it holds the lock.
 */
final class Account {

  private final String name;
  private final String url;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Registry<Pool> pools = new Registry<>();
  private final Registry<Job> jobs = new Registry<>();
  private final Registry<JobSchedule> schedules = new Registry<>();

  /**
   * @param url origin of the emulator, without a slash at its end
   */
  Account(String name, String url, Clock clock) {
    this.name = name;
    this.url = url;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  String url() {
    return url;
  }

  Instant now() {
    return clock.instant();
  }

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  Registry<Pool> pools() {
    return pools;
  }

  Registry<Job> jobs() {
    return jobs;
  }

  Registry<JobSchedule> schedules() {
    return schedules;
  }

  Pool pool(String id) {
    return pools.find(id).orElseThrow(() -> BatchError.notFound("Pool", id));
  }

  /**
   * The pool of a call that changes it.
   *
   * @throws BatchError 404, 409 for one that is being deleted, 412 when the call's conditions fail
   */
  Pool changeablePool(Call call) {
    Pool pool = pool(call.id("pool"));
    call.requireConditions(pool.stamp());
    if (pool.state().is(PoolState.DELETING)) {
      throw BatchError.conflict(
          "PoolBeingDeleted", "The specified pool has been marked for deletion.");
    }
    return pool;
  }

  /** The same for a call that is taken only while no node comes or goes. */
  Pool steadyPool(Call call) {
    Pool pool = changeablePool(call);
    if (!pool.allocation().is(AllocationState.STEADY)) {
      throw BatchError.conflict("PoolBeingResized", "The specified pool is being resized.");
    }
    return pool;
  }

  Node node(String poolId, String nodeId) {
    return pool(poolId).nodes().find(nodeId).orElseThrow(() -> BatchError.notFound("Node", nodeId));
  }

  Job job(String id) {
    return jobs.find(id).orElseThrow(() -> BatchError.notFound("Job", id));
  }

  JobSchedule schedule(String id) {
    return schedules
        .find(id)
        .orElseThrow(
            () ->
                new BatchError(
                        404, "JobScheduleNotFound", "The specified job schedule does not exist.")
                    .with("Id", id));
  }

  Task task(String jobId, String taskId) {
    return job(jobId).tasks().find(taskId).orElseThrow(() -> BatchError.notFound("Task", taskId));
  }
}
