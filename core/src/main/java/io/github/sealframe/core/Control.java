package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A recommendation of the ISE hardening guide for rendering on Azure.
 *
 * @param id as in {@code disk-encryption}
 * @param section where it stands in the guide
 * @param title the guide's words
 * @param category its category in the guide's TPN table
 * @param service the service of Azure that it is about
 * @param applies what this project can do about it
 * @param how how it applies here
 * @param today what has become of the service since the guide was written
 */
public record Control(
    String id,
    String section,
    String title,
    String category,
    String service,
    Applies applies,
    String how,
    String today) {

  private static final String TABLE = "controls.tsv";
  private static final int COLUMNS = 8;

  /** What a library can do about a recommendation. */
  public enum Applies {
    /** It refuses what does not keep it. */
    ENFORCE,
    /** It looks whether it is kept. */
    CHECK,
    /** It tells what it knows. */
    REPORT,
    /** It says what a person has to do. */
    DOCUMENT,
    /** It is about something that has no part in rendering. */
    OUT_OF_SCOPE;

    private static Applies of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Every recommendation of the guide, in its order. */
  public static List<Control> all() {
    return Table.CONTROLS;
  }

  private static Control of(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalStateException("a row of " + TABLE + " has " + cells.length + " cells");
    }
    return new Control(
        cells[0], cells[1], cells[2], cells[3], cells[4], Applies.of(cells[5]), cells[6], cells[7]);
  }

  /** Read once, when it is first asked for. */
  private static final class Table {
    private static final List<Control> CONTROLS = read();

    private static List<Control> read() {
      List<Control> controls = new ArrayList<>();
      for (String line : ControlGuidance.lines(TABLE)) {
        controls.add(of(line));
      }
      return List.copyOf(controls);
    }
  }
}
