package io.github.sealframe.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a production's services for as long as there is something to do. When nothing
 * used it for a while it is dropped, with the tokens in it; whoever uses it next signs in anew
 * (control portal-session-timeout). Thread-safe.
 */
final class Session implements AutoCloseable {
  /** The longest that a connection stays without being used. */
  static final Duration LONGEST = Duration.ofMinutes(30);

  private final Opening opening;
  private final Optional<Duration> limit;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "sealframe-session");
            thread.setDaemon(true);
            return thread;
          });
  private OpenFarm open;
  private int users;
  private Instant idleSince;
  private Optional<Future<?>> nextLook = Optional.empty();

  /**
   * @param opening signs in and connects
   * @param limit after how long without use the connection is dropped; empty when it stays, as that
   *     to an emulator that ends with it
   * @param clock tells how long that is: a machine that slept was not used
   */
  Session(Opening opening, Optional<Duration> limit, Clock clock) {
    this.opening = opening;
    this.limit = limit;
    this.clock = clock;
  }

  /** Signs in and connects. */
  @FunctionalInterface
  interface Opening {
    OpenFarm open() throws IOException;
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Use<T> {
    T with(OpenFarm farm) throws IOException;
  }

  /** Does something with the connection, which is made when there is none; it stays meanwhile. */
  <T> T use(Use<T> use) throws IOException {
    OpenFarm farm = begin();
    try {
      return use.with(farm);
    } finally {
      end();
    }
  }

  private synchronized OpenFarm begin() throws IOException {
    dropWhenIdle();
    if (open == null) {
      open = opening.open();
    }
    users++;
    return open;
  }

  private synchronized void end() {
    users--;
    idleSince = clock.instant();
    dropWhenIdle();
  }

  /** Drops it, or looks again when it may be time. */
  private synchronized void dropWhenIdle() {
    if (open == null || users > 0 || limit.isEmpty()) {
      return;
    }
    Duration left = Duration.between(clock.instant(), idleSince.plus(limit.get()));
    if (left.isNegative() || left.isZero()) {
      drop();
    } else {
      nextLook.ifPresent(look -> look.cancel(false));
      nextLook =
          Optional.of(
              timer.schedule(this::dropWhenIdle, left.toMillis() + 1, TimeUnit.MILLISECONDS));
    }
  }

  private void drop() {
    OpenFarm dropped = open;
    open = null;
    try {
      dropped.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    if (open != null) {
      drop();
    }
  }
}
