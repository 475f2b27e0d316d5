package io.github.sealframe.core;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of a production: what was taken away, and what was found when it was looked for
 * again.
 *
 * @param production which production
 * @param begun when its end began
 * @param listed when everything was listed again
 * @param downloaded frames that were on the machine that wrapped it
 * @param discarded frames that were given up
 * @param removed what was taken away, as {@code KIND NAME}
 * @param remains what is there and why, as {@code KIND NAME: NOTE}
 * @param foreign what is there and another's, as {@code KIND NAME: NOTE}
 */
public record WrapReport(
    ProductionCode production,
    Instant begun,
    Instant listed,
    int downloaded,
    int discarded,
    List<String> removed,
    List<String> remains,
    List<String> foreign) {
  /** The note of what is deleted when this report is kept. */
  static final String AFTER = "it is deleted after this report";

  /** Copies the lists. */
  public WrapReport {
    removed = List.copyOf(removed);
    remains = List.copyOf(remains);
    foreign = List.copyOf(foreign);
  }

  /**
   * Reads what {@link #lines} wrote.
   *
   * @throws IllegalArgumentException when they are no such lines
   */
  public static WrapReport of(List<String> lines) {
    try {
      return new WrapReport(
          new ProductionCode(one(lines, "production")),
          Instant.parse(one(lines, "begun")),
          Instant.parse(one(lines, "listed")),
          Integer.parseInt(one(lines, "frames-downloaded")),
          Integer.parseInt(one(lines, "frames-discarded")),
          all(lines, "removed"),
          all(lines, "remains"),
          all(lines, "foreign"));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time", e);
    }
  }

  private static String one(List<String> lines, String name) {
    List<String> found = all(lines, name);
    if (found.size() != 1) {
      throw new IllegalArgumentException("not one line " + name);
    }
    return found.get(0);
  }

  private static List<String> all(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1))
        .toList();
  }

  /**
   * The same, and what an earlier report of the same end tells: what was removed by then, and what
   * was to be deleted after it and is not there now.
   */
  public WrapReport after(WrapReport earlier) {
    if (!earlier.production().equals(production) || !earlier.begun().equals(begun)) {
      return this;
    }
    Stream<String> gone =
        earlier.remains().stream()
            .filter(line -> line.endsWith(": " + AFTER))
            .map(line -> line.substring(0, line.length() - AFTER.length() - 2))
            .filter(name -> remains.stream().noneMatch(line -> line.startsWith(name + ": ")));
    return new WrapReport(
        production,
        begun,
        listed,
        downloaded,
        discarded,
        Stream.of(removed.stream(), earlier.removed().stream(), gone)
            .flatMap(lines -> lines)
            .distinct()
            .sorted()
            .toList(),
        remains,
        foreign);
  }

  /** Each thing on a line that begins with its name. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("production " + production);
    lines.add("begun " + begun);
    lines.add("listed " + listed);
    lines.add("frames-downloaded " + downloaded);
    lines.add("frames-discarded " + discarded);
    removed.forEach(line -> lines.add("removed " + line));
    remains.forEach(line -> lines.add("remains " + line));
    foreign.forEach(line -> lines.add("foreign " + line));
    return lines;
  }
}
