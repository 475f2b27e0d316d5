package io.github.sealframe.samples;

import io.github.sealframe.core.AllowedImage;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Control;
import io.github.sealframe.core.ControlAttestation;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.ImageRules;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolProtection;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.ResourceGroup;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Waiver;
import io.github.sealframe.integrity.ApprovalRules;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads a production file: unknown names are errors, and every problem is reported at once. */
final class ProductionReader {
  static final List<String> REQUIRED =
      List.of(
          "approvals",
          "batch",
          "code",
          "deny-list",
          "identity",
          "image",
          "images",
          "node-agent",
          "storage",
          "subnet",
          "vm-size");
  static final Set<String> OPTIONAL =
      Set.of(
          "attestations",
          "batch-account",
          "batch-key",
          "encryption-at-host",
          "image-days",
          "public-addresses",
          "renderer",
          "resource-group",
          "secure-boot",
          "session-minutes",
          "trusted-launch",
          "two-people-release",
          "vault",
          "verify",
          "waivers",
          "workspace");

  /** Names of each item of {@code images}, of {@code waivers} and of {@code attestations}. */
  static final List<String> IMAGE = List.of("id", "published");

  static final List<String> WAIVER = List.of("control", "until", "who", "why");
  static final List<String> ATTESTATION = List.of("by", "control", "date", "evidence");

  /** What stands after these is sent to services, or is part of what is. */
  private static final List<String> LEAVING =
      List.of(
          "batch",
          "batch-account",
          "batch-key",
          "code",
          "identity",
          "image",
          "node-agent",
          "resource-group",
          "storage",
          "subnet",
          "vault",
          "vm-size",
          "workspace");

  private static final List<String> STORAGE_BY_TLS =
      List.of(
          "storage-secure-transfer",
          "wf-hybrid-secure-transfer",
          "wf-prman-secure-io",
          "wf-prman-no-insecure-transfer");

  private static final Pattern WORKSPACE =
      Pattern.compile(
          "/subscriptions/[^/]+/resourcegroups/[^/]+/providers/microsoft\\.operationalinsights"
              + "/workspaces/[^/]+",
          Pattern.CASE_INSENSITIVE);

  private static final List<String> POOL =
      List.of("identity", "image", "node-agent", "subnet", "vm-size");

  private final Path file;
  private final YamlProblems problems;
  private final Map<String, String> leaving = new LinkedHashMap<>();

  ProductionReader(Path file) {
    this.file = file;
    this.problems = new YamlProblems(file);
  }

