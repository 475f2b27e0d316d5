package io.github.sealframe.batchclient;

import java.time.Duration;

/**
 * How long, how often and how fast services are called. Immutable.
 *
 * @param deadline how long one operation may take in all, its repetitions and waits included; of
 *     content that is sent to storage, each block, and of content that is read, until it begins
 * @param maxAttempts how often one operation is tried at most, at least 1
 * @param firstDelay upper end of the wait before the second attempt; each wait is random between
 *     nothing and its upper end, which doubles from attempt to attempt
 * @param longestDelay where the upper end stops to grow; a service that names a longer wait ({@code
 *     Retry-After}) is obeyed
 * @param concurrentCalls how many requests to one endpoint are under way at most, at least 1
 * @param callsPerSecond how many requests to one endpoint begin in a second at most, at least 10
 * @param outageCalls over how many of the last requests to one endpoint its failures are counted;
 *     fewer than half of them prove no outage
 * @param outagePercent from which share of failures on the endpoint counts as out of order, 1 to
 *     100
 * @param outagePause how long an endpoint that is out of order is left alone, before it is tried
 *     again
 */
public record ResilienceSettings(
    Duration deadline,
    int maxAttempts,
    Duration firstDelay,
    Duration longestDelay,
    int concurrentCalls,
    int callsPerSecond,
    int outageCalls,
    int outagePercent,
    Duration outagePause) {

  /** Rejects what no call could be made with. */
  public ResilienceSettings {
    requirePositive(deadline, "deadline");
    requirePositive(firstDelay, "firstDelay");
    requirePositive(outagePause, "outagePause");
    require(longestDelay.compareTo(firstDelay) >= 0, "longestDelay is less than firstDelay");
    require(maxAttempts >= 1, "maxAttempts is less than 1");
    require(concurrentCalls >= 1, "concurrentCalls is less than 1");
    require(callsPerSecond >= 10, "callsPerSecond is less than 10");
    require(outageCalls >= 2, "outageCalls is less than 2");
    require(outagePercent >= 1 && outagePercent <= 100, "outagePercent is not 1 to 100");
  }

  /**
   * What fits one studio's calls to its own account: 3 minutes, 6 attempts with waits of up to 0.5,
   * 1, 2, 4 and 8 seconds, 16 requests at a time, 300 in a second; out of order when half of the
   * last 40 failed, and then left alone for 15 seconds.
   */
  public static ResilienceSettings standard() {
    return new ResilienceSettings(
        Duration.ofMinutes(3),
        6,
        Duration.ofMillis(500),
        Duration.ofSeconds(20),
        16,
        300,
        40,
        50,
        Duration.ofSeconds(15));
  }

  private static void requirePositive(Duration value, String name) {
    require(!value.isNegative() && !value.isZero(), name + " is not positive");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
