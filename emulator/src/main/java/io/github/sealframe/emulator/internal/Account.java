package io.github.sealframe.emulator.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All pools and jobs, and the one lock that guards them and everything below them.
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

  Pool pool(String id) {
    return pools.find(id).orElseThrow(() -> BatchError.notFound("Pool", id));
  }

  Node node(String poolId, String nodeId) {
    return pool(poolId).nodes().find(nodeId).orElseThrow(() -> BatchError.notFound("Node", nodeId));
  }

  Job job(String id) {
    return jobs.find(id).orElseThrow(() -> BatchError.notFound("Job", id));
  }

  Task task(String jobId, String taskId) {
    return job(jobId).tasks().find(taskId).orElseThrow(() -> BatchError.notFound("Task", taskId));
  }
}
