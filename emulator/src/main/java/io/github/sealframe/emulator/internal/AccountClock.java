package io.github.sealframe.emulator.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clock of the account, which may run faster than the machine's, so that tests see schedules
 * recur. It ticks as times are written, with seven digits of a second. Thread-safe.
 */
final class AccountClock extends Clock {

  private static final Duration TICK = Duration.ofNanos(100);

  private final Clock machine;
  private final int speed;
  private final Instant start;

  /**
   * @param speed seconds of the account in a second of the machine, at least 1
   */
  AccountClock(Clock machine, int speed) {
    this.machine = Clock.tick(machine, TICK);
    this.speed = speed;
    this.start = this.machine.instant();
  }

  @Override
  public Instant instant() {
    Instant now = machine.instant();
    return speed == 1 ? now : start.plus(Duration.between(start, now).multipliedBy(speed));
  }

  /** How long the machine takes for a time of the account. */
  Duration onMachine(Duration time) {
    return time.dividedBy(speed);
  }

  @Override
  public ZoneId getZone() {
    return machine.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new AccountClock(machine.withZone(zone), speed);
  }
}
