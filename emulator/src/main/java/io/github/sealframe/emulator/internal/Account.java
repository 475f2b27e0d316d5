package io.github.sealframe.emulator.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All pools, jobs and schedules, and the one lock that guards them and everything below them.
 *
 * <p>Nothing waits for a file, a socket or a process while it holds the lock.
 */
final class Account {

  static final String KEPT_POOLS = "pools";
  static final String KEPT_JOBS = "jobs";
  static final String KEPT_SCHEDULES = "schedules";

  private final String name;
  private final String url;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Registry<Pool> pools = new Registry<>();
  private final Registry<Job> jobs = new Registry<>();
  private final Registry<JobSchedule> schedules = new Registry<>();
  private final Changes changes;

  /**
   * @param url origin of the emulator, without a slash at its end
   * @param changes learns what has to be kept
   */
  Account(String name, String url, Clock clock, Changes changes) {
    this.name = name;
    this.url = url;
    this.clock = clock;
    this.changes = changes;
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
      unlock();
    }
  }

  void locked(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      if (lock.getHoldCount() == 1) {
        changes.handOver();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a pool in, and keeps it; false when its id is taken. */
  boolean add(Pool pool) {
    boolean isNew = pools.add(pool.id(), pool);
    if (isNew) {
      keep(pool);
    }
    return isNew;
  }

  /** The same for one that was kept. */
  void restore(Pool pool, long place) {
    pools.restore(pool.id(), pool, place);
    keep(pool);
  }

  private void keep(Pool pool) {
    long place = pools.place(pool.id());
    pool.onChange(() -> changes.put(KEPT_POOLS, place, () -> Changes.bytes(pool.saved())));
  }

  void remove(Pool pool) {
    if (pools.has(pool.id())) {
      changes.remove(KEPT_POOLS, pools.place(pool.id()));
      pools.remove(pool.id());
      pool.onChange(() -> {});
    }
  }

  /** Takes a job in, and keeps it with its tasks; false when its id is taken. */
  boolean add(Job job) {
    boolean isNew = jobs.add(job.id(), job);
    if (isNew) {
      keep(job);
    }
    return isNew;
  }

  /** The same for one that was kept. */
  void restore(Job job, long place) {
    jobs.restore(job.id(), job, place);
    keep(job);
  }

  private void keep(Job job) {
    long place = jobs.place(job.id());
    job.onChange(() -> changes.put(KEPT_JOBS, place, () -> Changes.bytes(job.saved())));
    job.keepsTasks(
        Optional.of(new KeptTasks(changes, place, job.tasks())).filter(tasks -> changes.areKept()));
  }

  void remove(Job job) {
    if (jobs.has(job.id())) {
      long place = jobs.place(job.id());
      changes.remove(KEPT_JOBS, place);
      changes.removeAll(KeptTasks.bodies(place));
      changes.removeAll(KeptTasks.progress(place));
      jobs.remove(job.id());
      job.onChange(() -> {});
      job.keepsTasks(Optional.empty());
    }
  }

  /** Takes a schedule in, and keeps it; false when its id is taken. */
  boolean add(JobSchedule schedule) {
    boolean isNew = schedules.add(schedule.id(), schedule);
    if (isNew) {
      keep(schedule);
    }
    return isNew;
  }

  /** The same for one that was kept. */
  void restore(JobSchedule schedule, long place) {
    schedules.restore(schedule.id(), schedule, place);
    keep(schedule);
  }

  private void keep(JobSchedule schedule) {
    long place = schedules.place(schedule.id());
    schedule.onChange(
        () -> changes.put(KEPT_SCHEDULES, place, () -> Changes.bytes(schedule.saved())));
  }

  void remove(JobSchedule schedule) {
    if (schedules.has(schedule.id())) {
      changes.remove(KEPT_SCHEDULES, schedules.place(schedule.id()));
      schedules.remove(schedule.id());
      schedule.onChange(() -> {});
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
