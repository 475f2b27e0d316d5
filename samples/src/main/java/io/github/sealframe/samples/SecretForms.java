package io.github.sealframe.samples;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds what looks like a secret in a YAML file. */
final class SecretForms {
  /** By the control that forbids it: the first that is found is told. */
  private static final Map<String, Pattern> FORMS =
      new TreeMap<>(
          Map.of(
              "storage-sas",
              Pattern.compile("[?&]sig="),
              "cli-no-session-cache",
              Pattern.compile("eyJ[A-Za-z0-9_-]+\\.eyJ"),
              // What stands here is told in plans, audits and the journal.
              "monitor-limit-data",
              Pattern.compile(
                  "[A-Za-z0-9+/]{86}==|(?i:AccountKey|SharedAccessKey)\\s*="
                      + "|-----BEGIN [A-Z ]*PRIVATE KEY")));

  private static final String WHY = "what stands here looks like a secret";
  private static final String NEXT = "remove it, and replace the secret: it was in a file";

  private final YamlProblems problems;

  /** Where each place that was told starts, and where it ends. */
  private final NavigableMap<Place, Place> told = new TreeMap<>();

  private SecretForms(YamlProblems problems) {
    this.problems = problems;
  }

  /** Of a text; both count from 0. */
  private record Place(int line, int column) implements Comparable<Place> {
    static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

    static Place of(Mark mark) {
      return new Place(mark.getLine(), mark.getColumn());
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Reports each place that has one, comments too, once and without repeating it.
   *
   * @param root what {@code text} says; empty when it says nothing that can be understood
   */
  static void refuse(Optional<Node> root, String text, YamlProblems problems) {
    SecretForms forms = new SecretForms(problems);
    root.ifPresent(node -> forms.below(node, new HashSet<>()));
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      forms.in(lines.get(i), i);
    }
  }

  /** A value may have been written in another way than it reads. */
  private void below(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof ScalarNode scalar) {
      FORMS.entrySet().stream()
          .filter(form -> form.getValue().matcher(scalar.getValue()).find())
          .map(Map.Entry::getKey)
          .findFirst()
          .ifPresent(
              control -> {
                problems.forbid(node, WHY, NEXT, List.of(control));
                told.put(
                    Place.of(node.getStartMark().orElseThrow()),
                    Place.of(node.getEndMark().orElseThrow()));
              });
    } else if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> below(item, seen));
    } else if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        below(entry.getKeyNode(), seen);
        below(entry.getValueNode(), seen);
      }
    }
  }

  /** What is no value, as a comment: at most one place of a line is told. */
  private void in(String line, int number) {
    FORMS.entrySet().stream()
        .flatMap(
            form ->
                form.getValue()
                    .matcher(line)
                    .results()
                    .map(found -> line.codePointCount(0, found.start()))
                    .filter(column -> !isTold(new Place(number, column)))
                    .map(column -> Map.entry(column, form.getKey())))
        .findFirst()
        .ifPresent(
            found -> problems.forbid(number, found.getKey(), WHY, NEXT, List.of(found.getValue())));
  }

  private boolean isTold(Place place) {
    Map.Entry<Place, Place> before = told.floorEntry(place);
    return before != null && place.compareTo(before.getValue()) < 0;
  }
}
