package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePackageGateTest {
  @TempDir Path temp;
  private Path work;
  private Path tree;
  private NodePackageGate gate;

  @BeforeEach
  void make() {
    work = temp.resolve("work");
    tree = SampleTree.make(temp.resolve("tree"));
    gate = new NodePackageGate(work);
  }

  private static byte[] bytes(Content content) throws IOException {
    try (var in = content.open()) {
      return in.readAllBytes();
    }
  }

  @Test
  void sealsWhatItSays() throws IOException {
    SealedPackage sealed = gate.seal(PackageTree.of(tree));
    Manifest manifest = Manifest.of(PackageTree.of(tree));

    assertThat(sealed.pin()).isEqualTo(manifest.pin());
    for (SealedPackage.Part part : List.of(sealed.manifest(), sealed.archive())) {
      byte[] bytes = bytes(part.content());
      assertThat(Sha256.of(bytes)).isEqualTo(part.digest());
      assertThat(part.bytes()).isEqualTo(bytes.length);
    }
    assertThat(sealed.files()).isEqualTo(manifest.files().size());
    assertThat(sealed.bytes()).isEqualTo(manifest.bytes());
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "digests",
              sealed.pin() + ".manifest",
              sealed.pin() + ".tar.gz",
              sealed.pin() + ".tar.gz.sha256");
    }
  }

  @Test
  void archivesInManifestOrderWithoutTimesAndOwners() throws IOException {
    SealedPackage sealed = gate.seal(PackageTree.of(tree));
    Manifest manifest = Manifest.of(PackageTree.of(tree));

    // RFC 1952: deflate, no name or anything else that is optional, no time.
    assertThat(bytes(sealed.archive().content())).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0);
    try (var in = new GZIPInputStream(sealed.archive().content().open());
        var tar = new TarArchiveInputStream(in, "UTF-8")) {
      for (Manifest.Entry entry : manifest.entries()) {
        TarArchiveEntry header = tar.getNextEntry();
        assertThat(header.getName().replaceFirst("/$", "")).isEqualTo(entry.path().value());
        assertThat(header.isDirectory()).isEqualTo(entry instanceof Manifest.Folder);
        assertThat(header.getMode() & 07777)
            .isEqualTo(
                entry instanceof Manifest.PlainFile file && !file.executable() ? 0644 : 0755);
        assertThat(header.getLastModifiedTime()).isEqualTo(FileTime.fromMillis(0));
        assertThat(header.getLongUserId() + header.getLongGroupId()).isZero();
        assertThat(header.getUserName() + header.getGroupName()).isEmpty();
        if (entry instanceof Manifest.PlainFile file) {
          assertThat(Sha256.of(tar.readAllBytes())).isEqualTo(file.digest());
        }
      }
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  /** Files are made in another order and at another time, by another user. */
  @Test
  void theSameTreeGivesTheSameArchiveWhoeverMakesIt() throws IOException {
    SealedPackage first = gate.seal(PackageTree.of(tree));
    Path again = temp.resolve("again");
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Path copy = again.resolve(tree.relativize(path).toString()).normalize();
        if (Files.isDirectory(path)) {
          Files.createDirectories(copy);
          SampleTree.mode(copy, 0700);
        } else {
          Files.createDirectories(copy.getParent());
          Files.copy(path, copy);
          SampleTree.mode(copy, isExecutable(path) ? 0700 : 0640);
        }
        Files.setAttribute(copy, "unix:uid", 65534);
        Files.setAttribute(copy, "unix:gid", 65534);
        Files.setLastModifiedTime(copy, FileTime.fromMillis(1));
      }
    }
    // A time that is left in an archive counts seconds.
    long second = System.currentTimeMillis() / 1000;
    while (System.currentTimeMillis() / 1000 == second) {
      Thread.onSpinWait();
    }
    String user = System.getProperty("user.name");
    System.setProperty("user.name", "somebody-else");
    try {
      var other = new NodePackageGate(temp.resolve("other"));
      SealedPackage remade = other.seal(PackageTree.of(again));
      assertThat(remade.pin()).isEqualTo(first.pin());
      assertThat(remade.archive().digest()).isEqualTo(first.archive().digest());
    } finally {
      System.setProperty("user.name", user);
    }
  }

  private static boolean isExecutable(Path path) throws IOException {
    return ((Integer) Files.getAttribute(path, "unix:mode") & 0100) != 0;
  }

  @Test
  void aProgramThatIsNotThereOrCannotBeRunIsRefusedBeforeAnythingIsSealed()
      throws IOException, InterruptedException {
    RelativePath program = new RelativePath("blender");
    Path archive = temp.resolve("package.tar.gz");
    Path folder = temp.resolve("folder");
    Files.createDirectories(folder.resolve("blender/blender"));
    Path plain = temp.resolve("plain");
    SampleTree.file(plain, "blender", 0644, "#!/bin/sh\n");
    SampleTree.file(plain, "bin/blender", 0755, "#!/bin/sh\n");
    for (Path wrong : List.of(tree.resolve("lib"), folder, plain)) {
      Command.ran("tar", "-czf", archive.toString(), "-C", wrong.toString(), ".");
      for (Path given : List.of(wrong, archive)) {
        assertThatThrownBy(() -> gate.seal(PackageTree.of(given), program))
            .isInstanceOf(ConfigurationRefusal.class)
            .hasMessageStartingWith("cannot use the package " + given + ": it has no executable")
            .hasMessageContaining("`blender`");
      }
    }
    assertThatThrownBy(() -> gate.seal(PackageTree.empty(), program))
        .hasMessageContaining("the package without files");
    try (Stream<Path> left = Files.list(work)) {
      assertThat(left).isEmpty();
    }

    Command.ran("tar", "-czf", archive.toString(), "-C", temp.toString(), "tree");
    assertThat(gate.seal(PackageTree.of(archive), program).pin())
        .isEqualTo(gate.seal(PackageTree.of(tree), program).pin());
  }

  @Test
  void takesAnArchiveThatIsThereAndWhole() throws IOException {
    Path archive = work.resolve(gate.seal(PackageTree.of(tree)).pin() + ".tar.gz");
    Object before = Files.readAttributes(archive, "unix:ino").get("ino");

    gate.seal(PackageTree.of(tree));

    assertThat(Files.readAttributes(archive, "unix:ino")).containsEntry("ino", before);
  }

  @Test
  void makesAnArchiveAgainThatIsNotWhole() throws IOException {
    SealedPackage first = gate.seal(PackageTree.of(tree));
    Path archive = work.resolve(first.pin() + ".tar.gz");
    Files.writeString(archive, "x", StandardOpenOption.APPEND);

    SealedPackage second = gate.seal(PackageTree.of(tree));

    assertThat(second.archive().digest()).isEqualTo(first.archive().digest());
    assertThat(Sha256.of(Files.readAllBytes(archive))).isEqualTo(first.archive().digest());
  }

  @Test
  void hashesTheTreeAnew() throws IOException {
    Sha256 before = gate.seal(PackageTree.of(tree)).pin();
    Path file = tree.resolve("lib/ab");
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "BYTES twelve");
    Files.setLastModifiedTime(file, time);

    assertThat(gate.seal(PackageTree.of(tree)).pin()).isNotEqualTo(before);
  }

  @Test
  void checksWithPinnedInputs() throws IOException {
    SealedPackage sealed = gate.seal(PackageTree.of(tree));

    GateTask task = gate.check(sealed, ContainerRole.INPUT);

    assertThat(task.inputs())
        .extracting(NodeInput::fileName)
        .containsExactly("sealframe-verify.sh", "package.tar.gz", "package.manifest");
    assertThat(task.inputs())
        .extracting(input -> input.blob().role())
        .containsExactly(ContainerRole.PACKAGES, ContainerRole.INPUT, ContainerRole.INPUT);
    for (NodeInput input : task.inputs()) {
      assertThat(input.blob()).isEqualTo(BlobRef.of(input.blob().role(), input.digest()));
      assertThat(Sha256.of(bytes(input.content()))).isEqualTo(input.digest());
      assertThat(task.commandLine()).contains(input.digest().hex(), input.blob().toString());
    }
  }

  @Test
  void findsContentToReplaceABlobWith() throws IOException {
    SealedPackage sealed = gate.seal(PackageTree.of(tree));
    for (NodeInput input : gate.check(sealed, ContainerRole.INPUT).inputs()) {
      Optional<Content> content = gate.content(input.digest());
      assertThat(content).isPresent();
      assertThat(Sha256.of(bytes(content.get()))).isEqualTo(input.digest());
    }
    Files.writeString(work.resolve(sealed.pin() + ".tar.gz"), "x", StandardOpenOption.APPEND);
    Files.writeString(work.resolve(sealed.pin() + ".manifest"), "x", StandardOpenOption.APPEND);

    assertThat(gate.content(sealed.archive().digest())).isEmpty();
    assertThat(gate.content(sealed.pin())).isEmpty();
    assertThat(new NodePackageGate(temp.resolve("absent")).content(sealed.pin())).isEmpty();
  }

  @Test
  void saysWhatItsExitCodesMean() {
    for (int code = 10; code <= 16; code++) {
      assertThat(gate.meaning(code)).isPresent();
    }
    assertThat(gate.meaning(0)).isEmpty();
    assertThat(gate.meaning(1)).isEmpty();
    assertThat(gate.meaning(17)).isEmpty();
  }
}
