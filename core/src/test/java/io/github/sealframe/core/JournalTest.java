package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written stays as it was written, or is refused by the line where it does not. */
class JournalTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00.5Z"), ZoneOffset.UTC);

  private static final ProductionCode PRODUCTION = new ProductionCode("pabcdefghij");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("new/x.journal");
  }

  private Journal open() throws IOException {
    return Journal.open(file, PRODUCTION, DenyList.none(), CLOCK, new SecureRandom());
  }

  /** Writes so many lines after the first one, which begins a journal. */
  private void write(int lines) throws IOException {
    try (Journal journal = open()) {
      for (int i = 0; i < lines; i++) {
        journal.append("frame-saved", Map.of("frame", Integer.toString(i)));
      }
    }
  }

  private long verified(JournalHead... heads) throws IOException {
    return Journal.verify(file, List.of(heads)).head().lines();
  }

  @Test
  void eachLineIsJsonAndHoldsTheDigestOfTheOneBefore() throws IOException {
    String machine;
    try (Journal journal = open()) {
      machine = journal.machine();
      journal.append("a-b", Map.of("why", "50 % \"\\\n\u00e9/\ud83d\ude00"));
    }
    assertThat(machine).matches("[0-9a-f]{16}");
    String first =
        "{\"n\":1,\"time\":\"2026-11-24T12:00:00.500Z\",\"before\":\""
            + "0".repeat(64)
            + "\",\"kind\":\"journal\",\"version\":\"1\",\"production\":\"pabcdefghij\","
            + "\"machine\":\""
            + machine
            + "\"}";
    String second =
        "{\"n\":2,\"time\":\"2026-11-24T12:00:00.500Z\",\"before\":\""
            + Sha256.of(first.getBytes(StandardCharsets.UTF_8))
            + "\",\"kind\":\"a-b\",\"why\":\"50 % \\\"\\\\\\u000a\\u00e9/\\ud83d\\ude00\"}";
    assertThat(file).content().isEqualTo(first + "\n" + second + "\n");
    assertThat(Journal.verify(file, List.of()))
        .isEqualTo(
            new Journal.Proved(
                new JournalHead(2, Sha256.of(second.getBytes(StandardCharsets.UTF_8))),
                PRODUCTION,
                machine,
                List.of()));
  }

  /** A line with such a word would never be sent, and none after it. */
  @Test
  void aValueWithAWordOfTheProductionIsWithheld() throws IOException {
    DenyList words = DenyList.of(List.of("Night Moth"));
    try (Journal journal = Journal.open(file, PRODUCTION, words, CLOCK, new SecureRandom())) {
      journal.append("service-call", Map.of("on", "pool night_moth-02"));
    }
    assertThat(file)
        .content()
        .contains("\"service-call\",\"on\":\"withheld\"")
        .doesNotContainIgnoringCase("moth");
  }

  @Test
  void goesOnWhereItWas() throws IOException {
    write(2);
    write(3);
    assertThat(verified()).isEqualTo(6);
  }

  @Test
  void isOfOneProduction() throws IOException {
    write(1);
    assertThatExceptionOfType(JournalRefusal.class)
        .isThrownBy(
            () ->
                Journal.open(
                    file,
                    new ProductionCode("pzzzzzzzzzz"),
                    DenyList.none(),
                    CLOCK,
                    new SecureRandom()))
        .withMessageContaining("of another production");
  }

  @Test
  void severalWritersMakeOneChain() throws IOException {
    try (Journal one = open();
        Journal other = open()) {
      assertThat(one.machine()).isEqualTo(other.machine());
      IntStream.range(0, 40)
          .parallel()
          .forEach(
              i -> {
                try {
                  (i % 2 == 0 ? one : other).append("x", Map.of("i", Integer.toString(i)));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }
    assertThat(verified()).isEqualTo(41);
  }

  /** With the head that was noted down, the last line is held as the others are. */
  @Test
  @Tag("wf-batch-central-monitoring")
  void everyChangedByteIsFoundInItsLine() throws IOException {
    write(4);
    JournalHead head = Journal.verify(file, List.of()).head();
    byte[] right = Files.readAllBytes(file);
    int line = 1;
    for (int i = 0; i < right.length; i++) {
      byte[] wrong = right.clone();
      wrong[i] ^= 1;
      Files.write(file, wrong);
      assertThat(refusedLine(head)).as("byte %d", i).isEqualTo(line);
      if (right[i] == '\n') {
        line++;
      }
    }
    assertThat(line).isEqualTo(6);
  }

  @Test
  void withoutAHeadAChangedLineIsStillFoundButTheLast() throws IOException {
    write(4);
    List<String> right = Files.readAllLines(file);
    for (int i = 0; i < 5; i++) {
      List<String> wrong = new ArrayList<>(right);
      wrong.set(i, right.get(i).replace("12:00:00.500", "12:00:01.500"));
      Files.write(file, wrong);
      if (i == 4) {
        assertThat(verified()).as("nothing follows that would tell").isEqualTo(5);
      } else {
        assertThat(refusedLine()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  @Tag("wf-batch-central-monitoring")
  void linesThatAreMissingMovedAddedOrCutOffAreFound() throws IOException {
    write(5);
    JournalHead head = Journal.verify(file, List.of()).head();
    List<String> right = Files.readAllLines(file);
    for (int i = 0; i < 6; i++) {
      List<String> removed = new ArrayList<>(right);
      removed.remove(i);
      assertThat(refusedLine(removed, head)).isEqualTo(i + 1);
      List<String> twice = new ArrayList<>(right);
      twice.add(i, right.get(i));
      assertThat(refusedLine(twice, head)).isEqualTo(i + 2);
      for (int j = i + 1; j < 6; j++) {
        List<String> swapped = new ArrayList<>(right);
        Collections.swap(swapped, i, j);
        assertThat(refusedLine(swapped)).isEqualTo(i + 1);
      }
      assertThat(refusedLine(right.subList(0, i), head)).isEqualTo(i + 1);
    }
    List<String> empty = new ArrayList<>(right);
    empty.add("");
    assertThat(refusedLine(empty)).isEqualTo(7);
    assertThat(refusedLine(List.of("x".repeat(70_000)))).isEqualTo(1);
  }

  @Test
  void aJournalThatWasWrittenAnewIsNotTheOneThatWasNotedDown() throws IOException {
    write(3);
    JournalHead head = Journal.verify(file, List.of()).head();
    Files.delete(file);
    write(3);
    assertThat(refusedLine(head)).isEqualTo(4);
    write(1);
    assertThat(refusedLine(head)).isEqualTo(4);
  }

  @Test
  void thereIsOneWayOnlyToWriteALine() throws IOException {
    write(0);
    String line = Files.readAllLines(file).get(0);
    String open = line.substring(0, line.length() - 1);
    for (String other :
        List.of(
            line + " ",
            line + "}",
            open,
            open + ",}",
            open + ",\"x\"}",
            open + ",\"x\":1}",
            open + ",\"x\":\"a}",
            open + ",\"x\":\"\\u0041\"}",
            open + ",\"x\":\"\\u00E9\"}",
            open + ",\"x\":\"\\u00e\"}",
            open + ",\"x\":\"\\n\"}",
            open + ",\"x\":\"\u00e9\"}",
            open + ",\"X\":\"a\"}",
            open + ",\"n\":\"a\"}",
            open + ",\"version\":\"1\"}",
            line + "\r",
            " " + line,
            line.replace("{\"n\":1", "{\"n\":01"),
            line.replace("{\"n\":1", "{\"n\": 1"),
            line.replace("\"kind\":\"journal\"", "\"kind\":\"Journal\""),
            line.replace("\"kind\":\"journal\"", "\"kind\":\"other\""),
            line.replace("\"version\":\"1\"", "\"version\":\"2\""),
            line.replace("pabcdefghij", "title"),
            line.replace(".500Z", ".5Z"))) {
      assertThat(refusedLine(List.of(other))).as(other).isEqualTo(1);
    }
  }

  @Test
  void aTornLineIsRefusedAndCutOffByTheNextWriter() throws IOException {
    write(2);
    Files.writeString(file, "{\"n\":3,\"ti", StandardOpenOption.APPEND);
    assertThat(refusedLine()).isEqualTo(4);

    write(1);

    assertThat(verified()).isEqualTo(5);
    assertThat(Files.readAllLines(file).get(3))
        .endsWith(
            "\"torn\",\"bytes\":\"10\",\"sha256\":\""
                + Sha256.of("{\"n\":3,\"ti".getBytes(StandardCharsets.US_ASCII))
                + "\"}");
    Files.writeString(file, "{\"n\":1");
    assertThat(refusedLine()).isEqualTo(1);
    write(0);
    assertThat(verified()).isEqualTo(2);
  }

  @Test
  void aChangedJournalIsNotGoneOnWith() throws IOException {
    write(3);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"frame\":\"1\"", "\"frame\":\"7\""));
    assertThatExceptionOfType(JournalRefusal.class)
        .isThrownBy(this::open)
        .withMessageContaining("line 3: it was changed, or the line after it was")
        .withMessageContaining(file.toString());
    assertThat(file).content().hasSameSizeAs(text);

    Files.writeString(file, text);
    try (Journal journal = open()) {
      Files.writeString(file, text.substring(0, text.indexOf('\n') + 1));
      assertThatExceptionOfType(JournalRefusal.class)
          .isThrownBy(() -> journal.append("x", Map.of()))
          .withMessageContaining("not any more");
    }
  }

  @Test
  void whatHasNoPlaceInALineIsNotWritten() throws IOException {
    write(1);
    try (Journal journal = open()) {
      assertThatIllegalArgumentException().isThrownBy(() -> journal.append("a b", Map.of()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> journal.append("a", Map.of("x=y", "z")));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> journal.append("a", Map.of("time", "z")));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> journal.append("a", Map.of("x", "z".repeat(70_000))));
    }
    assertThat(verified()).isEqualTo(2);
  }

  private long refusedLine(List<String> lines, JournalHead... heads) throws IOException {
    Files.write(file, lines);
    return refusedLine(heads);
  }

  private long refusedLine(JournalHead... heads) throws IOException {
    try {
      long lines = verified(heads);
      throw new AssertionError("accepted, with " + lines + " lines");
    } catch (JournalRefusal e) {
      return e.line();
    }
  }
}
