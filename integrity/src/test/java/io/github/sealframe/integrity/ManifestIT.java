package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Node.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every corrupt manifest, given to the script in the place of the right one. */
class ManifestIT {
  @TempDir static Path shared;
  private static NodePackageGate packages;
  private static SealedPackage sealed;

  @TempDir Path temp;

  @BeforeAll
  static void seal() throws IOException {
    packages = new NodePackageGate(shared.resolve("work"));
    sealed = packages.seal(PackageTree.of(ManifestTest.make(shared.resolve("tree"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.sealframe.integrity.Wrong#manifests")
  void isRefusedUnderTheRightPin(Wrong wrong) throws IOException, InterruptedException {
    GateTask gate = packages.check(sealed, ContainerRole.PACKAGES);
    Node node = new Node(temp);
    node.fetch(gate);
    Files.write(node.task.resolve(VerifierScript.MANIFEST_NAME), wrong.manifest());

    Result result = node.run(gate);

    assertThat(result.stderr())
        .startsWith("sealframe: 11 package differs: blob ")
        .contains("expected " + sealed.pin() + " found " + Sha256.of(wrong.manifest()))
        .hasLineCount(1);
    assertThat(result.exit()).isEqualTo(11);
  }

  /** As whoever can change the pool could have it; the tree is what the manifest seems to say. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.sealframe.integrity.Wrong#manifests")
  void isRefusedUnderItsOwnPin(Wrong wrong) throws IOException, InterruptedException {
    byte[] text = wrong.manifest();
    Path manifest = Files.write(temp.resolve("manifest"), text);
    var part = new SealedPackage.Part(Sha256.of(text), text.length, Content.of(manifest));
    SealedPackage claimed = new SealedPackage(part, sealed.archive(), 1, 1);
    Node node = new Node(temp);
    GateTask gate = packages.check(claimed, ContainerRole.PACKAGES);
    node.fetch(gate);
    Path tree = ManifestTest.make(node.toInstall(claimed));
    SampleTree.mode(tree, 0755);
    SampleTree.mode(tree.resolve("lib"), 0755);
    SampleTree.mode(tree.resolve("lib/empty"), 0755);
    SampleTree.mode(tree.resolve("lib-x"), 0644);
    SampleTree.mode(tree.resolve("-n"), 0644);
    if (wrong.changesTheTree()) {
      wrong.applyTo(tree);
    }

    Result result = node.run(gate);

    if (wrong.provedByTheShell()) {
      assertThat(result).isEqualTo(new Result(0, ""));
    } else {
      assertThat(result.exit()).as(result.stderr()).isIn(11, 12, 14);
      assertThat(result.stderr()).hasLineCount(1);
    }
  }
}
