package io.github.sealframe.emulator.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pool was like every 30 seconds, for a day. Guarded by the account's lock; a formula is
 * evaluated under it.
 */
final class PoolSamples {

  static final Duration PERIOD = Duration.ofSeconds(30);
  private static final int MOST = 2_880;

  private record Sample(Instant time, Map<PoolMetric, Double> values) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  void add(Instant time, Map<PoolMetric, Double> values) {
    samples.addLast(new Sample(time, Map.copyOf(values)));
    if (samples.size() > MOST) {
      samples.removeFirst();
    }
  }

  int count() {
    return samples.size();
  }

  Optional<Instant> begin() {
    return Optional.ofNullable(samples.peekFirst()).map(Sample::time);
  }

  /** The last ones, the oldest first. */
  double[] last(PoolMetric metric, long count) {
    return values(metric, samples.stream().skip(Math.max(0, samples.size() - count)).toList());
  }

  /** Those after a time and up to another, the oldest first. */
  double[] between(PoolMetric metric, Instant from, Instant to) {
    return values(
        metric,
        samples.stream()
            .filter(sample -> sample.time().isAfter(from) && !sample.time().isAfter(to))
            .toList());
  }

  private static double[] values(PoolMetric metric, List<Sample> some) {
    return some.stream().mapToDouble(sample -> sample.values().get(metric)).toArray();
  }

  /** How many percent of the samples that a stretch of time could have are there. */
  long percent(Instant from, Instant to) {
    double possible =
        Math.max(1, Math.floor(Duration.between(from, to).toMillis() / (double) PERIOD.toMillis()));
    long there = between(PoolMetric.ACTIVE_TASKS, from, to).length;
    return Math.min(100, Math.round(100 * there / possible));
  }
}
