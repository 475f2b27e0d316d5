package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.internal.CallFailure.Kind;
import io.github.sealframe.batchclient.internal.EndpointGuard.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EndpointGuardTest {
  private static final Origin ORIGIN = Origin.of(URI.create("http://127.0.0.1:1"));

  private final Resilience resilience = Resilience.standard();
  private final EndpointGuard guard = new EndpointGuard(resilience, ORIGIN);

  private <T> Outcome<T> call(Callable<T> attempt, Duration deadline) {
    return guard.call(
        "a test", Repeat.WHENEVER_IT_HELPS, attempt, System.nanoTime() + deadline.toNanos());
  }

  @Test
  void anErrorInAProbeIsThrownAndLeavesTheCircuitBreakerFree() {
    CircuitBreaker breaker = resilience.circuitBreakers().circuitBreaker(ORIGIN.toString());
    breaker.transitionToOpenState();
    breaker.transitionToHalfOpenState();

    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(StackOverflowError.class)
          .isThrownBy(
              () ->
                  call(
                      () -> {
                        throw new StackOverflowError();
                      },
                      Duration.ofSeconds(10)));
    }

    for (int i = 0; i < 3; i++) {
      assertThat(call(() -> "well", Duration.ofSeconds(10)).value()).isEqualTo("well");
    }
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void whatHasBegunHasEndedWhenTheCallReturns() {
    AtomicBoolean ended = new AtomicBoolean();

    Outcome<Object> outcome = call(() -> endsSlowly(ended), Duration.ofMillis(300));

    assertThat(ended).isTrue();
    assertThat(outcome.failure().kind()).isEqualTo(Kind.TOO_LATE);
    assertThat(outcome.mayHaveActed()).isTrue();
  }

  /** As a connection that lets go a moment after the interrupt. */
  private static Object endsSlowly(AtomicBoolean ended) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    try {
      never.await();
    } catch (InterruptedException e) {
      never.await(200, TimeUnit.MILLISECONDS);
      ended.set(true);
    }
    throw CallFailure.of(Kind.INTERRUPTED, "it was interrupted", null);
  }

  @Test
  void whatDoesNotEndIsNotWaitedForLong() {
    CountDownLatch released = new CountDownLatch(1);
    long start = System.nanoTime();
    try {
      Outcome<Object> outcome =
          call(
              () -> {
                while (true) {
                  try {
                    released.await();
                    return null;
                  } catch (InterruptedException e) {
                    // Deaf to it.
                  }
                }
              },
              Duration.ofMillis(200));

      assertThat(outcome.mayHaveActed()).isTrue();
    } finally {
      released.countDown();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void nothingIsSentAfterTheDeadline() {
    AtomicBoolean sent = new AtomicBoolean();

    Outcome<Object> outcome =
        call(
            () -> {
              sent.set(true);
              return null;
            },
            Duration.ZERO);

    assertThat(outcome.failure().kind()).isEqualTo(Kind.TOO_LATE);
    assertThat(outcome.mayHaveActed()).isFalse();
    assertThat(sent).isFalse();
  }
}
