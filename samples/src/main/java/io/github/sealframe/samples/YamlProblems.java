package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong in one YAML file, with line and column. */
final class YamlProblems {
  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private boolean isForbidden;

  YamlProblems(Path file) {
    this.file = file;
  }

  /** Something is wrong at {@code node}. */
  void add(Node node, String why, String next) {
    add(at(node.getStartMark()), why, next);
  }

  /**
   * What stands at {@code node} can be read, and is what a control forbids.
   *
   * @param controls their ids, at least one
   */
  void forbid(Node node, String why, String next, List<String> controls) {
    forbid(at(node.getStartMark()), why, next, controls);
  }

  /** The same of what is no node; {@code line} and {@code column} count from 0. */
  void forbid(int line, int column, String why, String next, List<String> controls) {
    forbid(at(line, column), why, next, controls);
  }

  private void forbid(String at, String why, String next, List<String> controls) {
    add(at, why, next + " (control " + String.join(", ", controls) + ")");
    isForbidden = true;
  }

  /** The text is not YAML. */
  void add(YamlEngineException e, String next) {
    add(
        e instanceof MarkedYamlEngineException marked ? at(marked.getProblemMark()) : "the file",
        "it is not YAML",
        next);
  }

  /** Something is wrong, as with a name that is not there. */
  void add(String at, String why, String next) {
    lines.add(Refusal.line("use", file + ", " + at, why, next));
  }

  /** A place, in words. */
  static String at(Optional<Mark> place) {
    return place.map(mark -> at(mark.getLine(), mark.getColumn())).orElse("the file");
  }

  private static String at(int line, int column) {
    return "line " + (line + 1) + ", column " + (column + 1);
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** All of it: one of the policy, where a control forbids anything. */
  Refusal refusal() {
    return isForbidden ? new PolicyRefusal(lines) : new ConfigurationRefusal(lines);
  }
}
