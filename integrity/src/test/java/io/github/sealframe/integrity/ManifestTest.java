package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  /** Written by hand; the digests are those that sha256sum prints. */
  static final String TEXT =
      """
      #render-package-manifest 1 sha256
      #f 0644 0 -n
      #f 0755 11 blender
      #d 0755 0 lib
      #f 0644 2 lib-x
      #d 0755 0 lib/empty
      #f 0644 4 lib/it's $(x)
      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  -n
      b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9  blender
      73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac  lib-x
      ab951b11b433bc25679a4452254002803be8263720f7de5203ef5ba3bec023d2  lib/it's $(x)
      #end
      """;

  static final String PIN = "61d3a52bf9d42507013a5e1349389a155dd8e1e2b6e4c9892b214f610beddecb";

  @TempDir Path temp;

  static Path make(Path root) throws IOException {
    SampleTree.file(root, "lib/it's $(x)", 0644, "py\n\n");
    SampleTree.file(root, "blender", 0755, "hello world");
    SampleTree.file(root, "lib-x", 0600, "x\n");
    SampleTree.file(root, "-n", 0664, "");
    Files.createDirectory(root.resolve("lib/empty"));
    return root;
  }

  private static String text(Manifest manifest) throws IOException {
    var out = new ByteArrayOutputStream();
    manifest.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void ofAKnownTreeIsTheKnownText() throws IOException {
    Manifest manifest = Manifest.of(PackageTree.of(make(temp.resolve("tree"))));

    assertThat(text(manifest)).isEqualTo(TEXT);
    assertThat(manifest.pin()).isEqualTo(new Sha256(PIN));
    assertThat(manifest.bytes()).isEqualTo(17);
  }

  @Test
  void isTheSameForTheSameTreeWithOtherTimesAndModes() throws IOException {
    Path first = make(temp.resolve("first"));
    Path second = temp.resolve("second");
    Files.createDirectories(second.resolve("lib/empty"));
    SampleTree.file(second, "-n", 0640, "");
    SampleTree.file(second, "lib-x", 0444, "x\n");
    SampleTree.file(second, "lib/it's $(x)", 0666, "py\n\n");
    SampleTree.file(second, "blender", 0700, "hello world");
    Files.setLastModifiedTime(second.resolve("blender"), FileTime.fromMillis(1));
    SampleTree.mode(second.resolve("lib"), 0700);

    assertThat(Manifest.of(PackageTree.of(second)).pin())
        .isEqualTo(Manifest.of(PackageTree.of(first)).pin());
  }

  @Test
  void isTheSameWhetherPutTogetherOrReadFromOneFolder() throws IOException {
    Path tree = make(temp.resolve("tree"));
    PackageTree together =
        PackageTree.empty()
            .with(new RelativePath("lib"), tree.resolve("lib"))
            .with(new RelativePath("blender"), tree.resolve("blender"))
            .with(new RelativePath("lib-x"), tree.resolve("lib-x"))
            .with(new RelativePath("-n"), tree.resolve("-n"));

    assertThat(Manifest.of(together)).isEqualTo(Manifest.of(PackageTree.of(tree)));
  }

  @Test
  void isReadBackAsItWasWritten() throws IOException {
    Manifest manifest = Manifest.of(PackageTree.of(SampleTree.makeSmall(temp.resolve("tree"))));
    String text = text(manifest);

    Manifest read = Manifest.parse(text.getBytes(StandardCharsets.UTF_8), "text");

    assertThat(read.entries()).isEqualTo(manifest.entries());
    assertThat(read.pin()).isEqualTo(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void isReadFromAFileThatARefusalNames() throws IOException {
    Path file = Files.writeString(temp.resolve("good"), TEXT);
    Path cut = Files.writeString(temp.resolve("cut"), TEXT.substring(1));

    assertThat(Manifest.read(file).pin()).isEqualTo(new Sha256(PIN));
    assertThatThrownBy(() -> Manifest.read(cut))
        .isInstanceOf(ManifestRefusal.class)
        .hasMessageContaining(cut.toString());
  }

  @Test
  void isEqualToWhatHasTheSameText() {
    Manifest manifest = Manifest.parse(TEXT.getBytes(StandardCharsets.UTF_8), "x");
    Manifest same = Manifest.parse(TEXT.getBytes(StandardCharsets.UTF_8), "y");
    Manifest other =
        Manifest.parse(TEXT.replace("0755 11", "0644 11").getBytes(StandardCharsets.UTF_8), "x");

    assertThat(manifest).isEqualTo(same).hasSameHashCodeAs(same).hasToString("manifest " + PIN);
    assertThat(manifest).isNotEqualTo(other).doesNotHaveSameHashCodeAs(other).isNotEqualTo(PIN);
  }

  @Test
  void ordersByTheBytesOfUtf8() throws IOException {
    Manifest manifest = Manifest.of(PackageTree.of(SampleTree.makeSmall(temp.resolve("tree"))));

    assertThat(manifest.files())
        .extracting(file -> file.path().value())
        .containsSubsequence(
            "data/\u00fc.bin", "data/\uff5e", "data/\ud83d\ude00", "lib-x", "lib/ab");
  }

  @Test
  void comparesWithEveryDifferenceInPathOrder() throws IOException {
    Path tree = make(temp.resolve("tree"));
    Manifest before = Manifest.of(PackageTree.of(tree));
    Files.delete(tree.resolve("-n"));
    SampleTree.file(tree, "blender", 0644, "hello World");
    SampleTree.file(tree, "lib-x", 0644, "x");
    Files.delete(tree.resolve("lib/empty"));
    SampleTree.file(tree, "lib/empty", 0644, "");
    SampleTree.file(tree, "new/file", 0644, "");

    assertThat(before.compare(Manifest.of(PackageTree.of(tree))))
        .extracting(difference -> difference.kind() + " " + difference)
        .containsExactly(
            "MISSING -n: expected a file 0644 of 0 bytes found nothing",
            "MODE blender: expected a file 0755 of 11 bytes found a file 0644 of 11 bytes",
            "CHANGED blender: expected "
                + Sha256.of("hello world".getBytes(StandardCharsets.UTF_8))
                + " found "
                + Sha256.of("hello World".getBytes(StandardCharsets.UTF_8)),
            "SIZE lib-x: expected a file 0644 of 2 bytes found a file 0644 of 1 bytes",
            "TYPE lib/empty: expected a folder 0755 found a file 0644 of 0 bytes",
            "EXTRA new: expected nothing found a folder 0755",
            "EXTRA new/file: expected nothing found a file 0644 of 0 bytes");
    assertThat(before.compare(before)).isEmpty();
  }
}
