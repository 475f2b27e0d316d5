package io.github.sealframe.core;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A few threads that talk to storage for one caller. What one of them throws reaches the caller as
 * it was thrown; closing ends the others first.
 */
final class Workers implements AutoCloseable {
  private static final long STOP_MINUTES = 2;

  private final ExecutorService threads;
  private final String tried;
  private final String on;
  private final String next;

  /**
   * @param count how many threads
   * @param tried what an interrupted caller tried, as {@link Refusal#line} tells it
   * @param on on what
   * @param next what to do next
   */
  Workers(int count, String tried, String on, String next) {
    this.threads = Executors.newFixedThreadPool(count);
    this.tried = tried;
    this.on = on;
    this.next = next;
  }

  <T> Future<T> ask(Callable<T> work) {
    return threads.submit(work);
  }

  /** Hands over results as they come. */
  <T> CompletionService<T> asTheyCome() {
    return new ExecutorCompletionService<>(threads);
  }

  /** Waits for the result of work that was asked for. */
  <T> T answer(Future<T> asked) throws IOException {
    return answer(() -> asked);
  }

  /** Waits for whichever result comes next. */
  <T> T next(CompletionService<T> asked) throws IOException {
    return answer(asked::take);
  }

  private interface Asked<T> {
    Future<T> await() throws InterruptedException;
  }

  private <T> T answer(Asked<T> asked) throws IOException {
    try {
      return asked.await().get();
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceRefusal(tried, on, "it was interrupted", next, e);
    }
  }

  private static RuntimeException thrown(Throwable cause) throws IOException {
    if (cause instanceof IOException unread) {
      throw unread;
    }
    if (cause instanceof Error broken) {
      throw broken;
    }
    return cause instanceof RuntimeException refusal ? refusal : new IllegalStateException(cause);
  }

  /** Whatever still runs is told to stop, and has stopped before the caller goes on. */
  @Override
  public void close() {
    threads.shutdownNow();
    // A thread that is interrupted already would not wait at all, and leave the others at work.
    boolean interrupted = Thread.interrupted();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(STOP_MINUTES);
    while (!threads.isTerminated() && System.nanoTime() - end < 0) {
      try {
        threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
