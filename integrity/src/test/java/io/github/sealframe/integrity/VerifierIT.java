package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.Attestation;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageGate;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Node.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The script under every shell, with every hash engine, against every way of being wrong. */
class VerifierIT {
  @TempDir static Path shared;
  private static SealedPackage sealed;
  private static GateTask gate;

  @TempDir Path temp;
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private Node node;

  @BeforeAll
  static void seal() throws IOException {
    NodePackageGate packages = new NodePackageGate(shared.resolve("work"));
    sealed = packages.seal(PackageTree.of(SampleTree.make(shared.resolve("tree"))));
    gate = packages.check(sealed, ContainerRole.PACKAGES);
  }

  @BeforeEach
  void fetch() throws IOException {
    node = new Node(temp);
    node.fetch(gate);
  }

  private Result run(Engine engine) throws IOException, InterruptedException {
    engine.equip(node, temp.resolve("bin"));
    Map<String, String> environment = new HashMap<>(engine.environment());
    environment.put(PackageGate.IMAGE_VARIABLE, "/images/i\n $(true)\u0007");
    return node.run(engine.shell(), gate, environment);
  }

  @ParameterizedTest
  @EnumSource
  void installsWhatIsProved(Engine engine) throws IOException, InterruptedException {
    Result result = run(engine);

    assertThat(result).isEqualTo(new Result(0, ""));
    assertThat(Manifest.read(node.task.resolve("package.manifest")).check(node.installed(sealed)))
        .isEmpty();
    String pin = sealed.pin().hex();
    Sha256 script = Sha256.of(Files.readAllBytes(node.task.resolve(VerifierScript.FILE_NAME)));
    assertThat(node.left())
        .containsExactly(
            pin, pin + ".attestation", pin + ".manifest", "verifier-" + script + ".sh");
    assertThat(node.packages().resolve("verifier-" + script + ".sh"))
        .hasSameBinaryContentAs(node.task.resolve(VerifierScript.FILE_NAME));
    assertThat(node.packages().resolve(pin + ".attestation"))
        .content()
        .isEqualTo(attestation(engine, "installed"));
  }

  @ParameterizedTest
  @EnumSource
  void provesAgainInPlace(Engine engine) throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    Object before = Files.readAttributes(tree, "unix:ino").get("ino");

