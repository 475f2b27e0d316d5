package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.DateTimeRfc1123;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/** How long a service asks to be left alone: {@code Retry-After}, in seconds or as a date. */
final class RetryAfter {
  private static final HttpHeaderName MILLIS = HttpHeaderName.fromString("x-ms-retry-after-ms");

  private RetryAfter() {}

  /** Reads it; empty when it is missing, unreadable or past. */
  static Optional<Duration> of(HttpHeaders headers, Clock clock) {
    String millis = headers.getValue(MILLIS);
    String value = headers.getValue(HttpHeaderName.RETRY_AFTER);
    try {
      if (millis != null) {
        return positive(Duration.ofMillis(Integer.parseInt(millis.strip())));
      }
      return value == null ? Optional.empty() : positive(read(value.strip(), clock));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration read(String value, Clock clock) {
    boolean seconds = value.chars().allMatch(Character::isDigit);
    return seconds
        ? Duration.ofSeconds(Integer.parseInt(value))
        : Duration.between(clock.instant(), new DateTimeRfc1123(value).getDateTime().toInstant());
  }

  private static Optional<Duration> positive(Duration asked) {
    return asked.isNegative() || asked.isZero() ? Optional.empty() : Optional.of(asked);
  }
}
