package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeReaderTest {
  @TempDir Path temp;
  private Path tree;

  @BeforeEach
  void make() throws IOException {
    tree = temp.resolve("tree");
    SampleTree.file(tree, "lib/a.so.1", 0755, "library");
  }

  @Test
  void linksInsideTheTreeBecomeCopies() throws IOException {
    Files.createSymbolicLink(tree.resolve("lib/a.so"), Path.of("a.so.1"));
    Files.createSymbolicLink(tree.resolve("lib64"), Path.of("lib"));

    assertThat(Manifest.of(PackageTree.of(tree)).entries())
        .extracting(Manifest.Entry::line)
        .containsExactly(
            "#d 0755 0 lib",
            "#f 0755 7 lib/a.so",
            "#f 0755 7 lib/a.so.1",
            "#d 0755 0 lib64",
            "#f 0755 7 lib64/a.so",
            "#f 0755 7 lib64/a.so.1");
  }

  @Test
  void aNamedSourceMayBeALink() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), tree.resolve("lib/a.so.1"));

    assertThat(Manifest.of(PackageTree.empty().with(new RelativePath("bin/a"), link)).entries())
        .extracting(Manifest.Entry::line)
        .containsExactly("#d 0755 0 bin", "#f 0755 7 bin/a");
  }

  @Test
  void refusesALinkOutOfTheTree() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret"), "secret");
    Files.createSymbolicLink(tree.resolve("lib/x"), secret);
    assertRefused(Kind.ESCAPING, "lib/x");
  }

  @Test
  void refusesALinkToNothing() throws IOException {
    Files.createSymbolicLink(tree.resolve("lib/x"), Path.of("nothing"));
    assertRefused(Kind.DANGLING, "lib/x");
  }

  @Test
  void refusesALinkToAFolderAroundIt() throws IOException {
    Files.createSymbolicLink(tree.resolve("lib/x"), Path.of(".."));
    assertRefused(Kind.LOOP, "lib/x");
  }

  @Test
  void refusesALinkToItself() throws IOException {
    Files.createSymbolicLink(tree.resolve("lib/x"), Path.of("x"));
    assertRefused(Kind.LOOP, "lib/x");
  }

  @Test
  void refusesANamedPipe() throws IOException, InterruptedException {
    Command.ran("mkfifo", tree.resolve("lib/x").toString());
    assertRefused(Kind.SPECIAL, "lib/x");
  }

  @Test
  void refusesAnIllegalName() throws IOException {
    SampleTree.file(tree, "lib/a\nb", 0644, "");
    assertRefused(Kind.NAME, "lib/a\\u000Ab");
  }

  @Test
  void refusesTwinsNamingBoth() throws IOException {
    SampleTree.file(tree, "lib/A.so.1", 0644, "");
    assertThatThrownBy(() -> Manifest.of(PackageTree.of(tree)))
        .isInstanceOf(TreeRefusal.class)
        .hasMessageContaining("lib/A.so.1")
        .hasMessageContaining("lib/a.so.1");
  }

  @Test
  void refusesTwoSourcesInOnePlace() {
    PackageTree twice =
        PackageTree.of(tree).with(new RelativePath("lib/a.so.1"), tree.resolve("lib/a.so.1"));
    assertThatThrownBy(() -> Manifest.of(twice))
        .isInstanceOfSatisfying(
            TreeRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.TWICE));
  }

  @Test
  void refusesAFileInThePlaceOfAFolder() {
    PackageTree clash =
        PackageTree.of(tree).with(new RelativePath("lib"), tree.resolve("lib/a.so.1"));
    assertThatThrownBy(() -> Manifest.of(clash))
        .isInstanceOfSatisfying(
            TreeRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.TWICE));
  }

  @Test
  void refusesASourceThatDoesNotExist() {
    assertThatThrownBy(() -> Manifest.of(PackageTree.of(temp.resolve("absent"))))
        .isInstanceOf(TreeRefusal.class)
        .hasMessage(
            "cannot package "
                + temp.resolve("absent")
                + ": it does not exist; name a file or folder");
  }

  @Test
  void refusesAFileThatGrowsWhileItIsRead() throws IOException {
    Path file = tree.resolve("lib/a.so.1");
    SourceFile source = scanned(file);
    assertChanging(source, () -> Files.writeString(file, "library and more"));
  }

  @Test
  void refusesAFileThatIsWrittenWhileItIsRead() throws IOException {
    Path file = tree.resolve("lib/a.so.1");
    SourceFile source = scanned(file);
    assertChanging(source, () -> Files.setLastModifiedTime(file, FileTime.fromMillis(1)));
  }

  @Test
  void refusesAFileThatIsReplacedWhileItIsRead() throws IOException {
    Path file = tree.resolve("lib/a.so.1");
    FileTime time = Files.getLastModifiedTime(file);
    SourceFile source = scanned(file);
    assertChanging(
        source,
        () -> {
          Files.move(file, temp.resolve("old"));
          Files.writeString(file, "Library");
          Files.setLastModifiedTime(file, time);
        });
  }

  private static SourceFile scanned(Path file) throws IOException {
    return SourceFile.at(file);
  }

  private static void assertChanging(SourceFile source, Change change) {
    OutputStream changing =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            change.apply();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            change.apply();
          }
        };
    assertThatThrownBy(() -> source.copyTo(changing))
        .isInstanceOfSatisfying(
            TreeRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.CHANGING));
  }

  private interface Change {
    void apply() throws IOException;
  }

  private void assertRefused(Kind kind, String path) {
    assertThatThrownBy(() -> Manifest.of(PackageTree.of(tree)))
        .isInstanceOfSatisfying(
            TreeRefusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(kind);
              assertThat(refusal.path()).endsWith("/" + path);
            });
  }
}
