package io.github.sealframe.emulator.internal;

/**
 * Lets another thread stop what this one waits for.
 *
 * <p>The waiting thread says before each wait how that wait is ended. A stop ends the present one
 * and every later one at once. Thread-safe.
 */
final class Interruptible {

  private static final Runnable NOTHING = () -> {};

  private Runnable ender = NOTHING;
  private boolean stopped;

  /** Says how the wait that comes is ended; when it was stopped already, ends it now. */
  synchronized void waitingFor(Runnable howToEnd) {
    ender = howToEnd;
    if (stopped) {
      howToEnd.run();
    }
  }

  synchronized void waitOver() {
    ender = NOTHING;
  }

  synchronized void stop() {
    stopped = true;
    ender.run();
  }

  synchronized boolean isStopped() {
    return stopped;
  }
}
