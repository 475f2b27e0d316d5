package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * First line of a segment of a production's journal: how far each machine's lines had come before
 * it, so that whoever goes on has to read the last segment only.
 *
 * <pre>
 * {"n":9,"before":"SHA256","segment":2,"production":"CODE",
 *  "machines":{"0123456789abcdef":{"n":7,"digest":"SHA256"}}}
 * </pre>
 *
 * <p>All of it is one line, in the form of {@link JournalText}, with the machines in order.
 *
 * @param number of the line in the production's journal, from 1 on
 * @param before SHA-256 of the line before; zeros in the first one
 * @param segment number of the segment, from 1 on
 * @param production whose it is
 * @param machines by name, the number and SHA-256 of each machine's last line
 */
record SegmentHeader(
    long number,
    Sha256 before,
    long segment,
    ProductionCode production,
    SortedMap<String, JournalHead> machines) {
  /** Copies the map. */
  SegmentHeader {
    machines = new TreeMap<>(machines);
  }

  /** The line, without its line feed. */
  byte[] bytes() {
    StringBuilder line = new StringBuilder();
    line.append("{\"n\":").append(number).append(",\"before\":\"").append(before);
    line.append("\",\"segment\":").append(segment);
    line.append(",\"production\":").append(JournalText.quoted(production.value()));
    line.append(",\"machines\":{");
    String separator = "";
    for (Map.Entry<String, JournalHead> machine : machines.entrySet()) {
      line.append(separator).append(JournalText.quoted(machine.getKey()));
      line.append(":{\"n\":").append(machine.getValue().lines());
      line.append(",\"digest\":\"").append(machine.getValue().digest()).append("\"}");
      separator = ",";
    }
    return line.append("}}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a line.
   *
   * @param line a character for each byte
   * @throws IllegalArgumentException when it is none; the message says why
   */
  static SegmentHeader parse(String line) {
    JournalText text = new JournalText(line);
    text.expect("{\"n\":");
    long number = text.number();
    text.expect(",\"before\":");
    Sha256 before = text.digest();
    text.expect(",\"segment\":");
    long segment = text.number();
    text.expect(",\"production\":");
    ProductionCode production = new ProductionCode(text.string());
    text.expect(",\"machines\":{");
    SortedMap<String, JournalHead> machines = new TreeMap<>();
    while (!text.skip("}")) {
      if (!machines.isEmpty()) {
        text.expect(",");
      }
      String machine = text.string();
      text.expect(":{\"n\":");
      long lines = text.number();
      text.expect(",\"digest\":");
      machines.put(machine, new JournalHead(lines, text.digest()));
      text.expect("}");
    }
    text.expect("}");
    text.end();
    SegmentHeader header = new SegmentHeader(number, before, segment, production, machines);
    if (!new String(header.bytes(), StandardCharsets.US_ASCII).equals(line)) {
      throw new IllegalArgumentException("its machines are not in order");
    }
    return header;
  }
}
