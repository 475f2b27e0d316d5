package io.github.sealframe.batchclient.internal;

import io.github.resilience4j.core.functions.Either;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation, attempt after attempt. Each failure that may pass is thrown as one that is to be
 * repeated, with the wait before it: random between nothing and an upper end that doubles ("full
 * jitter"), or what the service asked for. Used by one thread.
 *
 * @param <T> what the operation brings
 */
public final class RepeatedCall<T> implements Callable<T> {
  /** An endpoint that cannot be reached at all is not waited for long. */
  private static final int MAX_CONNECT_ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(RepeatedCall.class);

  private final String name;
  private final Callable<T> attempt;
  private final Repeat repeat;
  private final Duration firstDelay;
  private final Duration longestDelay;
  private final long end;
  private volatile int attempts;
  private volatile CallFailure last;
  private volatile boolean mayHaveActed;

  /**
   * @param name what it is, for the log
   * @param attempt makes one attempt; throws {@link CallFailure}
   * @param end the operation's deadline, as {@link System#nanoTime} tells time
   */
  RepeatedCall(
      String name,
      Callable<T> attempt,
      Repeat repeat,
      Duration firstDelay,
      Duration longestDelay,
      long end) {
    this.name = name;
    this.attempt = attempt;
    this.repeat = repeat;
    this.firstDelay = firstDelay;
    this.longestDelay = longestDelay;
    this.end = end;
  }

  /** How many attempts have begun. */
  int attempts() {
    return attempts;
  }

  /** The last attempt's failure; null before there is one. */
  CallFailure last() {
    return last;
  }

  /** Whether the service may have done what was asked, in an attempt without a clear answer. */
  boolean mayHaveActed() {
    return mayHaveActed;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // Others only read it.
  public T call() throws Exception {
    attempts++;
    boolean before = mayHaveActed;
    mayHaveActed = true;
    try {
      return attempt.call();
    } catch (CallFailure failure) {
      last = failure;
      mayHaveActed = before || failure.leavesOpen();
      if (!repeat.allows(failure) || isOutOfReach(failure)) {
        throw failure;
      }
      Duration wait =
          failure.retryAfter().map(asked -> asked.plus(random(firstDelay))).orElse(backoff());
      if (System.nanoTime() + wait.toNanos() - end > 0) {
        throw failure;
      }
      LOG.info("{}: {}; again in {} ms", name, failure.getMessage(), wait.toMillis());
      throw new Again(failure, wait);
    }
  }

  private boolean isOutOfReach(CallFailure failure) {
    return failure.kind() == CallFailure.Kind.NOT_SENT && attempts >= MAX_CONNECT_ATTEMPTS;
  }

  private Duration backoff() {
    int doubled = Math.min(attempts - 1, 30);
    Duration upper = firstDelay.multipliedBy(1L << doubled);
    return random(upper.compareTo(longestDelay) < 0 ? upper : longestDelay);
  }

  private static Duration random(Duration upper) {
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(upper.toNanos() + 1));
  }

  /** Whether {@code thrown} came from an attempt after which there should be another. */
  public static boolean isToBeRepeated(Throwable thrown) {
    return thrown instanceof Again;
  }

  /** How long to wait before the next attempt, after one that ended like this. */
  public static Duration wait(Either<Throwable, Object> outcome) {
    return outcome.isLeft() && outcome.getLeft() instanceof Again again
        ? again.wait
        : Duration.ZERO;
  }

  /** The failure behind what the last attempt threw. */
  static Throwable behind(Throwable thrown) {
    if (thrown instanceof Again again) {
      return again.failure;
    }
    return thrown instanceof ExecutionException error ? error.getCause() : thrown;
  }

  private static final class Again extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final CallFailure failure;
    private final Duration wait;

    Again(CallFailure failure, Duration wait) {
      super(failure.getMessage(), failure, false, false);
      this.failure = failure;
      this.wait = wait;
    }
  }
}
