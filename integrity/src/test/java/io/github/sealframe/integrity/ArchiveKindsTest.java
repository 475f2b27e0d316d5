package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same content has the same pin, whatever it comes in. */
class ArchiveKindsTest {
  @TempDir Path temp;
  private Path tree;
  private Manifest expected;

  @BeforeEach
  void make() throws IOException {
    tree = SampleTree.make(temp.resolve("blender-4.2-linux-x64"));
    Files.createSymbolicLink(tree.resolve("lib/ab link"), Path.of("ab"));
    Files.createSymbolicLink(tree.resolve("lib64"), Path.of("lib"));
    Files.createLink(tree.resolve("lib/hard"), tree.resolve("blender"));
    expected = Manifest.of(PackageTree.of(tree));
  }

  @Test
  void aTarOfEveryFormat() throws IOException, InterruptedException {
    for (String format : List.of("gnu", "pax", "posix")) {
      assertSame(tar(format + ".tar", "--format=" + format, tree.getFileName().toString()));
    }
  }

  @Test
  void aTarWithoutATopFolder() throws IOException, InterruptedException {
    Path file = temp.resolve("flat");
    Command.ran("tar", "-cf", file.toString(), "-C", tree.toString(), ".");
    assertSame(file);
  }

  @Test
  void aTarGz() throws IOException, InterruptedException {
    assertSame(compressed(GZIPOutputStream::new));
  }

  @Test
  void aTarGzOfSeveralMembers() throws IOException, InterruptedException {
    byte[] tar = Files.readAllBytes(topped());
    Path file = temp.resolve("members");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int start = 0; start < tar.length; start += 100_000) {
        var member = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(member)) {
          gzip.write(tar, start, Math.min(100_000, tar.length - start));
        }
        member.writeTo(out);
      }
    }
    assertSame(file);
  }

  @Test
  void aTarXz() throws IOException, InterruptedException {
    assertSame(compressed(XZCompressorOutputStream::new));
  }

  @Test
  void aTarZst() throws IOException, InterruptedException {
    assertSame(compressed(ZstdCompressorOutputStream::new));
  }

  @Test
  void aZip() throws IOException {
    assertSame(zip());
  }

  @Test
  void aZipWithoutUnixModesHasNoExecutables() throws IOException {
    Path file = temp.resolve("windows.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("top/bin/blender"));
      zip.write('x');
    }
    assertThat(lines(file)).containsExactly("#d 0755 0 bin", "#f 0644 1 bin/blender");
  }

  @Test
  void setIdBitsAreDropped() throws IOException, InterruptedException {
    SampleTree.file(temp.resolve("ids"), "tool", 06755, "x");
    Path file = temp.resolve("ids.tar");
    Command.ran("tar", "-cf", file.toString(), "-C", temp.resolve("ids").toString(), "tool");
    assertThat(lines(file)).containsExactly("#f 0755 1 tool");
  }

  @Test
  void linksMayLeadToWhatComesLaterAndThroughOthers() throws IOException {
    Path file = temp.resolve("later.tar");
    new TarText()
        .link("a", "b")
        .link("b", "lib/../lib/c")
        .hardLink("d", "a")
        .link("lib64", "lib")
        .link("up", "lib64/sub/../c")
        .file("lib/c", "later")
        .file("lib/sub/e", "")
        .to(file);
    assertThat(lines(file))
        .containsExactly(
            "#f 0644 5 a",
            "#f 0644 5 b",
            "#f 0644 5 d",
            "#d 0755 0 lib",
            "#f 0644 5 lib/c",
            "#d 0755 0 lib/sub",
            "#f 0644 0 lib/sub/e",
            "#d 0755 0 lib64",
            "#f 0644 5 lib64/c",
            "#d 0755 0 lib64/sub",
            "#f 0644 0 lib64/sub/e",
            "#f 0644 5 up");
  }

  @Test
  void isSealedLikeItsFolderAndLeavesNothing() throws IOException, InterruptedException {
    Path work = temp.resolve("work");
    SealedPackage sealed =
        new NodePackageGate(work).seal(PackageTree.of(compressed(XZCompressorOutputStream::new)));
    SealedPackage folder = new NodePackageGate(temp.resolve("other")).seal(PackageTree.of(tree));

    assertThat(sealed.pin()).isEqualTo(folder.pin());
    assertThat(sealed.archive().digest()).isEqualTo(folder.archive().digest());
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .allMatch(name -> name.startsWith(sealed.pin().hex()))
          .hasSize(3);
    }
  }

  private void assertSame(Path archive) throws IOException {
    Manifest found = Manifest.of(PackageTree.of(archive));
    assertThat(expected.compare(found)).isEmpty();
    assertThat(found.pin()).isEqualTo(expected.pin());
  }

  private static List<String> lines(Path archive) throws IOException {
    return Manifest.of(PackageTree.of(archive)).entries().stream()
        .map(Manifest.Entry::line)
        .toList();
  }

  private Path topped() throws IOException, InterruptedException {
    return tar("top", "--format=gnu", tree.getFileName().toString());
  }

  private Path tar(String name, String format, String what)
      throws IOException, InterruptedException {
    Path file = temp.resolve(name);
    Command.ran("tar", format, "-cf", file.toString(), "-C", temp.toString(), what);
    return file;
  }

  private Path compressed(Compressor compressor) throws IOException, InterruptedException {
    // Its name says another kind than its bytes do.
    Path file = temp.resolve("package.zip");
    try (OutputStream out = compressor.over(Files.newOutputStream(file))) {
      Files.copy(topped(), out);
    }
    return file;
  }

  private Path zip() throws IOException {
    Path file = temp.resolve("package.tar");
    try (var zip = new ZipArchiveOutputStream(file);
        Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.toList()) {
        boolean link = Files.isSymbolicLink(path);
        boolean folder = !link && Files.isDirectory(path);
        var entry = new ZipArchiveEntry(temp.relativize(path) + (folder ? "/" : ""));
        entry.setUnixMode(
            link ? 0120777 : (int) Files.getAttribute(path, "unix:mode") | (folder ? 040000 : 0));
        zip.putArchiveEntry(entry);
        if (link) {
          zip.write(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
        } else if (!folder) {
          try (InputStream in = Files.newInputStream(path)) {
            in.transferTo(zip);
          }
        }
        zip.closeArchiveEntry();
      }
    }
    return file;
  }

  private interface Compressor {
    OutputStream over(OutputStream out) throws IOException;
  }
}
