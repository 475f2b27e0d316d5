package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.integrity.Node.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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
    return node.run(engine.shell(), gate, engine.environment());
  }

  @ParameterizedTest
  @EnumSource
  void installsWhatIsProved(Engine engine) throws IOException, InterruptedException {
    Result result = run(engine);

    assertThat(result).isEqualTo(new Result(0, ""));
    assertThat(Manifest.read(node.task.resolve("package.manifest")).check(node.installed(sealed)))
        .isEmpty();
    String pin = sealed.pin().hex();
    assertThat(node.left()).containsExactly(pin, pin + ".attestation");
    assertThat(node.packages().resolve(pin + ".attestation"))
        .content()
        .contains("result: proved\n", "pin: " + pin + "\n", "node: tvm-1\n", "pool: show\n");
  }

  @ParameterizedTest
  @EnumSource
  void provesAgainInPlace(Engine engine) throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    Object before = Files.readAttributes(tree, "unix:ino").get("ino");

    assertThat(run(engine)).isEqualTo(new Result(0, ""));
    assertThat(Files.readAttributes(tree, "unix:ino")).containsEntry("ino", before);
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
}
