package io.github.sealframe.core;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows a chain of lines, each of which holds its number and the SHA-256 of the one before, and
 * finds the first that is wrong. Of two lines that do not fit, it is the one after them that tells
 * which was changed: that which it follows was not. For one thread.
 */
final class JournalChain {
  private final String next;
  private final TreeMap<Long, Sha256> heads = new TreeMap<>();
  private JournalHead head = JournalHead.NONE;
  private Place place;
  private Place doubted;

  /**
   * @param next what to do when a line is wrong
   */
  JournalChain(String next) {
    this.next = next;
  }

  /**
   * Where a line stands.
   *
   * @param file the file or blob
   * @param line its number in it, from 1
   */
  record Place(String file, long line) {}

  /**
   * Has to come to these heads, too.
   *
   * @throws JournalRefusal when two of them contradict each other
   */
  void expect(Collection<JournalHead> expected, String file) {
    for (JournalHead each : expected) {
      Sha256 other = heads.put(each.lines(), each.digest());
      if (other != null && !other.equals(each.digest())) {
        throw refused(
            new Place(file, each.lines()), each.lines(), "it was noted down with two SHA-256");
      }
    }
  }

  /** What was followed so far. */
  JournalHead head() {
    return head;
  }

  /**
   * Goes on with a line.
   *
   * @param bytes the line, without its line feed
   * @param number the number that it has
   * @param before the SHA-256 of the line before, as it says
   * @throws JournalRefusal when this line or the one before is wrong
   */
  void follow(Place at, byte[] bytes, long number, Sha256 before) {
    Sha256 digest = Sha256.of(bytes);
    boolean fits = before.equals(head.digest());
    if (doubted != null) {
      throw fits ? changed(doubted, head.lines() - 1) : changed(place, head.lines());
    }
    long here = head.lines() + 1;
    if (number != here) {
      throw refused(at, here, "it is not there: line " + number + " stands in its place");
    }
    Sha256 noted = heads.get(here);
    boolean isNoted = digest.equals(noted);
    if (!fits && here > 1 && isNoted) {
      throw changed(place, here - 1);
    }
    if (!fits && (here == 1 || noted != null || heads.containsKey(here - 1))) {
      throw changed(at, here);
    }
    if (noted != null && !isNoted) {
      throw refused(at, here, "its SHA-256 is " + digest + ", and was " + noted);
    }
    if (!fits) {
      doubted = place;
    }
    head = new JournalHead(here, digest);
    place = at;
  }

  /** Goes on with a line that is none. */
  JournalRefusal refused(Place at, String why) {
    return doubted == null ? refused(at, head.lines() + 1, why) : doubt();
  }

  /**
   * There is no other line for now.
   *
   * @throws JournalRefusal when the last lines are wrong
   */
  void pause() {
    if (doubted != null) {
      throw doubt();
    }
  }

  /**
   * There is no other line.
   *
   * @param file where it would stand
   * @throws JournalRefusal when the last lines are wrong or missing
   */
  void end(String file) {
    pause();
    Map.Entry<Long, Sha256> missing = heads.higherEntry(head.lines());
    if (missing != null) {
      long line = place != null && place.file().equals(file) ? place.line() + 1 : 1;
      throw refused(
          new Place(file, line),
          head.lines() + 1,
          "it is not there: the journal was cut off, and had " + missing.getKey() + " lines");
    }
  }

  private JournalRefusal doubt() {
    return refused(doubted, head.lines() - 1, "it was changed, or the line after it was");
  }

  private JournalRefusal changed(Place at, long number) {
    return refused(at, number, "it was changed");
  }

  private JournalRefusal refused(Place at, long number, String why) {
    String where =
        at.line() == number ? "line " + number : "line " + number + " (its " + at.line() + ")";
    return new JournalRefusal(at.file(), number, where + ": " + why, next);
  }
}
