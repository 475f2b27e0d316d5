package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Node.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The task's own command line, split and run as an agent does, on blobs that were changed. */
class CommandLineIT {
  @TempDir static Path shared;
  private static SealedPackage sealed;
  private static GateTask gate;

  @TempDir Path temp;
  private Node node;

  @BeforeAll
  static void seal() throws IOException {
    NodePackageGate packages = new NodePackageGate(shared.resolve("work"));
    sealed = packages.seal(PackageTree.of(SampleTree.make(shared.resolve("tree"))));
    gate = packages.check(sealed, ContainerRole.INPUT);
  }

  @BeforeEach
  void fetch() throws IOException {
    node = new Node(temp);
    node.fetch(gate);
  }

  @Test
  void installsAndProvesAgain() throws IOException, InterruptedException {
    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
    assertThat(node.installed(sealed)).isDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "sealframe-verify.sh, 10, verifier differs",
    "package.tar.gz, 13, archive differs",
    "package.manifest, 11, package differs"
  })
  void refusesAChangedBlobByItsName(String name, int exit, String meaning)
      throws IOException, InterruptedException {
    Path file = node.task.resolve(name);
    Files.writeString(file, "\n", StandardOpenOption.APPEND);
    Sha256 found = Sha256.of(Files.readAllBytes(file));

    assertThat(node.run(gate)).isEqualTo(refusal(name, exit, meaning, found.hex()));
    assertThat(node.installed(sealed)).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "sealframe-verify.sh, 10, verifier differs",
    "package.tar.gz, 13, archive differs",
    "package.manifest, 11, package differs"
  })
  void refusesAMissingBlobByItsName(String name, int exit, String meaning)
      throws IOException, InterruptedException {
    Files.delete(node.task.resolve(name));

    Result result = node.run(gate);

    String line = refusal(name, exit, meaning, "nothing").stderr();
    assertThat(result.exit()).isEqualTo(exit);
    assertThat(result.stderr()).endsWith(line);
  }

  @Test
  void refusesAnotherPackageUnderTheSameName() throws IOException, InterruptedException {
    NodePackageGate packages = new NodePackageGate(temp.resolve("work"));
    SampleTree.file(temp.resolve("other"), "blender", 0755, "another renderer");
    SealedPackage other = packages.seal(PackageTree.of(temp.resolve("other")));
    try (var in = other.archive().content().open()) {
      Files.write(node.task.resolve("package.tar.gz"), in.readAllBytes());
    }

    assertThat(node.run(gate))
        .isEqualTo(
            refusal("package.tar.gz", 13, "archive differs", other.archive().digest().hex()));
  }

  @Test
  void tellsWhatIsExtraInAnInstalledTree() throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    SampleTree.file(tree, "lib/os.py", 0644, "x");
    SampleTree.file(tree, "lib/re.py", 0644, "x");

    assertThat(node.run(gate))
        .isEqualTo(
            new Result(
                14,
                "sealframe: 14 listing differs: lib/os.py: expected nothing"
                    + " found a file 0644 of 1 bytes; and 1 more\n"));
  }

  @Test
  void isSplitIntoAShellAndOneTextWithoutQuotes() {
    assertThat(gate.commandLine()).startsWith("/bin/sh -c '").endsWith("'");
    assertThat(CommandLine.split(gate.commandLine())).hasSize(3);
    assertThat(CommandLine.split(gate.commandLine()).get(2)).doesNotContain("'", "\"", "\\");
  }

  private static Result refusal(String name, int exit, String meaning, String found) {
    var input =
        gate.inputs().stream().filter(i -> i.fileName().equals(name)).findFirst().orElseThrow();
    return new Result(
        exit,
        "sealframe: %d %s: blob %s: expected %s found %s\n"
            .formatted(exit, meaning, input.blob(), input.digest(), found));
  }
}
