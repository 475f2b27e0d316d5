package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Follows the segments of a production's journal: their own chain, and in it the chain of each
 * machine, so that none of a machine's lines is missing, changed or there twice. For one thread.
 */
final class SegmentChain {
  private final Collection<JournalHead> heads;
  private final SortedMap<String, JournalHead> machines = new TreeMap<>();
  private JournalChain chain = new JournalChain(JournalHead.NONE, ProductionJournal.NEXT);
  private ProductionCode production;
  private long segments;
  private String place = ContainerRole.CONTROL.label() + "/" + JournalSegments.FOLDER;

  /**
   * @param heads what was noted down of it
   */
  SegmentChain(Collection<JournalHead> heads) {
    this.heads = List.copyOf(heads);
    chain.expect(heads, place);
  }

  JournalHead head() {
    return chain.head();
  }

  long segments() {
    return segments;
  }

  /** How far each machine's lines have come. */
  SortedMap<String, JournalHead> machines() {
    return machines;
  }

  /** Whose it is; empty before the first segment. */
  Optional<ProductionCode> production() {
    return Optional.ofNullable(production);
  }

  /**
   * Begins with a segment that is not the first one, believing what it says of those before it.
   *
   * @throws JournalRefusal naming the first line of it that is wrong
   */
  void begin(long number, JournalSegments.Segment segment) throws IOException {
    segments = number - 1;
    read(segment, true);
  }

  /**
   * Goes on with the next segment.
   *
   * @throws JournalRefusal naming the first line that is wrong
   */
  void follow(JournalSegments.Segment segment) throws IOException {
    read(segment, false);
  }

  /**
   * There is no other segment.
   *
   * @throws JournalRefusal when the last lines are wrong or missing
   */
  void end() {
    chain.end(place);
  }

  private void read(JournalSegments.Segment segment, boolean believed) throws IOException {
    place = segment.place();
    long line = 1;
    try (InputStream in = segment.open()) {
      JournalLines lines = new JournalLines(in, ProductionJournal.SEGMENT_BYTES);
      Optional<byte[]> next = lines.next();
      while (next.isPresent()) {
        String text = new String(next.get(), Journal.BYTES);
        if (line > 1) {
          follow(at(line), next.get(), SegmentLine.parse(text));
        } else if (believed) {
          begin(at(line), next.get(), SegmentHeader.parse(text));
        } else {
          follow(at(line), next.get(), SegmentHeader.parse(text));
        }
        line++;
        next = lines.next();
      }
      if (line == 1 || lines.rest().length > 0) {
        throw new IllegalArgumentException("it was cut off");
      }
    } catch (IllegalArgumentException e) {
      throw chain.refused(at(line), e.getMessage());
    }
    segments++;
  }

  private JournalChain.Place at(long line) {
    return new JournalChain.Place(place, line);
  }

  private void begin(JournalChain.Place at, byte[] bytes, SegmentHeader header) {
    JournalHead before = new JournalHead(header.number() - 1, header.before());
    chain = new JournalChain(before, ProductionJournal.NEXT);
    chain.expect(heads, place);
    machines.putAll(header.machines());
    follow(at, bytes, header);
  }

  private void follow(JournalChain.Place at, byte[] bytes, SegmentHeader header) {
    chain.follow(at, bytes, header.number(), header.before());
    if (production == null) {
      production = header.production();
    }
    if (header.segment() != segments + 1) {
      throw chain.wrong("it is the first line of segment " + header.segment());
    }
    if (!header.production().equals(production)) {
      throw chain.wrong("it is of another production");
    }
    if (!header.machines().equals(machines)) {
      throw chain.wrong("it does not say how far each machine has come");
    }
  }

  private void follow(JournalChain.Place at, byte[] bytes, SegmentLine line) {
    JournalLine inner = JournalLine.parse(line.line());
    chain.follow(at, bytes, line.number(), line.before());
    JournalHead last = machines.getOrDefault(line.machine(), JournalHead.NONE);
    if (inner.number() != last.lines() + 1 || !inner.before().equals(last.digest())) {
      throw chain.wrong(
          "line " + (last.lines() + 1) + " of machine " + line.machine() + " should stand in it");
    }
    if (inner.number() == 1
        && !(inner.kind().equals(Journal.FIRST)
            && inner.field(Journal.MACHINE).equals(line.machine())
            && inner.field(Journal.PRODUCTION).equals(production.value()))) {
      throw chain.wrong("it does not begin the journal of that machine");
    }
    byte[] innerBytes = line.line().getBytes(StandardCharsets.US_ASCII);
    machines.put(line.machine(), new JournalHead(inner.number(), Sha256.of(innerBytes)));
  }
}
