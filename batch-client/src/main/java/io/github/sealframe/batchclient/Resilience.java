package io.github.sealframe.batchclient;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.sealframe.batchclient.internal.CallFailure;
import io.github.sealframe.batchclient.internal.QuietStore;
import io.github.sealframe.batchclient.internal.RepeatedCall;
import java.time.Duration;

/**
 * What keeps calls to a service apart from its troubles: repetition, a circuit breaker, a limit on
 * concurrent requests and one on their rate, each one for an endpoint. All clients that share a
 * {@code Resilience} share these.
 *
 * <p>The registries are resilience4j's own: an embedding program reads metrics from them, listens
 * to their events, or hands them to Micrometer. Their entries are named by the endpoint's origin,
 * as in {@code https://acct.westeurope.batch.azure.com:443}. What someone who listens throws
 * changes nothing. Thread-safe.
 */
public final class Resilience {
  private static final Duration RATE_PERIOD = Duration.ofMillis(100);
  private static final int PERIODS_PER_SECOND = 10;
  private static final int PROBES_AFTER_OUTAGE = 3;

  private final ResilienceSettings settings;
  private final RetryRegistry retries;
  private final CircuitBreakerRegistry circuitBreakers;
  private final BulkheadRegistry bulkheads;
  private final RateLimiterRegistry rateLimiters;

  /** Calls services within {@code settings}. */
  public Resilience(ResilienceSettings settings) {
    this.settings = settings;
    this.retries =
        RetryRegistry.custom()
            .withRetryConfig(
                RetryConfig.custom()
                    .maxAttempts(settings.maxAttempts())
                    .retryOnException(RepeatedCall::isToBeRepeated)
                    .intervalBiFunction((attempt, outcome) -> RepeatedCall.wait(outcome).toMillis())
                    .build())
            .withRegistryStore(new QuietStore<>(Retry.class))
            .build();
    this.circuitBreakers =
        CircuitBreakerRegistry.custom()
            .withCircuitBreakerConfig(
                CircuitBreakerConfig.custom()
                    .slidingWindowSize(settings.outageCalls())
                    .minimumNumberOfCalls(settings.outageCalls() / 2)
                    .failureRateThreshold(settings.outagePercent())
                    .waitDurationInOpenState(settings.outagePause())
                    .permittedNumberOfCallsInHalfOpenState(PROBES_AFTER_OUTAGE)
                    .ignoreException(CallFailure::isNoSign)
                    .recordException(CallFailure::isOutage)
                    .build())
            .withRegistryStore(new QuietStore<>(CircuitBreaker.class))
            .build();
    this.bulkheads =
        BulkheadRegistry.custom()
            .withBulkheadConfig(
                BulkheadConfig.custom()
                    .maxConcurrentCalls(settings.concurrentCalls())
                    .maxWaitDuration(settings.deadline())
                    .build())
            .withRegistryStore(new QuietStore<>(Bulkhead.class))
            .build();
    this.rateLimiters =
        RateLimiterRegistry.custom()
            .withRateLimiterConfig(
                RateLimiterConfig.custom()
                    .limitRefreshPeriod(RATE_PERIOD)
                    .limitForPeriod(settings.callsPerSecond() / PERIODS_PER_SECOND)
                    .timeoutDuration(settings.deadline())
                    .build())
            .withRegistryStore(new QuietStore<>(RateLimiter.class))
            .build();
  }

  /** With {@link ResilienceSettings#standard}. */
  public static Resilience standard() {
    return new Resilience(ResilienceSettings.standard());
  }

  /** Within what services are called. */
  public ResilienceSettings settings() {
    return settings;
  }

  /** Repetitions, by endpoint. */
  public RetryRegistry retries() {
    return retries;
  }

  /** Circuit breakers, by endpoint. */
  public CircuitBreakerRegistry circuitBreakers() {
    return circuitBreakers;
  }

  /** Limits on concurrent requests, by endpoint. */
  public BulkheadRegistry bulkheads() {
    return bulkheads;
  }

  /** Limits on the rate of requests, by endpoint. */
  public RateLimiterRegistry rateLimiters() {
    return rateLimiters;
  }
}
