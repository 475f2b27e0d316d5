package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a resource was made and last changed, and the tag that names that change.
 *
 * @param eTag opaque and without quotes, as Batch writes it
 */
record Stamp(Instant created, Instant lastModified, String eTag) {

  // Begins later in each JVM than it came in those before.
  private static final AtomicLong LAST =
      new AtomicLong(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));

  private static final int HEX_DIGITS = 13;

  static Stamp created(Instant now) {
    return new Stamp(now, now, nextTag());
  }

  /** Reads what {@link #writeTo} wrote. */
  static Stamp read(ObjectNode json) {
    return new Stamp(
        Times.instant(Answer.text(json, "creationTime")),
        Times.instant(Answer.text(json, "lastModified")),
        Answer.text(json, "eTag"));
  }

  Stamp changed(Instant now) {
    return new Stamp(created, now, nextTag());
  }

  void writeTo(ObjectNode json) {
    json.put("eTag", eTag);
    json.put("lastModified", Times.wire(lastModified));
    json.put("creationTime", Times.wire(created));
  }

  private static String nextTag() {
    return "0x8D" + HexFormat.of().withUpperCase().toHexDigits(LAST.incrementAndGet(), HEX_DIGITS);
  }
}
