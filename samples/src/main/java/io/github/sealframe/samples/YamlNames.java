package io.github.sealframe.samples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A list of names and values in a YAML file, each name known and there once. */
final class YamlNames {
  private final Map<String, Node> values;
  private final YamlProblems problems;

  private YamlNames(Map<String, Node> values, YamlProblems problems) {
    this.values = values;
    this.problems = problems;
  }

  /**
   * Takes the names of {@code node}.
   *
   * @param what what the list is, as in {@code `approvals`}
   * @param required names that have to be there
   * @param optional names that may be there
   * @return what was understood; empty, with a problem, when it is no such list
   */
  static Optional<YamlNames> of(
      Node node, String what, List<String> required, Set<String> optional, YamlProblems problems) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node, what + " is no list of names and values", "write `name: value` lines");
      return Optional.empty();
    }
    Map<String, Node> values = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node key = entry.getKeyNode();
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!required.contains(name) && !optional.contains(name)) {
        problems.add(key, "the name is not known", "remove it");
      } else if (values.putIfAbsent(name, entry.getValueNode()) != null) {
        problems.add(key, "`" + name + "` is there twice", "remove one");
      }
    }
    for (String name : required) {
      if (!values.containsKey(name)) {
        problems.add(node, "`" + name + "` of " + what + " is missing", "add `" + name + ": ...`");
      }
    }
    return Optional.of(new YamlNames(values, problems));
  }

  /** What stands after {@code name}. */
  Optional<Node> node(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The text after {@code name}; empty, with a problem when something else stands there. */
  Optional<ScalarNode> text(String name) {
    Optional<Node> node = node(name);
    if (node.isPresent()) {
      if (node.get() instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        return Optional.of(scalar);
      }
      problems.add(node.get(), "`" + name + "` has no value", "write one word of text");
    }
    return Optional.empty();
  }

  /**
   * The text after {@code name} as what it stands for.
   *
   * @param form makes it, or throws an IllegalArgumentException, as {@link ForbiddenValue}
   * @param next what to do when it cannot
   */
  <T> Optional<T> value(String name, Function<String, T> form, String next) {
    return text(name)
        .flatMap(
            node -> {
              try {
                return Optional.of(form.apply(node.getValue()));
              } catch (ForbiddenValue e) {
                problems.forbid(node, "`" + name + "`: " + e.getMessage(), next, e.controls());
                return Optional.empty();
              } catch (IllegalArgumentException e) {
                problems.add(node, "`" + name + "`: " + e.getMessage(), next);
                return Optional.empty();
              }
            });
  }

  /** The items after {@code name}; none, with a problem when no list stands there. */
  Stream<Node> items(String name) {
    Optional<Node> node = node(name);
    if (node.isPresent() && !(node.get() instanceof SequenceNode)) {
      problems.add(node.get(), "`" + name + "` is no list", "write `- ...` lines below it");
    }
    return node.filter(SequenceNode.class::isInstance).map(SequenceNode.class::cast).stream()
        .flatMap(list -> list.getValue().stream());
  }
}
