package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.PackageTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InstalledTreeTest {
  @TempDir Path temp;

  @Test
  void anUntouchedTreeHasNoDifferences() throws IOException {
    Path tree = SampleTree.make(temp.resolve("tree"));

    assertThat(Manifest.of(PackageTree.of(tree)).check(tree)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.sealframe.integrity.Wrong#trees")
  void namesWhatIsWrong(Wrong wrong) throws IOException, InterruptedException {
    Path tree = SampleTree.make(temp.resolve("tree"));
    Manifest manifest = Manifest.of(PackageTree.of(tree));
    wrong.applyTo(tree);

    List<Difference> differences = manifest.check(tree);

    if (wrong.seenByJava()) {
      assertThat(differences)
          .anySatisfy(
              difference -> {
                assertThat(difference.kind().name()).isEqualTo(wrong.javaKind());
                assertThat(difference.path()).startsWith(wrong.javaEvidence());
              });
    } else {
      assertThat(differences).isEmpty();
    }
  }

  @Test
  void listsEveryDifference() throws IOException {
    Path tree = SampleTree.make(temp.resolve("tree"));
    Manifest manifest = Manifest.of(PackageTree.of(tree));
    Files.delete(tree.resolve("lib/ab"));
    Files.writeString(tree.resolve("lib/ba"), "TWELVE bytes");
    SampleTree.file(tree, "new", 0644, "");

    assertThat(manifest.check(tree))
        .extracting(difference -> difference.kind() + " " + difference.path())
        .containsExactly("MISSING lib/ab", "CHANGED lib/ba", "EXTRA new");
  }

  @Test
  void refusesALinkInThePlaceOfTheTree() throws IOException {
    Path tree = SampleTree.make(temp.resolve("tree"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), tree);
    Manifest manifest = Manifest.of(PackageTree.of(tree));

    assertThatThrownBy(() -> manifest.check(link))
        .isInstanceOf(IntegrityRefusal.class)
        .hasMessageContaining("symbolic link");
  }
}
