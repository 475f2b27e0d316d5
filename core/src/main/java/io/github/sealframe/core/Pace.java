package io.github.sealframe.core;

import java.time.Duration;

/**
 * How long to wait before the next look at something that changes by itself: shortly after a
 * change, longer and longer while there is none. Immutable.
 *
 * @param pause from 200 ms to 15 s
 */
record Pace(Duration pause) {
  private static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /** Before the look that follows a change. */
  static Pace afterChange() {
    return new Pace(SHORTEST);
  }

  /** Before the look that follows one that found nothing new. */
  Pace afterNothing() {
    Duration longer = pause.multipliedBy(5).dividedBy(4);
    return new Pace(longer.compareTo(LONGEST) < 0 ? longer : LONGEST);
  }
}
