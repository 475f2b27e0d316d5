package io.github.sealframe.batchclient.internal;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.core.exception.AcquirePermissionCancelledException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.internal.CallFailure.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the calls to one endpoint: each is repeated when that helps and does no harm, waits its
 * turn, is not made at all while the endpoint is out of order, and ends at its deadline whatever
 * happens. Thread-safe.
 */
final class EndpointGuard {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(1);

  /** Idle threads end by themselves, and keep no program from ending. */
  static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "sealframe-call");
            thread.setDaemon(true);
            return thread;
          });

  private final ResilienceSettings settings;
  private final Retry retry;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final RateLimiter rate;

  EndpointGuard(Resilience resilience, Origin endpoint) {
    String name = endpoint.toString();
    this.settings = resilience.settings();
    this.retry = resilience.retries().retry(name);
    this.breaker = resilience.circuitBreakers().circuitBreaker(name);
    this.bulkhead = resilience.bulkheads().bulkhead(name);
    this.rate = resilience.rateLimiters().rateLimiter(name);
  }

  /**
   * What became of an operation.
   *
   * @param value what it brought; null when it failed
   * @param failure why it failed; null when it did not
   * @param attempts how often it was tried
   * @param mayHaveActed of one that failed: whether the service may have done it all the same
   */
  record Outcome<T>(T value, CallFailure failure, int attempts, boolean mayHaveActed) {}

  /**
   * Carries out one operation. When this returns, nothing of it is sent any more.
   *
   * @param name what it is, for the log
   * @param attempt makes one attempt in another thread, which is interrupted at the deadline;
   *     throws {@link CallFailure}
   * @param end the deadline, as {@link System#nanoTime} tells time
   */
  <T> Outcome<T> call(String name, Repeat repeat, Callable<T> attempt, long end) {
    RepeatedCall<T> call =
        new RepeatedCall<>(
            name,
            () -> permitted(attempt),
            repeat,
            settings.firstDelay(),
            settings.longestDelay(),
            end);
    if (Thread.currentThread().isInterrupted()) {
      return failed(call, interrupted(new InterruptedException()));
    }
    long left = end - System.nanoTime();
    if (left <= 0) {
      return failed(call, tooLate(call));
    }
    Running<T> running = new Running<>(() -> retry.executeCallable(call));
    WORKERS.execute(running);
    try {
      return done(call, running.get(left, TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      return failed(call, failure(e.getCause()));
    } catch (TimeoutException e) {
      CallFailure late = tooLate(call); // Before the attempt under way fails of its interrupt.
      running.stop();
      return failed(call, late);
    } catch (InterruptedException e) {
      running.stop();
      Thread.currentThread().interrupt();
      return failed(call, interrupted(e));
    }
  }

  private static <T> Outcome<T> done(RepeatedCall<T> call, T value) {
    return new Outcome<>(value, null, call.attempts(), true);
  }

  private static <T> Outcome<T> failed(RepeatedCall<T> call, CallFailure failure) {
    return new Outcome<>(null, failure, call.attempts(), call.mayHaveActed());
  }

  private static CallFailure interrupted(InterruptedException e) {
    return CallFailure.of(Kind.INTERRUPTED, "it was interrupted", e);
  }

  /** Work in another thread that can be waited for when it was told to stop. */
  private static final class Running<T> extends FutureTask<T> {
    private final CountDownLatch ended = new CountDownLatch(1);

    Running(Callable<T> work) {
      super(work);
    }

    @Override
    public void run() {
      try {
        super.run();
      } finally {
        ended.countDown();
      }
    }

    /** An interrupted request ends at once; a moment more is for what hears of no interrupt. */
    void stop() {
      cancel(true);
      boolean interrupted = false;
      long end = System.nanoTime() + LONGEST_STOP.toNanos();
      while (true) {
        try {
          ended.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CallFailure tooLate(RepeatedCall<?> call) {
    String late = "it did not end within " + settings.deadline().toSeconds() + " s";
    CallFailure last = call.last();
    return CallFailure.of(
        Kind.TOO_LATE, last == null ? late : late + "; before that, " + last.getMessage(), last);
  }

  private <T> T permitted(Callable<T> attempt) throws Exception {
    try {
      return Bulkhead.decorateCallable(
              bulkhead,
              RateLimiter.decorateCallable(
                  rate, CircuitBreaker.decorateCallable(breaker, () -> reported(attempt))))
          .call();
    } catch (CallNotPermittedException e) {
      throw CallFailure.of(
          Kind.OUT_OF_ORDER,
          "its last calls failed, and it is left alone for "
              + settings.outagePause().toSeconds()
              + " s",
          e);
    } catch (BulkheadFullException | RequestNotPermitted | AcquirePermissionCancelledException e) {
      throw CallFailure.of(Kind.CROWDED, "too many requests of this program wait already", e);
    }
  }

  /**
   * A circuit breaker takes no note of an error, and would wait for the end of its probe for ever.
   */
  private static <T> T reported(Callable<T> attempt) throws Exception {
    try {
      return attempt.call();
    } catch (Error e) {
      throw new ExecutionException(e);
    }
  }

  private static CallFailure failure(Throwable thrown) {
    Throwable behind = RepeatedCall.behind(thrown);
    if (behind instanceof CallFailure failure) {
      return failure;
    }
    if (behind instanceof Error broken) {
      throw broken;
    }
    throw behind instanceof RuntimeException unexpected
        ? unexpected
        : new IllegalStateException(behind);
  }
}
