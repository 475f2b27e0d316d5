package io.github.sealframe.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the tasks of a job that failed since the last look, with one page of a list for each look,
 * however many tasks there are: what a page does not hold comes with the next looks. Each list
 * begins some time before the newest failure that the last one began with, since a task may show up
 * later than its own time says; what was told already is not told again. Only the service's times
 * are compared. Not thread-safe.
 */
final class NewFailures {
  /** As many as Batch puts on a page. */
  static final int MOST_AT_A_LOOK = 1000;

  static final Duration OVERLAP = Duration.ofMinutes(2);

  private final Function<Instant, Iterator<Jobs.LiveTask>> failedSince;
  private final Map<TaskId, Instant> told = new HashMap<>();
  private Instant from = Instant.EPOCH;
  private Instant next = Instant.EPOCH;
  private Iterator<Jobs.LiveTask> list;

  /**
   * @param failedSince lists, page by page, the tasks that failed at a time or after it
   */
  NewFailures(Function<Instant, Iterator<Jobs.LiveTask>> failedSince) {
    this.failedSince = failedSince;
  }

  /** Tasks that no look has brought before. */
  List<Jobs.LiveTask> look() {
    List<Jobs.LiveTask> failures = new ArrayList<>();
    // The other pages are asked for later, and may miss a task that failed in between.
    boolean firstPage = list == null;
    if (firstPage) {
      list = failedSince.apply(from);
    }
    for (int read = 0; read < MOST_AT_A_LOOK; read++) {
      if (!list.hasNext()) {
        list = null;
        from = next;
        told.values().removeIf(time -> time.isBefore(from));
        break;
      }
      Jobs.LiveTask task = list.next();
      if (!task.since().equals(told.put(task.id(), task.since()))) {
        failures.add(task);
      }
      Instant begin = task.since().minus(OVERLAP);
      if (firstPage && begin.isAfter(next)) {
        next = begin;
      }
    }
    return failures;
  }
}
