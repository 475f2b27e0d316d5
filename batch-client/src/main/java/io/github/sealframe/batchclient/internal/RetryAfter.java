package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a service asks to be left alone: {@code Retry-After}, in seconds or as a date, which is
 * compared with the time that the service itself tells.
 */
final class RetryAfter {
  private static final HttpHeaderName MILLIS = HttpHeaderName.fromString("x-ms-retry-after-ms");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int MAX_DIGITS = 9;

  /** Longer than anyone waits, and short enough to reckon with. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private RetryAfter() {}

  /**
   * Reads it; empty when it is missing, unreadable or past.
   *
   * @param clock tells the time when the service does not
   */
  static Optional<Duration> of(HttpHeaders headers, Clock clock) {
    String millis = headers.getValue(MILLIS);
    String value = headers.getValue(HttpHeaderName.RETRY_AFTER);
    try {
      if (millis != null) {
        return bounded(Duration.ofMillis(number(millis.strip())));
      }
      return value == null ? Optional.empty() : bounded(read(value.strip(), headers, clock));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration read(String value, HttpHeaders headers, Clock clock) {
    return NUMBER.matcher(value).matches()
        ? Duration.ofSeconds(number(value))
        : Duration.between(now(headers, clock), date(value));
  }

  private static long number(String text) {
    boolean huge = text.length() > MAX_DIGITS && NUMBER.matcher(text).matches();
    return huge ? LONGEST.toMillis() : Integer.parseInt(text);
  }

  /** By a clock that is wrong one would wait for hours, or not at all. */
  private static Instant now(HttpHeaders headers, Clock clock) {
    String date = headers.getValue(HttpHeaderName.DATE);
    try {
      return date == null ? clock.instant() : date(date.strip());
    } catch (DateTimeException e) {
      return clock.instant();
    }
  }

  private static Instant date(String text) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
  }

  private static Optional<Duration> bounded(Duration asked) {
    if (asked.isNegative() || asked.isZero()) {
      return Optional.empty();
    }
    return Optional.of(asked.compareTo(LONGEST) < 0 ? asked : LONGEST);
  }
}
