package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that work on nodes, and the end of each: a fault there is logged and makes its node
 * unusable.
 */
final class NodeThreads {

  private static final Logger LOG = LoggerFactory.getLogger(NodeThreads.class);

  /**
   * Work that may wait for files, sockets and processes; it takes the account's lock only to say
   * what it saw.
   */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  private final Account account;
  private final ExecutorService threads;
  private final ScheduledExecutorService timers;
  private final AccountClock clock;
  private boolean closed;

  NodeThreads(
      Account account,
      ExecutorService threads,
      ScheduledExecutorService timers,
      AccountClock clock) {
    this.account = account;
    this.threads = threads;
    this.timers = timers;
    this.clock = clock;
  }

  /** Under the lock: from now on nothing is started any more. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Under the lock: starts a thread that the node counts as working on it. */
  void start(Node node, Work work, BiConsumer<Node, String> onFault) {
    if (closed) {
      return;
    }
    node.threadBegan();
    threads.execute(
        () -> {
          try {
            work.run();
          } catch (InterruptedException e) {
            // Only the end of the emulator interrupts its threads.
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException e) {
            LOG.error("Node {} of pool {} is unusable from now on", node.id(), node.pool().id(), e);
            account.locked(() -> onFault.accept(node, e.toString()));
          } finally {
            account.locked(node::threadEnded);
          }
        });
  }

  /** Under the lock: does something after some time of the account, again under the lock. */
  void later(Duration delay, Runnable work) {
    if (closed) {
      return;
    }
    // Nobody waits for it, and what it throws is logged in it.
    var unused =
        timers.schedule(
            () -> {
              try {
                account.locked(work);
              } catch (RuntimeException e) {
                LOG.error("A timer of the emulator failed", e);
              }
            },
            clock.onMachine(delay).toNanos(),
            TimeUnit.NANOSECONDS);
  }
}
