package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a job schedule is to make its jobs.
 *
 * @param first when the first job is due
 * @param last no job is made after it; empty for no end
 * @param window how long after it was due a job is still made; empty for no limit
 * @param interval between two jobs that are due; empty for one job only
 */
record Recurrence(
    Instant first, Optional<Instant> last, Optional<Duration> window, Optional<Duration> interval) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /**
   * Reads a {@code schedule}.
   *
   * @param created when the job schedule was made: no job is due earlier
   * @throws BatchError 400 naming the property that is wrong
   */
  static Recurrence of(ObjectNode schedule, Instant created) {
    Instant first =
        Body.instant(schedule, "doNotRunUntil").filter(created::isBefore).orElse(created);
    Optional<Instant> last = Body.instant(schedule, "doNotRunAfter");
    if (last.filter(end -> !end.isAfter(first)).isPresent()) {
      throw BatchError.invalidProperty(
          "doNotRunAfter",
          Answer.text(schedule, "doNotRunAfter"),
          "It has to be in the future, and after doNotRunUntil.");
    }
    return new Recurrence(
        first,
        last,
        atLeastAMinute(schedule, "startWindow"),
        atLeastAMinute(schedule, "recurrenceInterval"));
  }

  /** Writes the times and durations of a {@code schedule} the way Batch gives them back. */
  static void normalise(ObjectNode schedule) {
    for (String name : List.of("doNotRunUntil", "doNotRunAfter")) {
      Body.instant(schedule, name).ifPresent(time -> schedule.put(name, Times.wire(time)));
    }
    for (String name : List.of("startWindow", "recurrenceInterval")) {
      Body.duration(schedule, name).ifPresent(time -> schedule.put(name, Times.wire(time)));
    }
  }

  private static Optional<Duration> atLeastAMinute(ObjectNode schedule, String name) {
    Optional<Duration> duration = Body.duration(schedule, name);
    if (duration.filter(given -> given.compareTo(SHORTEST) < 0).isPresent()) {
      throw BatchError.invalidProperty(
          name, Answer.text(schedule, name), "It has to be at least one minute.");
    }
    return duration.filter(Times::isLimit);
  }

  /** When the latest job was due; empty when none is yet. */
  Optional<Instant> due(Instant now) {
    if (now.isBefore(first)) {
      return Optional.empty();
    }
    return Optional.of(
        interval
            .map(
                each -> first.plus(each.multipliedBy(Duration.between(first, now).dividedBy(each))))
            .orElse(first));
  }

  /** Whether a job that was due at some time may still be made. */
  boolean mayStart(Instant due, Instant now) {
    boolean inWindow = window.map(length -> !now.isAfter(due.plus(length))).orElse(true);
    return inWindow && last.map(end -> !now.isAfter(end)).orElse(true);
  }

  /** When the next job is due; empty when there is none. */
  Optional<Instant> next(Instant now) {
    Optional<Instant> next =
        due(now).map(latest -> interval.map(latest::plus)).orElse(Optional.of(first));
    return next.filter(time -> last.map(end -> !time.isAfter(end)).orElse(true));
  }
}