  /**
   * Reads it.
   *
   * @throws ConfigurationRefusal naming every problem in it
   * @throws PolicyRefusal the same, when one of them is what a control forbids
   */
  ProductionFile read() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationRefusal(
          "read the production file",
          file.toString(),
          Files.exists(file) ? "it is no file" : "it is not there",
          "name it with --production, or an emulator with --local or --emulator");
    }
    YamlNames names =
        root()
            .flatMap(root -> YamlNames.of(root, "the file", REQUIRED, OPTIONAL, problems))
            .orElseThrow(problems::refusal);
    LEAVING.forEach(name -> leaving.put("`" + name + "`", text(name, names)));
    Map<String, String> places = new HashMap<>();
    Stream.concat(REQUIRED.stream(), OPTIONAL.stream())
        .forEach(
            name ->
                names
                    .node(name)
                    .ifPresent(node -> places.put(name, YamlProblems.at(node.getStartMark()))));
    Optional<ApprovalRules> approvals =
        names.node("approvals").flatMap(node -> new ProductionApprovals(file, problems).read(node));
    Optional<ProductionCode> code =
        names.value("code", ProductionCode::new, "take the code that `production code` gives");
    Optional<URI> batch = endpoint("batch", names, List.of("wf-onprem-tls"));
    Optional<URI> storage = endpoint("storage", names, STORAGE_BY_TLS);
    Optional<URI> batchAccount =
        names.value(
            "batch-account",
            ProductionReader::resourceId,
            "write /subscriptions/S/resourceGroups/G/providers/Microsoft.Batch/batchAccounts/A");
    Optional<URI> resourceGroup =
        names.value(
            "resource-group",
            ProductionReader::resourceGroup,
            "write /subscriptions/S/resourceGroups/G");
    Optional<URI> vault = endpoint("vault", names, List.of("wf-onprem-tls"));
    Optional<SecretName> batchKey =
        names.value(
            "batch-key",
            ProductionReader::secretName,
            "name the secret of the vault that is the key; the key itself does not belong here");
    Optional<URI> workspace =
        names.value(
            "workspace",
            ProductionReader::workspace,
            "write /subscriptions/S/resourceGroups/G/providers/Microsoft.OperationalInsights"
                + "/workspaces/W");
    CheckBefore checkBefore =
        names
            .value("verify", ProductionReader::checkBefore, "write `each-job` or `every-task`")
            .orElse(CheckBefore.EACH_JOB);
    PoolShape pool = pool(names);
    ImageRules images = images(names);
    DenyList words = new WordFile(file, problems).read(names);
    List<Waiver> waivers = waivers(names);
    Duration sessionLimit =
        names
            .value("session-minutes", ProductionReader::session, "write a number, or leave it out")
            .orElse(Session.LONGEST);
    List<ControlAttestation> attestations = attestations(names);
    if (!problems.isEmpty()) {
      throw problems.refusal();
    }
    return new ProductionFile(
        code.orElseThrow(),
        batch.orElseThrow(),
        storage.orElseThrow(),
        batchAccount,
        resourceGroup,
        vault,
        batchKey,
        workspace,
        pool,
        names.text("renderer").map(node -> file.toAbsolutePath().resolveSibling(node.getValue())),
        approvals,
        checkBefore,
        images,
        new ProductionPolicy.Names(words, leaving, places),
        waivers,
        attestations,
        isOn("two-people-release", false, names),
        sessionLimit);
  }

  /** Empty, with a problem, when there is none. */
  private Optional<Node> root() throws IOException {
    String next = "write `name: value` lines";
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      problems.add("the file", "it is not YAML in UTF-8", next);
      return Optional.empty();
    }
    Optional<Node> root = Optional.empty();
    try {
      root =
          new Compose(LoadSettings.builder().setLabel(file.toString()).build()).composeString(text);
      if (root.isEmpty()) {
        problems.add("the file", "it is empty", next);
      }
    } catch (YamlEngineException e) {
      problems.add(e, next);
    }
    SecretForms.refuse(root, text, problems);
    return root;
  }

  /** What is missing has been said; nobody gets to see what stands in its place. */
  private PoolShape pool(YamlNames names) {
    POOL.forEach(names::text); // Tells of those that have no value.
    return new PoolShape(
        text("image", names),
        text("node-agent", names),
        text("vm-size", names),
        Optional.of(text("subnet", names)),
        Optional.of(text("identity", names)),
        new PoolProtection(
            isOn("encryption-at-host", true, names),
            isOn("trusted-launch", true, names),
            isOn("secure-boot", true, names),
            !isOn("public-addresses", false, names)));
  }

  private static String text(String name, YamlNames names) {
    return names
        .node(name)
        .filter(ScalarNode.class::isInstance)
        .map(ScalarNode.class::cast)
        .map(ScalarNode::getValue)
        .orElse("");
  }

  private static boolean isOn(String name, boolean otherwise, YamlNames names) {
    return names.value(name, ProductionReader::onOrOff, "write `on` or `off`").orElse(otherwise);
  }

  private static boolean onOrOff(String text) {
    if (!text.equals("on") && !text.equals("off")) {
      throw new IllegalArgumentException("it is neither on nor off");
    }
    return text.equals("on");
  }

  private ImageRules images(YamlNames names) {
    List<AllowedImage> allowed = new ArrayList<>();
    names
        .items("images")
        .flatMap(item -> YamlNames.of(item, "an image", IMAGE, Set.of(), problems).stream())
        .forEach(
            image -> {
              Optional<String> id = image.text("id").map(ScalarNode::getValue);
              Optional<LocalDate> published = day("published", image);
              if (id.isPresent() && published.isPresent()) {
                allowed.add(new AllowedImage(id.get(), published.get()));
              }
            });
    int days =
        names
            .value("image-days", ProductionReader::imageDays, "write a number, or leave it out")
            .orElse(ImageRules.MAX_AGE_DAYS);
    return new ImageRules(allowed, days);
  }

  private static int imageDays(String text) {
    return atMost(ImageRules.MAX_AGE_DAYS, text, "days", "vm-patched");
  }

  private static Duration session(String text) {
    return Duration.ofMinutes(
        atMost((int) Session.LONGEST.toMinutes(), text, "minutes", "portal-session-timeout"));
  }

  /** More is what {@code control} forbids. */
  private static int atMost(int most, String text, String units, String control) {
    String why = "it is not 1 to " + most + " " + units;
    int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    if (number < 1) {
      throw new IllegalArgumentException(why);
    }
    if (number > most) {
      throw new ForbiddenValue(why, List.of(control));
    }
    return number;
  }

  private List<Waiver> waivers(YamlNames names) {
    List<Waiver> waivers = new ArrayList<>();
    names
        .items("waivers")
        .flatMap(item -> YamlNames.of(item, "a waiver", WAIVER, Set.of(), problems).stream())
        .forEach(
            waiver -> {
              Optional<String> control =
                  waiver.value(
                      "control",
                      ProductionReader::waivable,
                      "remove the waiver, or name one of "
                          + ProductionPolicy.WAIVABLE.stream().sorted().toList());
              Optional<String> who = waiver.text("who").map(ScalarNode::getValue);
              Optional<String> why = waiver.text("why").map(ScalarNode::getValue);
              Optional<LocalDate> until = day("until", waiver);
              if (control.isPresent() && who.isPresent() && why.isPresent() && until.isPresent()) {
                leaving.put("`who` of the waiver for " + control.get(), who.get());
                leaving.put("`why` of the waiver for " + control.get(), why.get());
                waivers.add(new Waiver(control.get(), who.get(), why.get(), until.get()));
              }
            });
    return waivers;
  }

  private List<ControlAttestation> attestations(YamlNames names) {
    List<ControlAttestation> attestations = new ArrayList<>();
    names
        .items("attestations")
        .flatMap(
            item -> YamlNames.of(item, "an attestation", ATTESTATION, Set.of(), problems).stream())
        .forEach(
            word -> {
              Optional<String> control =
                  word.value(
                      "control",
                      ProductionReader::attestable,
                      "remove the attestation, or name a control that docs/audit.md lists");
              Optional<String> by = word.text("by").map(ScalarNode::getValue);
              Optional<LocalDate> date = day("date", word);
              Optional<String> evidence = word.text("evidence").map(ScalarNode::getValue);
              if (control.isPresent()
                  && by.isPresent()
                  && date.isPresent()
                  && evidence.isPresent()) {
                leaving.put("`by` of the attestation of " + control.get(), by.get());
                leaving.put("`evidence` of the attestation of " + control.get(), evidence.get());
                attestations.add(
                    new ControlAttestation(control.get(), by.get(), date.get(), evidence.get()));
              }
            });
    return attestations;
  }

  /** What is enforced can be looked at: nobody's word takes the place of that. */
  private static String attestable(String control) {
    if (Control.all().stream()
        .noneMatch(row -> row.id().equals(control) && row.applies() != Control.Applies.ENFORCE)) {
      throw new IllegalArgumentException("no attestation can be of that control");
    }
    return control;
  }

  private static String waivable(String control) {
    String why = "no waiver can be for that control";
    if (Control.all().stream().noneMatch(row -> row.id().equals(control))) {
      throw new IllegalArgumentException(why);
    }
    if (!ProductionPolicy.WAIVABLE.contains(control)) {
      throw new ForbiddenValue(why, List.of(control));
    }
    return control;
  }

  private static Optional<LocalDate> day(String name, YamlNames names) {
    return names.value(name, ProductionReader::day, "write it as in 2027-01-31");
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("it is no date", e);
    }
  }

  private static CheckBefore checkBefore(String text) {
    return CheckBefore.of(text)
        .orElseThrow(() -> new IllegalArgumentException("it is none of its choices"));
  }

  /**
   * An address.
   *
   * @param controls ids of those that forbid any other way to it than https
   */
  private static Optional<URI> endpoint(String name, YamlNames names, List<String> controls) {
    return names.value(name, text -> https(text, controls), "write https://...");
  }

  private static URI https(String text, List<String> controls) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is not an https address", e);
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException("it is not an https address");
    }
    if (!uri.getScheme().equals("https")) {
      throw new ForbiddenValue("what is sent there could be read on its way", controls);
    }
    return uri;
  }

  /** Whether it is that of the account at {@code batch} is for the farm's settings to say. */
  private static URI resourceId(String text) {
    try {
      return new URI(null, null, text, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is not a resource id", e);
    }
  }

  private static URI resourceGroup(String text) {
    ResourceGroup.of(text);
    return resourceId(text);
  }

  private static URI workspace(String text) {
    if (!WORKSPACE.matcher(text).matches()) {
      throw new IllegalArgumentException("it is no id of a Log Analytics workspace");
    }
    return resourceId(text);
  }

  private static SecretName secretName(String text) {
    try {
      return new SecretName(text);
    } catch (IllegalArgumentException e) {
      // Not repeated: it may be the key itself.
      throw new IllegalArgumentException("it is not the name of a secret", e);
    }
  }
}
