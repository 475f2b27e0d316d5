package io.github.sealframe.emulator.internal;

import java.util.Optional;

/**
 * Lets another thread stop what this one waits for.
 *
 * <p>The waiting thread says before each wait how that wait is ended. A stop ends the present one
 * and every later one at once. Thread-safe.
 */
final class Interruptible {

  private Optional<Runnable> ender = Optional.empty();
  private boolean stopped;

  /** Says how the wait that comes is ended; when it was stopped already, ends it now. */
  synchronized void waitingFor(Runnable howToEnd) {
    ender = Optional.of(howToEnd);
    if (stopped) {
      howToEnd.run();
    }
  }

  synchronized void waitOver() {
    ender = Optional.empty();
  }

  synchronized void stop() {
    stopped = true;
    ender.ifPresent(Runnable::run);
  }

  synchronized boolean isStopped() {
    return stopped;
  }
}
