package io.github.sealframe.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What belongs to which production: a file, for its owner's eyes, that is replaced as a whole. What
 * was one production's is never another's, and the code of one that has ended is never used again.
 * It has codes, ids and days, and no titles. Several threads and processes may use one file.
 *
 * <p>Its first line is {@code #sealframe-productions 1}; each other has a code, a word and an id,
 * or a code, {@code ended} and a day.
 */
public final class ProductionRegister {
  private static final String FIRST = "#sealframe-productions 1";
  private static final String ENDED = "ended";
  private static final String AGAIN = "wf-hybrid-time-space-isolation";

  /** One JVM may not lock a file twice at once, whatever its threads do. */
  private static final Object IN_THIS_JVM = new Object();

  private final Path file;

  /**
   * @param file where it is; made, with its folder, when something is first written
   */
  public ProductionRegister(Path file) {
    this.file = file.toAbsolutePath();
  }

  private record Line(ProductionCode code, String word, String id) {
    static Line of(ProductionCode code, Belonging belonging) {
      return new Line(code, belonging.kind().word(), belonging.id());
    }

    boolean isOf(Belonging belonging) {
      return word.equals(belonging.kind().word()) && id.equals(belonging.id());
    }

    String text() {
      return code + " " + word + " " + id + "\n";
    }
  }

  /**
   * What a production may not have, since it is another's, or since the production has ended.
   * Writes nothing.
   *
   * @throws ConfigurationRefusal when the register cannot be read: nobody knows then
   */
  public List<Finding> check(ProductionCode code, List<Belonging> belongings) {
    return findings(read(), code, belongings);
  }

  /**
   * Writes down what a production has. What is written already stays as it is.
   *
   * @throws PolicyRefusal when something is another's, a subscription aside, or the production has
   *     ended; nothing is written then
   * @throws ConfigurationRefusal when the register cannot be read or written
   */
  public void claim(ProductionCode code, List<Belonging> belongings) {
    change(
        lines -> {
          List<String> problems =
              findings(lines, code, belongings).stream()
                  .filter(found -> !found.control().equals(Belonging.Kind.SUBSCRIPTION.control()))
                  .map(Finding::line)
                  .toList();
          if (!problems.isEmpty()) {
            throw new PolicyRefusal(problems);
          }
          belongings.stream()
              .map(belonging -> Line.of(code, belonging))
              .filter(line -> !lines.contains(line))
              .distinct()
              .forEach(lines::add);
        });
  }

  /**
   * Writes down that a production has ended: from then on nothing may be done for it, and what it
   * had belongs to nobody else. One that has ended before keeps its day.
   *
   * @param day on which it ended
   */
  public void end(ProductionCode code, LocalDate day) {
    change(
        lines -> {
          if (ended(lines, code).isEmpty()) {
            lines.add(new Line(code, ENDED, day.toString()));
          }
        });
  }

  /** The day on which a production ended; empty while it goes on. */
  public Optional<LocalDate> ended(ProductionCode code) {
    return ended(read(), code);
  }

  private static Optional<LocalDate> ended(List<Line> lines, ProductionCode code) {
    return lines.stream()
        .filter(line -> line.code().equals(code) && line.word().equals(ENDED))
        .map(line -> LocalDate.parse(line.id()))
        .findFirst();
  }

  private List<Finding> findings(
      List<Line> lines, ProductionCode code, List<Belonging> belongings) {
    List<Finding> findings = new ArrayList<>();
    ended(lines, code)
        .ifPresent(
            day ->
                findings.add(
                    new Finding(
                        AGAIN,
                        Finding.CODE,
                        "its production ended on " + day,
                        "take a new one, as `production code` gives it")));
    for (Belonging belonging : belongings) {
      lines.stream()
          .filter(line -> line.isOf(belonging) && !line.code().equals(code))
          .map(Line::code)
          .findFirst()
          .ifPresent(
              owner ->
                  findings.add(
                      new Finding(
                          belonging.kind().control(),
                          belonging.kind().field(),
                          "it belongs to production " + owner,
                          "give this production one of its own; if the other never had it, take its"
                              + " line out of "
                              + file)));
    }
    return findings;
  }

  @FunctionalInterface
  private interface Change {
    void of(List<Line> lines);
  }

  private void change(Change change) {
    synchronized (IN_THIS_JVM) {
      try {
        Files.createDirectories(file.getParent());
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel =
                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          List<Line> lines = read();
          int before = lines.size();
          change.of(lines);
          if (lines.size() > before && lock.isValid()) {
            write(lines);
          }
        }
      } catch (IOException e) {
        throw unusable("write", e.toString());
      }
    }
  }

  private void write(List<Line> lines) throws IOException {
    StringBuilder text = new StringBuilder(FIRST).append('\n');
    lines.forEach(line -> text.append(line.text()));
    Path part = Files.createTempFile(file.getParent(), "part", null); // For its owner's eyes.
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private List<Line> read() {
    List<String> texts;
    try {
      texts = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return new ArrayList<>();
    } catch (IOException e) {
      throw unusable("read", e.toString());
    }
    if (texts.isEmpty() || !texts.get(0).equals(FIRST)) {
      throw unusable("read", "it does not begin with `" + FIRST + "`");
    }
    List<Line> lines = new ArrayList<>();
    for (int number = 2; number <= texts.size(); number++) {
      lines.add(line(number, texts.get(number - 1)));
    }
    return lines;
  }

  private Line line(int number, String text) {
    String[] words = text.split(" ", 3);
    try {
      if (words.length == 3) {
        Line line = new Line(new ProductionCode(words[0]), words[1], words[2]);
        if (line.word().equals(ENDED)) {
          LocalDate.parse(line.id());
          return line;
        }
        if (Arrays.stream(Belonging.Kind.values()).anyMatch(k -> k.word().equals(line.word()))) {
          return line;
        }
      }
    } catch (IllegalArgumentException | DateTimeParseException e) {
      // Told below.
    }
    throw unusable("read", "line " + number + " is none of its lines");
  }

  private ConfigurationRefusal unusable(String tried, String why) {
    return new ConfigurationRefusal(
        tried,
        "the register of productions " + file,
        why,
        "mend it, or bring back a copy: it tells what belongs to whom");
  }
}
