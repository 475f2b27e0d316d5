package io.github.sealframe.samples;

import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds what looks like a secret in a YAML file. */
final class SecretForms {
  /** Keys of accounts, signatures of a SAS, tokens, connection strings and private keys. */
  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9+/]{86}==|[?&]sig=|eyJ[A-Za-z0-9_-]+\\.eyJ|(?i:AccountKey|SharedAccessKey)\\s*="
              + "|-----BEGIN [A-Z ]*PRIVATE KEY");

  private SecretForms() {}

  /** Reports each place below {@code node} that has one, without repeating it. */
  static void refuse(Node node, YamlProblems problems) {
    if (node instanceof ScalarNode scalar) {
      if (FORM.matcher(scalar.getValue()).find()) {
        problems.add(
            node,
            "what stands here looks like a secret",
            "remove it, and replace the secret: it was in a file");
      }
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
