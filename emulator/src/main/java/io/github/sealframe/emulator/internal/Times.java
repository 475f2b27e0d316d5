package io.github.sealframe.emulator.internal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations as Batch writes them. */
final class Times {

  /** What Batch gives for "no limit": the longest TimeSpan of .NET. */
  static final String UNLIMITED = "P10675199DT2H48M5.4775807S";

  private static final Duration LONGEST = Duration.parse(UNLIMITED);
  private static final long LONGEST_LIMIT_DAYS = 10_000;
  private static final DateTimeFormatter WIRE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /**
   * Whether a duration is short enough to be waited for; what Batch gives for "no limit" is not.
   */
  static boolean isLimit(Duration duration) {
    return duration.toDays() < LONGEST_LIMIT_DAYS;
  }

  /** UTC with seven digits of a second. */
  static String wire(Instant time) {
    return WIRE.format(time);
  }

  /** The date of an HTTP header, in whole seconds. */
  static String http(Instant time) {
    return HTTP.format(time);
  }

  /** Reads the date of an HTTP header. */
  static Instant parseHttp(String text) {
    return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
  }

  /**
   * Reads an ISO 8601 time, which has to say its zone.
   *
   * @throws DateTimeException for any other text
   */
  static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  /**
   * Reads an ISO 8601 duration of days and smaller, months and years being taken as 30 and 365
   * days.
   *
   * @throws DateTimeException for any other text, for negative ones, and for what .NET's TimeSpan
   *     cannot hold
   */
  static Duration duration(String text) {
    int split = text.indexOf('T');
    String dates = split < 0 ? text : text.substring(0, split);
    Duration duration = Duration.ZERO;
    if (!dates.equals("P")) {
      Period period = Period.parse(dates);
      duration =
          Duration.ofDays(period.getYears() * 365L + period.getMonths() * 30L + period.getDays());
    }
    if (split >= 0) {
      duration = duration.plus(Duration.parse("P" + text.substring(split)));
    }
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new DateTimeException(
          "The duration " + text + " is negative, or longer than " + UNLIMITED);
    }
    return duration;
  }

  /** Writes a duration in days, hours, minutes and seconds, each left out when it is zero. */
  static String wire(Duration duration) {
    if (duration.isZero()) {
      return "PT0S";
    }
    StringBuilder text = new StringBuilder("P");
    if (duration.toDays() > 0) {
      text.append(duration.toDays()).append('D');
    }
    StringBuilder time = new StringBuilder();
    if (duration.toHoursPart() > 0) {
      time.append(duration.toHoursPart()).append('H');
    }
    if (duration.toMinutesPart() > 0) {
      time.append(duration.toMinutesPart()).append('M');
    }
    BigDecimal seconds =
        BigDecimal.valueOf(duration.toNanosPart(), 9)
            .setScale(7, RoundingMode.DOWN)
            .add(BigDecimal.valueOf(duration.toSecondsPart()))
            .stripTrailingZeros();
    if (seconds.signum() > 0) {
      time.append(seconds.toPlainString()).append('S');
    }
    return time.isEmpty() ? text.toString() : text.append('T').append(time).toString();
  }
}
