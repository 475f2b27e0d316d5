package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a resource was made and last changed, and the tag that names that change.
 *
 * @param eTag opaque and without quotes, as Batch writes it
 */
record Stamp(Instant created, Instant lastModified, String eTag) {

  // Never given out twice in one JVM, however fast changes follow each other.
  private static final AtomicLong NEXT = new AtomicLong(System.nanoTime() & 0xFFFFFFFFFFL);

  static Stamp created(Instant now) {
    return new Stamp(now, now, nextTag());
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
    return String.format(Locale.ROOT, "0x8D%013X", NEXT.incrementAndGet());
  }
}
