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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the calls to one endpoint: each is repeated when that helps and does no harm, waits its
 * turn, is not made at all while the endpoint is out of order, and ends at its deadline whatever
 * happens. Thread-safe.
 */
final class EndpointGuard {
  /** Idle threads end by themselves, and keep no program from ending. */
  private static final ExecutorService WORKERS =
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
   * @param attempts how often it was tried, at least 1
   */
  record Outcome<T>(T value, CallFailure failure, int attempts) {}

  /**
   * Carries out one operation.
   *
   * @param name what it is, for the log
   * @param attempt makes one attempt in another thread, which is interrupted at the deadline;
   *     throws {@link CallFailure}
   */
  <T> Outcome<T> call(String name, Repeat repeat, Callable<T> attempt) {
    Duration deadline = settings.deadline();
    RepeatedCall<T> call =
        new RepeatedCall<>(
            name,
            () -> permitted(attempt),
            repeat,
            settings.firstDelay(),
            settings.longestDelay(),
            System.nanoTime() + deadline.toNanos());
    Future<T> running = WORKERS.submit(() -> retry.executeCallable(call));
    try {
      T value = running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
      return new Outcome<>(value, null, call.attempts());
    } catch (ExecutionException e) {
      return new Outcome<>(null, failure(e.getCause()), call.attempts());
    } catch (TimeoutException e) {
      CallFailure late = tooLate(call); // Before the attempt under way fails of its interrupt.
      running.cancel(true);
      return new Outcome<>(null, late, call.attempts());
    } catch (InterruptedException e) {
      running.cancel(true);
      Thread.currentThread().interrupt();
      return new Outcome<>(
          null, CallFailure.of(Kind.INTERRUPTED, "it was interrupted", e), call.attempts());
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
              RateLimiter.decorateCallable(rate, CircuitBreaker.decorateCallable(breaker, attempt)))
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
