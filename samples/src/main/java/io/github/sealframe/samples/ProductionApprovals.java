package io.github.sealframe.samples;

import io.github.sealframe.integrity.ApprovalRules;
import io.github.sealframe.integrity.PackageVersion;
import io.github.sealframe.integrity.ReviewerKey;
import io.github.sealframe.integrity.Words;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the value of {@code approvals} in a production file. */
final class ProductionApprovals {
  static final String NONE = "none";
  static final List<String> REQUIRED = List.of("records", "reviewers");
  static final Set<String> OPTIONAL = Set.of("minimum-versions");

  private final Path file;
  private final YamlProblems problems;

  /**
   * @param file the production file, which the places of records are relative to
   * @param problems is told of everything that is wrong
   */
  ProductionApprovals(Path file, YamlProblems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * What {@code node} says.
   *
   * @return empty when it says none, or when a problem was found
   */
  Optional<ApprovalRules> read(Node node) {
    if (node instanceof ScalarNode scalar && scalar.getValue().equals(NONE)) {
      return Optional.empty();
    }
    Optional<YamlNames> parts = YamlNames.of(node, "`approvals`", REQUIRED, OPTIONAL, problems);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Map<Words, ReviewerKey> reviewers = named("reviewers", parts.get(), ReviewerKey::new);
    Map<Words, PackageVersion> minimum =
        named("minimum-versions", parts.get(), PackageVersion::new);
    List<Path> records = records(parts.get());
    return problems.isEmpty()
        ? Optional.of(new ApprovalRules(reviewers, minimum, records))
        : Optional.empty();
  }

  /** Names with a value each; no two names that may be one, and no value of two names as a key. */
  private <T> Map<Words, T> named(String part, YamlNames parts, Function<String, T> form) {
    Map<Words, T> named = new LinkedHashMap<>();
    Node node = parts.node(part).orElse(null);
    if (node == null) {
      return named;
    }
    if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
      problems.add(
          node,
          "`" + part + "` is no list of names and values",
          "write one `name: value` line each");
      return named;
    }
    for (NodeTuple entry : mapping.getValue()) {
      Optional<Words> name = scalar(entry.getKeyNode(), Words::new);
      Optional<T> value = scalar(entry.getValueNode(), form);
      if (name.isPresent() && value.isPresent()) {
        put(entry, name.get(), value.get(), named);
      }
    }
    return named;
  }

  private <T> void put(NodeTuple entry, Words name, T value, Map<Words, T> named) {
    if (named.keySet().stream().anyMatch(name::isLike)) {
      problems.add(
          entry.getKeyNode(),
          "the name is there twice, if case and spaces do not count",
          "remove one");
    } else if (value instanceof ReviewerKey && named.containsValue(value)) {
      problems.add(
          entry.getValueNode(),
          "another reviewer has the same key",
          "give each reviewer a key of their own");
    } else {
      named.put(name, value);
    }
  }

  private <T> Optional<T> scalar(Node node, Function<String, T> form) {
    String why = "it is no text";
    if (node instanceof ScalarNode scalar) {
      try {
        return Optional.of(form.apply(scalar.getValue()));
      } catch (IllegalArgumentException e) {
        why = e.getMessage();
      }
    }
    problems.add(node, why, "correct it");
    return Optional.empty();
  }

  private List<Path> records(YamlNames parts) {
    Node node = parts.node("records").orElse(null);
    List<Path> records = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(each -> scalar(each, this::path).ifPresent(records::add));
    } else if (node != null) {
      scalar(node, this::path).ifPresent(records::add);
    }
    if (node instanceof SequenceNode list && list.getValue().isEmpty()) {
      problems.add(node, "`records` names nothing", "name a folder or a file");
    }
    return records;
  }

  private Path path(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("it is empty");
    }
    try {
      return file.toAbsolutePath().resolveSibling(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("it is no path", e);
    }
  }
}
