package io.github.sealframe.emulator.internal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the agent of a node saw of it, latest last. Guarded by the account's lock. */
final class NodeLog {

  private static final int MOST_LINES = 10_000;

  private record Line(Instant time, String text) {}

  private final Deque<Line> lines = new ArrayDeque<>();

  void add(Instant time, String text) {
    if (lines.size() == MOST_LINES) {
      lines.removeFirst();
    }
    lines.addLast(new Line(time, text));
  }

  /** The whole log when a line of it falls into the time asked for, as Batch does it. */
  Optional<String> between(Instant start, Optional<Instant> end) {
    boolean asked =
        lines.stream()
            .anyMatch(
                line ->
                    !line.time().isBefore(start)
                        && end.map(last -> !line.time().isAfter(last)).orElse(true));
    return asked
        ? Optional.of(
            lines.stream()
                .map(line -> Times.wire(line.time()) + " " + line.text() + "\n")
                .collect(Collectors.joining()))
        : Optional.empty();
  }
}
