package io.github.sealframe.emulator.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The conditional headers of a request against a resource. */
final class Conditions {

  private Conditions() {}

  /**
   * Passes when every condition that was sent holds.
   *
   * @throws BatchError 412 {@code ConditionNotMet}, or 304 for a read that asked for changes only
   */
  static void check(Call call, Stamp stamp) {
    String match = unquoted(call.header("If-Match"));
    if (!match.isEmpty() && !match.equals("*") && !match.equals(stamp.eTag())) {
      throw BatchError.conditionNotMet();
    }
    Instant modified = stamp.lastModified().truncatedTo(ChronoUnit.SECONDS);
    String unmodifiedSince = call.header("If-Unmodified-Since");
    if (!unmodifiedSince.isEmpty() && modified.isAfter(date(unmodifiedSince))) {
      throw BatchError.conditionNotMet();
    }
    String noneMatch = unquoted(call.header("If-None-Match"));
    String modifiedSince = call.header("If-Modified-Since");
    boolean unchanged =
        (!noneMatch.isEmpty() && (noneMatch.equals("*") || noneMatch.equals(stamp.eTag())))
            || (!modifiedSince.isEmpty() && !modified.isAfter(date(modifiedSince)));
    if (unchanged) {
      boolean read = call.method().equals("GET") || call.method().equals("HEAD");
      throw read
          ? new BatchError(
              304, "ConditionNotMet", "The condition was not met for a read operation.")
          : BatchError.conditionNotMet();
    }
  }

  /** Azure Resource Manager writes W/ before its tags, and Batch writes them without quotes. */
  private static String unquoted(String sent) {
    String tag = sent.startsWith("W/") ? sent.substring(2) : sent;
    return tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"")
        ? tag.substring(1, tag.length() - 1)
        : tag;
  }

  private static Instant date(String text) {
    try {
      return Times.parseHttp(text);
    } catch (DateTimeException e) {
      throw new BatchError(
          400, "InvalidHeaderValue", "A conditional header is not a date: " + text);
    }
  }
}
