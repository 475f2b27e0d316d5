package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What a reviewer says of a package.
 *
 * @param pin the package
 * @param packageName its name, as in {@code blender}
 * @param version its version
 * @param builder who built it
 * @param reviewer who looked at it; somebody else
 * @param approved when that was, in whole seconds
 * @param expires from when on the approval holds no longer, in whole seconds; after {@code
 *     approved}
 * @param evidence what was looked at, as the number of a report
 */
public record Approval(
    Sha256 pin,
    Words packageName,
    PackageVersion version,
    Words builder,
    Words reviewer,
    Instant approved,
    Instant expires,
    Words evidence) {
  private static final Pattern INSTANT =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

  /**
   * @throws IllegalArgumentException when the reviewer is the builder, however that is spelled, or
   *     a date does not fit
   */
  public Approval {
    if (reviewer.isLike(builder)) {
      throw new IllegalArgumentException("the reviewer is the builder");
    }
    if (!expires.isAfter(approved)) {
      throw new IllegalArgumentException("it expires before it is approved");
    }
    instant(approved.toString());
    instant(expires.toString());
  }

  /**
   * Reads a date as it stands in a record.
   *
   * @param text in UTC and whole seconds, as {@code 2027-01-31T00:00:00Z}
   * @throws IllegalArgumentException when it has another form
   */
  public static Instant instant(String text) {
    if (INSTANT.matcher(text).matches()) {
      try {
        Instant instant = Instant.parse(text);
        if (instant.toString().equals(text)) {
          return instant;
        }
      } catch (DateTimeException e) {
        // Said below: it is no date.
      }
    }
    throw new IllegalArgumentException("it is no date as in 2027-01-31T00:00:00Z");
  }

  /** {@code instant} without what is less than a second. */
  public static Instant wholeSeconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
