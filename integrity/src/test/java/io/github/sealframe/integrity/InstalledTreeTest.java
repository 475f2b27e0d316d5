package io.github.sealframe.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Sha256;
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
    Path tree = SampleTree.makeSmall(temp.resolve("tree"));

    assertThat(Manifest.of(PackageTree.of(tree)).check(tree)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.sealframe.integrity.Wrong#trees")
  void namesWhatIsWrong(Wrong wrong) throws IOException, InterruptedException {
    Path tree = SampleTree.makeSmall(temp.resolve("tree"));
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
  void listsDifferencesInTheOrderOfUtf8() throws IOException {
    Path tree = SampleTree.makeSmall(temp.resolve("tree"));
    Manifest manifest = Manifest.of(PackageTree.of(tree));
    SampleTree.file(tree, "x/\ud83d\ude00", 0644, "");
    SampleTree.file(tree, "x/\uff5e", 0644, "");

    assertThat(manifest.check(tree))
        .extracting(Difference::path)
        .containsExactly("x", "x/\uff5e", "x/\ud83d\ude00");
  }

  @Test
  void listsEveryDifference() throws IOException {
    Path tree = SampleTree.makeSmall(temp.resolve("tree"));
    Manifest manifest = Manifest.of(PackageTree.of(tree));
    SampleTree.file(tree, "#end", 0644, "more than a hash");
    SampleTree.file(tree, "-rf", 0600, "not a dash");
    Files.createLink(temp.resolve("outside"), tree.resolve("--/-n"));
    Files.delete(tree.resolve("lib/ab"));
    Files.writeString(tree.resolve("lib/ba"), "TWELVE bytes");
    Files.delete(tree.resolve("lib/empty file"));
    Files.createSymbolicLink(tree.resolve("lib/empty file"), Path.of("two  spaces"));
    Files.delete(tree.resolve("lib/empty/inner"));
    SampleTree.file(tree, "lib/empty/inner", 0755, "");
    SampleTree.file(tree, "new", 0644, "");

    assertThat(manifest.check(tree))
        .extracting(difference -> difference.kind() + " " + difference)
        .containsExactly(
            "SIZE #end: expected a file 0644 of 4 bytes found a file 0644 of 16 bytes",
            "LINKS --/-n: expected 1 link found 2 links",
            "MODE -rf: expected a file 0644 of 4 bytes found a file 0600 of 10 bytes",
            "SIZE -rf: expected a file 0644 of 4 bytes found a file 0600 of 10 bytes",
            "MISSING lib/ab: expected a file 0644 of 12 bytes found nothing",
            "CHANGED lib/ba: expected "
                + Sha256.of("twelve bytes".getBytes(UTF_8))
                + " found "
                + Sha256.of("TWELVE bytes".getBytes(UTF_8)),
            "TYPE lib/empty file: expected a file 0644 of 0 bytes found a symbolic link",
            "TYPE lib/empty/inner: expected a folder 0755 found a file 0755 of 0 bytes",
            "EXTRA new: expected nothing found a file 0644 of 0 bytes");
  }

  @Test
  void refusesALinkInThePlaceOfTheTree() throws IOException {
    Path tree = SampleTree.makeSmall(temp.resolve("tree"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), tree);
    Manifest manifest = Manifest.of(PackageTree.of(tree));

    assertThatThrownBy(() -> manifest.check(link))
        .isInstanceOf(IntegrityRefusal.class)
        .hasMessageContaining("symbolic link");
  }
}
