package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a node says of each frame that it rendered: its digest, or why there is none.
 *
 * <pre>
 * #sealframe-record 1
 * frame 12 SHA256 BYTES WIDTH HEIGHT f000012.png
 * failed 13 REASON
 * #end
 * </pre>
 */
final class FrameRecord {
  private static final String FIRST = "#sealframe-record 1";
  private static final String LAST = "#end";

  /** At most so many bytes of a record are read: a million frames fit. */
  static final int MAX_BYTES = 160_000_000;

  private FrameRecord() {}

  /**
   * A line of a record.
   *
   * @param frame which frame
   * @param proved its digest and length; empty when it failed
   * @param reason why it failed; empty when it did not
   */
  record Line(int frame, Optional<Proved> proved, String reason) {}

  /**
   * A frame that its node proved.
   *
   * @param digest SHA-256 of the file
   * @param bytes its length
   */
  record Proved(Sha256 digest, long bytes) {}

  /** The name of a frame's file. */
  static String fileName(int frame) {
    return String.format(Locale.ROOT, "f%06d.png", frame);
  }

  /**
   * Reads a record; a record that was cut off has lines up to where it was.
   *
   * @throws IllegalArgumentException when a line is not one of a record
   */
  static List<Line> parse(String text, Resolution resolution) {
    Iterator<String> lines = text.lines().iterator();
    if (!lines.hasNext() || !lines.next().equals(FIRST)) {
      throw new IllegalArgumentException("it does not begin with `" + FIRST + "`");
    }
    List<Line> parsed = new ArrayList<>();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.equals(LAST)) {
        break;
      }
      parsed.add(line(line, resolution));
    }
    return parsed;
  }

  private static Line line(String line, Resolution resolution) {
    String[] words = line.split(" ", -1);
    try {
      if (words[0].equals("failed") && words.length >= 3) {
        String reason = line.substring(words[0].length() + words[1].length() + 2);
        return new Line(Integer.parseInt(words[1]), Optional.empty(), reason);
      }
      if (words[0].equals("frame") && words.length == 7) {
        int frame = Integer.parseInt(words[1]);
        Proved proved = new Proved(new Sha256(words[2]), Long.parseLong(words[3]));
        boolean planned =
            words[4].equals(Integer.toString(resolution.width()))
                && words[5].equals(Integer.toString(resolution.height()))
                && words[6].equals(fileName(frame));
        if (planned) {
          return new Line(frame, Optional.of(proved), "");
        }
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("it has a line with a number that is none", e);
    }
    throw new IllegalArgumentException("it has a line that is not as planned");
  }
}