    assertThat(run(engine)).isEqualTo(new Result(0, ""));
    assertThat(Files.readAttributes(tree, "unix:ino")).containsEntry("ino", before);
    assertThat(tree.resolveSibling(sealed.pin() + ".attestation"))
        .content()
        .isEqualTo(attestation(engine, "verified in place"));
  }

  /** What the node has to have written, but for the time, which it alone knows. */
  private String attestation(Engine engine, String how) throws IOException {
    String text = Files.readString(node.packages().resolve(sealed.pin() + ".attestation"));
    Attestation read = Attestation.parse(text);
    assertThat(Instant.parse(read.time())).isBetween(started, Instant.now());
    return """
        sealframe-attestation 1
        result: proved
        how: %s
        pin: %s
        archive: %s
        verifier: %s
        engine: %s
        capabilities: %s
        image: /images/i $(true)
        pool: show
        node: tvm-1
        time: %s
        """
        .formatted(
            how,
            sealed.pin(),
            sealed.archive().digest(),
            Sha256.of(Files.readAllBytes(node.task.resolve(VerifierScript.FILE_NAME))),
            engine.environment().get("SEALFRAME_TEST_ENGINE"),
            engine == Engine.BUSYBOX_ALL ? "not checked" : "checked",
            read.time());
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotFetchedIsToldInOneLine(Engine engine) throws IOException, InterruptedException {
    Files.delete(node.task.resolve(VerifierScript.MANIFEST_NAME));

    Result result = run(engine);

    assertThat(result.exit()).as(result.stderr()).isEqualTo(11);
    assertThat(result.stderr()).hasLineCount(1).contains("found nothing");
  }

  /** What is refused before anything is hashed is tried once for each shell and set of tools. */
  static Stream<Arguments> everyWrongTree() {
    Set<Engine> unhashed =
        EnumSet.of(Engine.DASH_OPENSSL, Engine.BASH_SHA256SUM, Engine.BUSYBOX_ALL);
    return Wrong.trees().stream()
        .flatMap(
            wrong ->
                Arrays.stream(Engine.values())
                    .filter(engine -> wrong.shellExit() == 11 || unhashed.contains(engine))
                    .map(engine -> Arguments.of(wrong, engine)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("everyWrongTree")
  void refusesATamperedTreeInPlace(Wrong wrong, Engine engine)
      throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    wrong.applyTo(tree);

    Result result = run(engine);

    if (engine == Engine.BUSYBOX_ALL && wrong.busyboxExit() == 0) {
      assertThat(result).isEqualTo(new Result(0, ""));
      return;
    }
    assertThat(result.exit()).as(result.stderr()).isEqualTo(wrong.shellExit());
    assertThat(result.stderr())
        .startsWith("sealframe: " + wrong.shellExit() + " ")
        .contains(": " + wrong.shellEvidence())
        .endsWith("\n")
        .hasLineCount(1);
    assertThat(node.left()).doesNotContain(sealed.pin() + ".attestation");
    assertThat(node.left()).noneMatch(name -> name.startsWith(".work"));
  }

  /** What a listing shows is found by every sample. */
  static Stream<Wrong> everyWrongListing() {
    return Wrong.trees().stream().filter(wrong -> wrong.shellExit() != 11);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyWrongListing")
  void aTaskRefusesATreeThatWasTamperedWithLater(Wrong wrong)
      throws IOException, InterruptedException {
    Engine engine = Engine.DASH_OPENSSL;
    assertThat(run(engine)).isEqualTo(new Result(0, ""));
    Map<String, String> environment = engine.environment();
    wrong.applyTo(node.installed(sealed));

    Result result = node.sample(engine.shell(), sealed, environment);

    assertThat(result.exit()).as(result.stderr()).isEqualTo(wrong.shellExit());
    assertThat(result.stderr()).startsWith("sealframe: " + wrong.shellExit() + " ");
    assertThat(node.task).isDirectoryNotContaining("glob:**/.work*");
  }

  @ParameterizedTest
  @EnumSource
  void aTaskChecksUnderEveryShell(Engine engine) throws IOException, InterruptedException {
    assertThat(run(engine)).isEqualTo(new Result(0, ""));
    Map<String, String> environment = engine.environment();
    assertThat(node.sample(engine.shell(), sealed, environment)).isEqualTo(new Result(0, ""));

    Path blender = node.installed(sealed).resolve("blender");
    byte[] bytes = Files.readAllBytes(blender);
    bytes[0] ^= 1;
    Files.write(blender, bytes);

    Result result = node.sample(engine.shell(), sealed, environment);
    assertThat(result.exit()).as(result.stderr()).isEqualTo(11);
    assertThat(result.stderr()).startsWith("sealframe: 11 package differs: blender: expected ");
  }

  @Test
  void aTaskRefusesAManifestThatIsNotThePinnedOne() throws IOException, InterruptedException {
    assertThat(run(Engine.DASH_OPENSSL)).isEqualTo(new Result(0, ""));
    Path manifest = node.packages().resolve(sealed.pin() + ".manifest");
    Files.writeString(manifest, "\n", StandardOpenOption.APPEND);

    Result result = node.sample(List.of("/bin/sh"), sealed, Map.of());

    assertThat(result.exit()).isEqualTo(11);
    assertThat(result.stderr()).contains(manifest.toString());
  }

  /** Of many files a sample has 65, the renderer among them, and seldom the same ones. */
  @Test
  void aSampleAlwaysHasTheRendererAndIsNotForetold() throws IOException, InterruptedException {
    Path tree = Files.createDirectories(temp.resolve("many"));
    SampleTree.file(tree, "blender", 0755, "renderer");
    for (int i = 0; i < 400; i++) {
      SampleTree.file(tree, "f" + i, 0644, "0000" + i);
    }
    NodePackageGate packages = new NodePackageGate(temp.resolve("work"));
    SealedPackage many = packages.seal(PackageTree.of(tree));
    Node other = new Node(Files.createDirectory(temp.resolve("other")));
    GateTask start = packages.check(many, ContainerRole.PACKAGES);
    other.fetch(start);
    assertThat(other.run(start)).isEqualTo(new Result(0, ""));

    for (int i = 0; i < 400; i++) {
      SampleTree.file(other.installed(many), "f" + i, 0644, "1000" + i);
    }
    Set<String> first = new HashSet<>();
    for (int round = 0; round < 5; round++) {
      Result refused = other.sample(List.of("/bin/sh"), many, Map.of());
      assertThat(refused.exit()).isEqualTo(11);
      first.add(refused.stderr());
    }
    assertThat(first).hasSizeGreaterThan(1);

    for (int i = 0; i < 400; i++) {
      SampleTree.file(other.installed(many), "f" + i, 0644, "0000" + i);
    }
    SampleTree.file(other.installed(many), "blender", 0755, "anything");
    assertThat(other.sample(List.of("/bin/sh"), many, Map.of()).stderr()).contains(": blender: ");
  }
}
