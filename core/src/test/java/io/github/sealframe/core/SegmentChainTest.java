package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A journal whose own chain is whole is refused all the same when it does not have the lines of a
 * machine as the machine wrote them.
 */
@Tag("wf-batch-central-monitoring")
class SegmentChainTest {
  private static final ProductionCode PRODUCTION = new ProductionCode("pabcdefghij");
  private static final String MACHINE = "0123456789abcdef";
  private static final JournalLine ONE = first(MACHINE, PRODUCTION);
  private static final JournalLine TWO = line(2, ONE);
  private static final JournalLine THREE = line(3, TWO);

  @TempDir private Path folder;
  private final ByteArrayOutputStream segment = new ByteArrayOutputStream();
  private final Map<String, JournalHead> machines = new TreeMap<>();
  private JournalHead head = JournalHead.NONE;
  private long number;

  @BeforeEach
  void begin() {
    header(1, PRODUCTION);
  }

  private static JournalLine first(String machine, ProductionCode production) {
    return new JournalLine(
        1,
        Instant.EPOCH,
        JournalLine.NONE,
        "journal",
        Map.of("machine", machine, "production", production.value()));
  }

  private static JournalLine line(long number, JournalLine before) {
    return new JournalLine(number, Instant.EPOCH, Sha256.of(before.bytes()), "x", Map.of());
  }

  private void add(byte[] line) {
    segment.writeBytes(line);
    segment.write('\n');
    head = new JournalHead(head.lines() + 1, Sha256.of(line));
  }

  private void header(long segmentNumber, ProductionCode production) {
    add(
        new SegmentHeader(
                head.lines() + 1, head.digest(), segmentNumber, production, new TreeMap<>(machines))
            .bytes());
  }

  private void add(JournalLine line) {
    String text = new String(line.bytes(), StandardCharsets.US_ASCII);
    add(new SegmentLine(head.lines() + 1, head.digest(), MACHINE, text).bytes());
    machines.put(MACHINE, new JournalHead(line.number(), Sha256.of(line.bytes())));
  }

  private void endSegment() throws IOException {
    Files.write(folder.resolve(JournalSegments.name(++number)), segment.toByteArray());
    segment.reset();
  }

  private void refused(String why) throws IOException {
    endSegment();
    assertThatExceptionOfType(JournalRefusal.class)
        .isThrownBy(() -> ProductionJournal.verify(JournalSegments.in(folder), List.of()))
        .withMessageContaining(why)
        .satisfies(refusal -> assertThat(refusal.line()).isEqualTo(head.lines()));
  }

  @Test
  void segmentsWithAllLinesAreAccepted() throws IOException {
    add(ONE);
    add(TWO);
    endSegment();
    header(2, PRODUCTION);
    add(THREE);
    endSegment();
    ProductionJournal.Proved proved =
        ProductionJournal.verify(JournalSegments.in(folder), List.of(head));
    assertThat(proved.machines()).isEqualTo(machines);
  }

  @Test
  void aLineThatIsMissing() throws IOException {
    add(ONE);
    add(THREE);
    refused("line 2 of machine " + MACHINE + " should stand in it");
  }

  @Test
  void aLineThatIsThereTwice() throws IOException {
    add(ONE);
    add(TWO);
    add(TWO);
    refused("line 3 of machine " + MACHINE + " should stand in it");
  }

  @Test
  void aLineOfAnotherChain() throws IOException {
    add(ONE);
    add(line(2, THREE));
    refused("line 2 of machine " + MACHINE + " should stand in it");
  }

  @Test
  void aFirstLineOfAnotherMachine() throws IOException {
    add(first("fedcba9876543210", PRODUCTION));
    refused("it does not begin the journal of that machine");
  }

  @Test
  void aFirstLineOfAnotherProduction() throws IOException {
    add(first(MACHINE, new ProductionCode("pzzzzzzzzzz")));
    refused("it does not begin the journal of that machine");
  }

  @Test
  void aHeaderThatCountsOtherwise() throws IOException {
    add(ONE);
    endSegment();
    machines.put(MACHINE, new JournalHead(2, Sha256.of(TWO.bytes())));
    header(2, PRODUCTION);
    refused("it does not say how far each machine has come");
  }

  @Test
  void aHeaderOfAnotherProduction() throws IOException {
    add(ONE);
    endSegment();
    header(2, new ProductionCode("pzzzzzzzzzz"));
    refused("it is of another production");
  }

  @Test
  void aHeaderOfAnotherSegment() throws IOException {
    add(ONE);
    endSegment();
    header(3, PRODUCTION);
    refused("it is the first line of segment 3");
  }
}
