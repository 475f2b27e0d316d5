package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who releases a hold, and why. Checked when it is carried out, all at once.
 *
 * @param by the person who investigated
 * @param note what that person found, at least {@value #MIN_NOTE} characters
 * @param second another person who agrees; empty where one is enough
 * @param nodes what becomes of each node that the hold names
 */
public record ReleaseRequest(
    String by, String note, Optional<String> second, Map<NodeId, Disposition> nodes) {
  /** Shortest note, in characters. */
  public static final int MIN_NOTE = 20;

  /** Copies the map. */
  public ReleaseRequest {
    nodes = Map.copyOf(nodes);
  }

  /** What is wrong with it by itself. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (by.isBlank()) {
      problems.add(problem("there is no name", "say --by NAME"));
    }
    if (note.strip().length() < MIN_NOTE) {
      problems.add(
          problem(
              "the note has fewer than " + MIN_NOTE + " characters",
              "say with --note what was found"));
    }
    if (second.isPresent() && (second.get().isBlank() || same(second.get(), by))) {
      problems.add(problem("the second person is no other one", "say --second NAME"));
    }
    return problems;
  }

  private static boolean same(String one, String other) {
    return one.strip().equalsIgnoreCase(other.strip());
  }

  static String problem(String why, String next) {
    return Refusal.line("release", "the production", why, next);
  }
}
