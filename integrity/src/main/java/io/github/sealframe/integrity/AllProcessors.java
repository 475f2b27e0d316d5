package io.github.sealframe.integrity;

import java.io.IOException;
import java.io.InterruptedIOException;
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
   * Does {@code piece} for every index from 0 to below {@code count}. What one of them throws ends
   * the others and is thrown here, an {@link OutOfMemoryError} included: that is why these are
   * plain threads, where parallel streams and futures can wait for ever for a worker that has not
   * even the memory to tell of its end.
   */
  static void each(int count, Piece piece) throws IOException {
    Worker[] workers = new Worker[Math.min(Runtime.getRuntime().availableProcessors(), count)];
    AtomicInteger next = new AtomicInteger();
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(next, count, piece);
    }
    try {
      for (Worker worker : workers) {
        worker.start();
      }
      for (Worker worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      for (Worker worker : workers) {
        worker.interrupt();
      }
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were read");
    } finally {
      next.set(count);
    }
    for (Worker worker : workers) {
      worker.rethrow();
    }
  }

  private static final class Worker extends Thread {
    private final AtomicInteger next;
    private final int count;
    private final Piece piece;
    private Throwable failure = new IllegalStateException("a thread that reads files died");

    Worker(AtomicInteger next, int count, Piece piece) {
      super("sealframe-hash");
      setDaemon(true);
      this.next = next;
      this.count = count;
      this.piece = piece;
    }

    @Override
    public void run() {
      try {
        for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
          piece.of(index);
        }
        failure = null;
      } catch (Throwable e) {
        failure = e;
        next.set(count);
      }
    }

    void rethrow() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
