package io.github.sealframe.integrity;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Work in many pieces, done by as many threads as the machine has processors. */
final class AllProcessors {
  private AllProcessors() {}

  /** One piece of work. */
  @FunctionalInterface
  interface Piece {
    void of(int index) throws IOException;
  }

  /**
   * Does {@code piece} for every index from 0 to below {@code count}. What one of them throws, an
   * {@link OutOfMemoryError} included, ends the others and is thrown here; a parallel stream can
   * wait for ever then.
   */
  static void each(int count, Piece piece) throws IOException {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), Math.max(count, 1));
    ExecutorService workers = Executors.newFixedThreadPool(threads, AllProcessors::worker);
    try {
      AtomicInteger next = new AtomicInteger();
      for (Future<?> done :
          workers.invokeAll(Collections.nCopies(threads, all(next, count, piece)))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were read");
    } finally {
      workers.shutdownNow();
    }
  }

  private static Callable<Void> all(AtomicInteger next, int count, Piece piece) {
    return () -> {
      try {
        for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
          piece.of(index);
        }
        return null;
      } catch (Throwable e) {
        next.set(count);
        throw e;
      }
    };
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return (IOException) cause;
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "sealframe-hash");
    thread.setDaemon(true);
    return thread;
  }
}
