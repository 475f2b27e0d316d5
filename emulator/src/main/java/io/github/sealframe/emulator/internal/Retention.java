package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what tasks left on nodes: when their retention time is over, and with the task or the
 * job. Under the account's lock, but for the removals.
 */
final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  /** By id, so that a deleted task is not kept in memory for as long as its files would be. */
  private record Kept(Instant until, String taskId) {}

  /** The tasks of one job whose files are kept, and when that is looked at next. */
  private static final class OfJob {
    private final PriorityQueue<Kept> queue =
        new PriorityQueue<>(Comparator.comparing(Kept::until));
    private Instant alarm = Instant.MAX;
  }

  private final Account account;
  private final NodeThreads threads;
  private final Map<Job, OfJob> kept = new HashMap<>();

  Retention(Account account, NodeThreads threads) {
    this.account = account;
    this.threads = threads;
  }

  /** Begins the retention time of a task that is completed. */
  void keep(Task task) {
    task.keptUntil()
        .ifPresent(
            until -> {
              OfJob ofJob = kept.computeIfAbsent(task.job(), unused -> new OfJob());
              ofJob.queue.add(new Kept(until, task.id()));
              lookAgain(task.job(), ofJob);
            });
  }

  private void lookAgain(Job job, OfJob ofJob) {
    Kept first = ofJob.queue.peek();
    if (first != null && first.until().isBefore(ofJob.alarm)) {
      Instant now = account.now();
      Duration wait = Duration.between(now, first.until());
      Instant alarm = wait.compareTo(LONGEST_WAIT) > 0 ? now.plus(LONGEST_WAIT) : first.until();
      ofJob.alarm = alarm;
      threads.later(Duration.between(now, alarm), () -> look(job, ofJob, alarm));
    }
  }

  private void look(Job job, OfJob ofJob, Instant alarm) {
    if (kept.get(job) != ofJob || !ofJob.alarm.equals(alarm)) {
      return;
    }
    ofJob.alarm = Instant.MAX;
    Instant now = account.now();
    while (!ofJob.queue.isEmpty() && !ofJob.queue.peek().until().isAfter(now)) {
      // One that ran again meanwhile is kept for longer.
      job.tasks()
          .find(ofJob.queue.remove().taskId())
          .filter(task -> task.keptUntil().map(until -> !until.isAfter(now)).orElse(false))
          .ifPresent(
              task -> {
                task.filesRemoved();
                remove(task);
              });
    }
    lookAgain(job, ofJob);
  }

  /** Removes the files of a task. */
  void remove(Task task) {
    task.nodes().forEach(node -> remove(node, node.folders().task(task.job().id(), task.id())));
  }

  /** Removes the files of all tasks of a job, the preparation and release tasks too. */
  void remove(Job job) {
    kept.remove(job);
    job.nodes().forEach(node -> remove(node, node.folders().job(job.id())));
  }

  private void remove(Node node, Path folder) {
    if (node.isLost()) {
      return;
    }
    // A rename waits for nothing, and what is started next in this place finds it empty.
    Optional<Path> aside;
    try {
      aside = node.folders().setAside(folder);
    } catch (IOException e) {
      LOG.warn("The folder {} could not be removed", folder, e);
      return;
    }
    aside.ifPresent(
        path ->
            threads.start(
                node,
                () -> {
                  try {
                    FileTree.delete(path);
                  } catch (IOException e) {
                    LOG.warn("What was {} could not be removed", folder, e);
                  }
                },
                (broken, reason) -> {}));
  }
}
