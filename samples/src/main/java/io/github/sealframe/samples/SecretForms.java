package io.github.sealframe.samples;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
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

  private SecretForms() {}

  /** Reports each place below {@code node} that has one, without repeating it. */
  static void refuse(Node node, YamlProblems problems) {
    if (node instanceof ScalarNode scalar) {
      FORMS.entrySet().stream()
          .filter(form -> form.getValue().matcher(scalar.getValue()).find())
          .map(Map.Entry::getKey)
          .findFirst()
          .ifPresent(
              control ->
                  problems.forbid(
                      node,
                      "what stands here looks like a secret",
                      "remove it, and replace the secret: it was in a file",
                      List.of(control)));
    } else if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> refuse(item, problems));
    } else if (node instanceof MappingNode mapping) {
      mapping
          .getValue()
          .forEach(
              entry -> {
                refuse(entry.getKeyNode(), problems);
                refuse(entry.getValueNode(), problems);
              });
    }
  }
}
