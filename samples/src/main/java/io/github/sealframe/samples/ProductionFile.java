package io.github.sealframe.samples;

import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.integrity.ApprovalRules;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * What a production is, from its YAML file: a list of names and values. Unknown names are errors,
 * and every problem is reported at once, with line and column. There is no place for a secret in
 * it.
 *
 * @param code the production's code
 * @param batch endpoint of its Batch account
 * @param storage blob endpoint of its storage account
 * @param batchAccount resource id of its Batch account; empty when pools are made by others
 * @param vault its key vault; empty when it has none
 * @param batchKey name of the secret in the vault that is the Batch account's key; empty when it is
 *     called with tokens, as all else
 * @param pool what its nodes are made of
 * @param renderer folder or archive of its Blender package; empty when the command line names it
 * @param approvals whose approvals of packages it accepts; empty when the file says {@code none}
 * @param checkBefore before what its nodes check their packages; each job when it is not said
 */
record ProductionFile(
    ProductionCode code,
    URI batch,
    URI storage,
    Optional<URI> batchAccount,
    Optional<URI> vault,
    Optional<SecretName> batchKey,
    PoolShape pool,
    Optional<Path> renderer,
    Optional<ApprovalRules> approvals,
    CheckBefore checkBefore) {
  private static final Set<String> REQUIRED =
      Set.of("code", "batch", "storage", "image", "node-agent", "vm-size", "subnet", "identity");
  private static final String APPROVALS = "approvals";
  private static final String BATCH_ACCOUNT = "batch-account";
  private static final String VAULT = "vault";
  private static final String BATCH_KEY = "batch-key";
  private static final Set<String> OPTIONAL =
      Set.of("renderer", "verify", BATCH_ACCOUNT, VAULT, BATCH_KEY);

  /**
   * Reads a production file.
   *
   * @throws ConfigurationRefusal naming every problem in it
   */
  static ProductionFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationRefusal(
          "read the production file",
          file.toString(),
          Files.exists(file) ? "it is no file" : "it is not there",
          "name it with --production, or an emulator with --local or --emulator");
    }
    Problems problems = new Problems(file);
    List<Node> approvals = new ArrayList<>();
    Map<String, ScalarNode> values = new HashMap<>();
    try (Reader reader = Files.newBufferedReader(file)) {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file.toString()).build())
              .composeReader(reader);
      if (root.orElse(null) instanceof MappingNode mapping) {
        mapping.getValue().forEach(entry -> take(entry, values, approvals, problems));
      } else {
        problems.add("the file", "it is no list of names and values", "write `name: value` lines");
        throw problems.refusal();
      }
    } catch (YamlEngineException | CharacterCodingException e) {
      problems.add(
          e instanceof MarkedYamlEngineException marked ? at(marked) : "the file",
          "it is not YAML",
          "write `name: value` lines");
      throw problems.refusal();
    }
    if (approvals.isEmpty()) {
      problems.add(
          "`approvals`",
          "it is missing",
          "name the reviewers of packages below it, or write `approvals: none`");
    }
    Optional<ApprovalRules> rules =
        approvals.stream()
            .findFirst()
            .flatMap(node -> new ProductionApprovals(file, problems).read(node));
    REQUIRED.stream()
        .filter(name -> !values.containsKey(name))
        .sorted()
        .forEach(
            name -> problems.add("`" + name + "`", "it is missing", "add `" + name + ": ...`"));
    Optional<ProductionCode> code = code(values, problems);
    Optional<URI> batch = endpoint("batch", values, problems);
    Optional<URI> storage = endpoint("storage", values, problems);
    Optional<URI> batchAccount = resourceId(values, problems);
    Optional<URI> vault = endpoint(VAULT, values, problems);
    Optional<SecretName> batchKey = secret(values, problems);
    CheckBefore checkBefore = checkBefore(values, problems);
    if (!problems.isEmpty()) {
      throw problems.refusal();
    }
    return new ProductionFile(
        code.orElseThrow(),
        batch.orElseThrow(),
        storage.orElseThrow(),
        batchAccount,
        vault,
        batchKey,
        new PoolShape(
            values.get("image").getValue(),
            values.get("node-agent").getValue(),
            values.get("vm-size").getValue(),
            Optional.of(values.get("subnet").getValue()),
            Optional.of(values.get("identity").getValue())),
        Optional.ofNullable(values.get("renderer"))
            .map(node -> file.toAbsolutePath().resolveSibling(node.getValue())),
        rules,
        checkBefore);
  }

  /**
   * How its services are reached, by whoever is signed in on this machine.
   *
   * @throws ConfigurationRefusal naming every problem
   */
  FarmSettings settings() {
    FarmCredential.Entra signedIn = FarmCredential.signedIn();
    return new FarmSettings(
        batch,
        storage,
        code,
        batchKey
            .<FarmCredential>map(
                name -> new FarmCredential.VaultKey(signedIn.credential(), account(), name))
            .orElse(signedIn),
        new NodeRights.Identity(pool.identity().orElseThrow()),
        vault,
        batchAccount);
  }

  /** Name of the Batch account: the first label of its host. */
  private String account() {
    return batch.getHost().split("\\.", 2)[0];
  }

  private static void take(
      NodeTuple entry, Map<String, ScalarNode> values, List<Node> approvals, Problems problems) {
    Node key = entry.getKeyNode();
    String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
    if (name.equals(APPROVALS)) {
      if (!approvals.isEmpty()) {
        problems.add(at(key), "`approvals` is there twice", "remove one");
      }
      approvals.add(entry.getValueNode());
    } else if (!REQUIRED.contains(name) && !OPTIONAL.contains(name)) {
      problems.add(at(key), "the name is not known", "remove it");
    } else if (!(entry.getValueNode() instanceof ScalarNode value) || value.getValue().isBlank()) {
      problems.add(
          at(entry.getValueNode()), "`" + name + "` has no value", "write one word of text");
    } else if (values.putIfAbsent(name, value) != null) {
      problems.add(at(key), "`" + name + "` is there twice", "remove one");
    }
  }

  private static Optional<ProductionCode> code(Map<String, ScalarNode> values, Problems problems) {
    ScalarNode node = values.get("code");
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProductionCode(node.getValue()));
    } catch (IllegalArgumentException e) {
      problems.add(at(node), e.getMessage(), "take the code that the production was given");
      return Optional.empty();
    }
  }

  private static CheckBefore checkBefore(Map<String, ScalarNode> values, Problems problems) {
    ScalarNode node = values.get("verify");
    if (node == null) {
      return CheckBefore.EACH_JOB;
    }
    Optional<CheckBefore> found = CheckBefore.of(node.getValue());
    if (found.isEmpty()) {
      problems.add(at(node), "`verify` is none of its choices", "write `each-job` or `every-task`");
    }
    return found.orElse(CheckBefore.EACH_JOB);
  }

  private static Optional<URI> endpoint(
      String name, Map<String, ScalarNode> values, Problems problems) {
    ScalarNode node = values.get(name);
    if (node == null) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(node.getValue());
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException e) {
      // Said below: to the user it is the same mistake.
    }
    problems.add(at(node), "`" + name + "` is not an https address", "write https://...");
    return Optional.empty();
  }

  /** Whether it is that of the account at {@code batch} is for the farm's settings to say. */
  private static Optional<URI> resourceId(Map<String, ScalarNode> values, Problems problems) {
    ScalarNode node = values.get(BATCH_ACCOUNT);
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new URI(null, null, node.getValue(), null));
    } catch (URISyntaxException e) {
      problems.add(
          at(node),
          "`" + BATCH_ACCOUNT + "` is not a resource id",
          "write /subscriptions/S/resourceGroups/G/providers/Microsoft.Batch/batchAccounts/A");
      return Optional.empty();
    }
  }

  private static Optional<SecretName> secret(Map<String, ScalarNode> values, Problems problems) {
    ScalarNode node = values.get(BATCH_KEY);
    if (node == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SecretName(node.getValue()));
    } catch (IllegalArgumentException e) {
      // Not repeated: it may be the key itself.
      problems.add(
          at(node),
          "`" + BATCH_KEY + "` is not the name of a secret",
          "name the secret of the vault that is the key; the key itself does not belong here");
      return Optional.empty();
    }
  }

  private static String at(MarkedYamlEngineException e) {
    return at(e.getProblemMark());
  }

  static String at(Node node) {
    return at(node.getStartMark());
  }

  private static String at(Optional<Mark> place) {
    return place
        .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
        .orElse("the file");
  }

  /** Collects the problems of one file. */
  static final class Problems {
    private final Path file;
    private final List<String> lines = new ArrayList<>();

    Problems(Path file) {
      this.file = file;
    }

    void add(String at, String why, String next) {
      lines.add(Refusal.line("use", file + ", " + at, why, next));
    }

    boolean isEmpty() {
      return lines.isEmpty();
    }

    ConfigurationRefusal refusal() {
      return new ConfigurationRefusal(lines);
    }
  }
}
