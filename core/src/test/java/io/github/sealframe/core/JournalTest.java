package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written stays as it was written, or is refused by the line where it does not. */
class JournalTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00.5Z"), ZoneOffset.UTC);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("new/x.journal");
  }

  private Journal open() throws IOException {
    return Journal.open(file, CLOCK);
  }

  private void write(int lines) throws IOException {
    try (Journal journal = open()) {
      for (int i = 0; i < lines; i++) {
        journal.append("frame-saved", Map.of("frame", Integer.toString(i)));
      }
    }
  }

  @Test
  void eachLineHoldsTheDigestOfTheOneBefore() throws IOException {
    try (Journal journal = open()) {
      journal.append("plan", Map.of("job", "p-1"));
      journal.append("a-b", Map.of("why", "50 % =\n\u00e9/x"));
    }
    String first = "1 2026-11-24T12:00:00.500Z " + "0".repeat(64) + " plan job=p-1";
    assertThat(file)
        .content()
        .isEqualTo(
            first
                + "\n2 2026-11-24T12:00:00.500Z "
                + Sha256.of(first.getBytes(StandardCharsets.UTF_8))
                + " a-b why=50%20%25%20%3D%0A%C3%A9/x\n");
    assertThat(Journal.verify(file)).isEqualTo(2);
  }

  @Test
  void goesOnWhereItWas() throws IOException {
    write(2);
    write(3);
    assertThat(Journal.verify(file)).isEqualTo(5);
  }

  @Test
  void severalWritersMakeOneChain() throws IOException {
    try (Journal one = open();
        Journal other = open()) {
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
    assertThat(Journal.verify(file)).isEqualTo(40);
  }

  @Test
  void everyChangedByteIsFoundInItsLineOrTheNext() throws IOException {
    write(3);
    byte[] right = Files.readAllBytes(file);
    int line = 1;
    for (int i = 0; i < right.length; i++) {
      byte[] wrong = right.clone();
      wrong[i] ^= 1;
      Files.write(file, wrong);
      boolean last = line == 3;
      if (last && isFree(right, i)) {
        continue; // Nothing follows that would tell.
      }
      assertThat(refusedLine()).as("byte %d", i).isBetween((long) line, line + 1L);
      if (right[i] == '\n') {
        line++;
      }
    }
  }

  /** Time, kind, names and values of the last line are held by nothing but their form. */
  private static boolean isFree(byte[] text, int at) {
    String line = new String(text, StandardCharsets.US_ASCII);
    int start = line.lastIndexOf('\n', line.length() - 2) + 1;
    int previous = line.indexOf(' ', line.indexOf(' ', start) + 1) + 1;
    return at > start + 1 && (at < previous || at >= previous + 65) && at < text.length - 1;
  }

  @Test
  void linesThatAreMissingMovedOrAddedAreFound() throws IOException {
    write(4);
    List<String> right = Files.readAllLines(file);
    for (int i = 0; i < 3; i++) {
      List<String> removed = new ArrayList<>(right);
      removed.remove(i);
      assertThat(refusedLine(removed)).isEqualTo(i + 1);
      List<String> twice = new ArrayList<>(right);
      twice.add(i, right.get(i));
      assertThat(refusedLine(twice)).isEqualTo(i + 2);
    }
    List<String> empty = new ArrayList<>(right);
    empty.add("");
    assertThat(refusedLine(empty)).isEqualTo(5);
    assertThat(refusedLine(List.of("x".repeat(70_000)))).isEqualTo(1);
  }

  @Test
  void thereIsOneWayOnlyToWriteALine() throws IOException {
    write(1);
    String line = Files.readAllLines(file).get(0);
    for (String other :
        List.of(
            line + " ",
            line + " frame=0",
            line + " x",
            line + " x=%41",
            line + " x=%c3%a9",
            line + " x=%C3",
            line + " x=%4",
            line + " x=a=b",
            line + " X=a",
            line + "\r",
            line.replace(" frame-saved", "  frame-saved"),
            line.replace("frame-saved", "Frame"),
            line.replace(".500Z", ".5Z"),
            "0" + line)) {
      assertThat(refusedLine(List.of(other))).as(other).isEqualTo(1);
    }
  }

  @Test
  void aTornLineIsRefusedAndCutOffByTheNextWriter() throws IOException {
    write(2);
    Files.writeString(file, "3 2026-11-2", StandardOpenOption.APPEND);
    assertThat(refusedLine()).isEqualTo(3);

    write(1);

    assertThat(Journal.verify(file)).isEqualTo(4);
    assertThat(Files.readAllLines(file).get(2))
        .endsWith(
            " torn bytes=11 sha256="
                + Sha256.of("3 2026-11-2".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void aChangedJournalIsNotGoneOnWith() throws IOException {
    write(3);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("frame=1", "frame=7"));
    assertThatExceptionOfType(JournalRefusal.class)
        .isThrownBy(this::open)
        .withMessageContaining("line 3")
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
          .isThrownBy(() -> journal.append("a", Map.of("x", "z".repeat(70_000))));
    }
    assertThat(Journal.verify(file)).isEqualTo(1);
  }

  private long refusedLine(List<String> lines) throws IOException {
    Files.write(file, lines);
    return refusedLine();
  }

  private long refusedLine() throws IOException {
    try {
      long lines = Journal.verify(file);
      throw new AssertionError("accepted, with " + lines + " lines");
    } catch (JournalRefusal e) {
      return e.line();
    }
  }
}
