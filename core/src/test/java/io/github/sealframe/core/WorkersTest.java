package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkersTest {
  private static Workers workers() {
    return new Workers(2, "send", "the packages", "submit again");
  }

  @Test
  void anInterruptedCallerGoesOnWhenTheOthersHaveStopped() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean stopped = new AtomicBoolean();
    Future<Object> asked;
    try (Workers workers = workers()) {
      asked =
          workers.ask(
              () -> {
                begun.countDown();
                stopSlowly(stopped);
                return null;
              });
      begun.await();
      Thread.currentThread().interrupt();
    }

    assertThat(asked.isDone()).isTrue();
    assertThat(stopped).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  /** As one that ends what it writes when it is interrupted. */
  private static void stopSlowly(AtomicBoolean stopped) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    try {
      never.await();
    } catch (InterruptedException e) {
      never.await(200, TimeUnit.MILLISECONDS);
      stopped.set(true);
    }
  }

  @Test
  void anInterruptedWaitIsARefusalThatKeepsTheInterrupt() {
    try (Workers workers = workers()) {
      Future<Object> never =
          workers.ask(
              () -> {
                new CountDownLatch(1).await();
                return null;
              });
      Thread.currentThread().interrupt();

      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> workers.answer(never))
          .withMessage("cannot send the packages: it was interrupted; submit again");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
  }
}
