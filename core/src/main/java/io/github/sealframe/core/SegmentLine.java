package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;

/**
 * A line of a production's journal: a line of a machine's journal, byte by byte, in its place among
 * those of all machines.
 *
 * <pre>
 * {"n":10,"before":"SHA256","machine":"0123456789abcdef","line":{"n":8,...}}
 * </pre>
 *
 * @param number of the line in the production's journal, from 1 on
 * @param before SHA-256 of the line before
 * @param machine the machine
 * @param line the machine's line, without its line feed
 */
record SegmentLine(long number, Sha256 before, String machine, String line) {
  /** Longest line, in bytes, without its line feed. */
  static final int MAX_BYTES = JournalLine.MAX_BYTES + 256;

  /** The line, without its line feed. */
  byte[] bytes() {
    return ("{\"n\":"
            + number
            + ",\"before\":\""
            + before
            + "\",\"machine\":"
            + JournalText.quoted(machine)
            + ",\"line\":"
            + line
            + "}")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a line, without looking into the machine's.
   *
   * @param line a character for each byte
   * @throws IllegalArgumentException when it is none; the message says why
   */
  static SegmentLine parse(String line) {
    JournalText text = new JournalText(line);
    text.expect("{\"n\":");
    long number = text.number();
    text.expect(",\"before\":");
    Sha256 before = text.digest();
    text.expect(",\"machine\":");
    String machine = text.string();
    text.expect(",\"line\":");
    String rest = text.rest();
    if (!rest.endsWith("}")) {
      throw new IllegalArgumentException("it does not end as a line of a journal does");
    }
    return new SegmentLine(number, before, machine, rest.substring(0, rest.length() - 1));
  }
}
