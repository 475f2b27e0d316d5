package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.Attestation;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Node.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What surrounds the tree: its folders, its owner, the tools, and archives made to do harm. */
class NodeTrustIT {
  private static final List<String> SHELL = List.of("/bin/sh");

  /** Runs when the listing was taken and nothing is hashed yet. */
  private static final String CMP = "/usr/bin/cmp \"$@\"";

  @TempDir static Path shared;
  private static NodePackageGate packages;
  private static SealedPackage sealed;
  private static GateTask gate;

  @TempDir Path temp;
  private Node node;

  @BeforeAll
  static void seal() throws IOException {
    packages = new NodePackageGate(shared.resolve("work"));
    sealed = packages.seal(PackageTree.of(SampleTree.make(shared.resolve("tree"))));
    gate = packages.check(sealed, ContainerRole.PACKAGES);
  }

  @BeforeEach
  void fetch() throws IOException {
    node = new Node(temp);
    node.fetch(gate);
  }

  @Test
  void refusesAFolderAboveThatOthersCanWrite() throws IOException, InterruptedException {
    SampleTree.mode(node.root, 0777);

    assertRefused(node.run(gate), 12, node.root + ": expected no write by others found mode 777");
  }

  @Test
  void refusesItsOwnFolderWhenOthersCanWriteIt() throws IOException, InterruptedException {
    Files.createDirectory(node.packages());
    SampleTree.mode(node.packages(), 01777);

    assertRefused(node.run(gate), 12, node.packages() + ": expected mode 755 found 1777");
  }

  @Test
  void refusesALinkInThePlaceOfItsFolder() throws IOException, InterruptedException {
    Files.createSymbolicLink(node.packages(), Files.createDirectory(temp.resolve("elsewhere")));

    assertRefused(node.run(gate), 12, node.packages() + ": expected a folder");
  }

  @Test
  void refusesALinkInThePlaceOfTheTree() throws IOException, InterruptedException {
    Path elsewhere = SampleTree.make(temp.resolve("elsewhere"));
    Files.createSymbolicLink(node.toInstall(sealed), elsewhere);

    assertRefused(node.run(gate), 12, node.installed(sealed) + ": expected a folder");
  }

  @Test
  void doesNotBelieveAnAttestationThatLiesThere() throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    Path attestation = tree.resolveSibling(sealed.pin() + ".attestation");
    Files.writeString(attestation, "sealframe-attestation 1\nresult: proved\n");
    Files.writeString(tree.resolve("lib/ab"), "BYTES twelve");

    assertRefused(node.run(gate), 11, "lib/ab: expected ");
    assertThat(attestation).doesNotExist();
  }

  /** What lies in its place goes away, and nothing is written to where a link leads. */
  @Test
  void writesNoAttestationThroughALink() throws IOException, InterruptedException {
    Path outside = Files.writeString(temp.resolve("outside"), "outside");
    Path home = node.toInstall(sealed);
    for (String name : List.of(sealed.pin() + ".attestation", sealed.pin() + ".manifest", copy())) {
      Files.createSymbolicLink(home.resolveSibling(name), outside);
    }

    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));

    assertThat(outside).hasContent("outside");
    assertThat(node.packages()).isDirectoryNotContaining(path -> Files.isSymbolicLink(path));
    assertThat(attestation()).content().contains("pin: " + sealed.pin() + "\n");
    assertThat(node.again(packages, sealed)).isEqualTo(new Result(0, ""));
  }

  @Test
  void refusesWhenItsAttestationCannotBePutInPlace() throws IOException, InterruptedException {
    node.toInstall(sealed);
    Files.createDirectories(attestation().resolve("x"));

    Result result = node.run(gate);

    assertThat(result.exit()).isEqualTo(16);
    assertThat(result.stderr()).contains(node.packages() + ": cannot be written");
  }

  @Test
  void aTaskRefusesACopyOfTheScriptThatIsNotThePinnedOne()
      throws IOException, InterruptedException {
    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
    Path copy = node.packages().resolve(copy());
    Path outside = Files.writeString(temp.resolve("outside"), "#!/bin/sh\nexit 0\n");

    Files.copy(outside, copy, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(node.again(packages, sealed), 10, "its copy: expected ");
    Files.delete(copy);
    Files.createSymbolicLink(copy, outside);
    assertRefused(node.again(packages, sealed), 10, "its copy: expected ");
    Files.delete(copy);
    Result absent = node.again(packages, sealed);
    assertThat(absent.exit()).isEqualTo(10);
    assertThat(absent.stderr()).endsWith("found nothing\n");
  }

  @Test
  void aTaskRefusesALinkToAnotherManifest() throws IOException, InterruptedException {
    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
    Path manifest = node.packages().resolve(sealed.pin() + ".manifest");
    Path outside = Files.writeString(temp.resolve("outside"), "#end\n");
    Files.delete(manifest);
    Files.createSymbolicLink(manifest, outside);

    assertRefused(node.again(packages, sealed), 11, manifest + ": expected " + sealed.pin());
  }

  /** As the user of a task, who owns its working directory and nothing else. */
  @Test
  void aTasksUserCanReadWhatLiesBesideTheTreeAndReplaceNoneOfIt()
      throws IOException, InterruptedException {
    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
    Path mine = Files.createDirectory(temp.resolve("mine"));
    Files.setAttribute(mine, "unix:uid", 65534);
    for (String name : node.left()) {
      Path path = node.packages().resolve(name);
      Process task =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  "sh",
                  "-c",
                  """
                  cp -r "$1" copy || exit 1
                  echo x >>"$1"
                  mv "$1" moved
                  rm -rf "$1"
                  mv -T copy "$1"
                  ln -sfn copy "$1"
                  ln "$1" hard && echo x >>hard
                  chmod 777 "$1"
                  rm -rf copy hard
                  exit 0
                  """,
                  "sh",
                  path.toString())
              .directory(mine.toFile())
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("log").toFile())
              .start();
      assertThat(task.waitFor()).as("it can read %s", name).isZero();
      assertThat(mine).isEmptyDirectory();
    }

    assertThat(node.again(packages, sealed)).isEqualTo(new Result(0, ""));
    assertThat(Attestation.parse(Files.readString(attestation())).pin()).isEqualTo(sealed.pin());
    Files.delete(attestation());
    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
  }

  private Path attestation() {
    return node.packages().resolve(sealed.pin() + ".attestation");
  }

  /** The name of the script's copy. */
  private String copy() throws IOException {
    return "verifier-"
        + Sha256.of(Files.readAllBytes(node.task.resolve(VerifierScript.FILE_NAME)))
        + ".sh";
  }

  @Test
  void refusesWithoutANodeRoot() throws IOException, InterruptedException {
    Map<String, String> absent = Map.of("AZ_BATCH_NODE_ROOT_DIR", temp + "/absent");
    Map<String, String> relative = Map.of("AZ_BATCH_NODE_ROOT_DIR", "node");

    assertRefused(node.run(SHELL, gate, absent), 16, temp + "/absent: cannot be opened");
    assertRefused(node.run(SHELL, gate, relative), 16, "AZ_BATCH_NODE_ROOT_DIR: expected");
  }

  @Test
  void refusesATreeOfAnotherOwner() throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    Files.setAttribute(tree.resolve("lib/ab"), "unix:uid", 65534);

    assertRefused(node.run(gate), 12, "lib/ab: expected owner 0 found another");
  }

  @Test
  void refusesAFolderAboveOfAnotherOwner() throws IOException, InterruptedException {
    Files.setAttribute(node.root, "unix:uid", 65534);

    assertRefused(node.run(gate), 12, node.root + ": expected owner 0 found 65534");
  }

  @Test
  void refusesFileCapabilities() throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    Command.ran("/sbin/setcap", "cap_net_raw+ep", tree.resolve("blender").toString());

    assertRefused(node.run(gate), 12, "blender cap_net_raw=ep: expected no file capabilities");
  }

  @Test
  void installsUnderASetGroupIdFolder() throws IOException, InterruptedException {
    SampleTree.mode(node.root, 02755);

    assertThat(node.run(gate)).isEqualTo(new Result(0, ""));
  }

  @Test
  void refusesMissingTools() throws IOException, InterruptedException {
    node.searchPath("/nowhere");

    assertRefused(node.run(SHELL, gate, Map.of()), 15, "expected on the node found nothing");
  }

  @Test
  void takesTheOtherEngineWhenOneAnswersWrongly() throws IOException, InterruptedException {
    tool("openssl", "echo 0000 '*stdin'");

    assertThat(node.run(SHELL, gate, Map.of())).isEqualTo(new Result(0, ""));
    assertThat(node.packages().resolve(sealed.pin() + ".attestation"))
        .content()
        .contains("engine: sha256sum\n");
  }

  @Test
  void refusesWhenNoEngineAnswersRightly() throws IOException, InterruptedException {
    tool("openssl", "echo 0000 '*stdin'");
    tool("sha256sum", "echo 0000 ' -'");

    assertRefused(node.run(SHELL, gate, Map.of()), 15, "no hash engine");
  }

  @Test
  void refusesANodeWithoutSpaceBeforeItUnpacks() throws IOException, InterruptedException {
    tool("df", "echo head; echo disk 100 90 10 90% /");
    tool("tar", "touch '" + temp + "/unpacked'; exit 1");

    assertRefused(node.run(SHELL, gate, Map.of()), 16, " KiB free found 10");
    assertThat(temp.resolve("unpacked")).doesNotExist();
  }

  @Test
  void refusesWhenUnpackingFailsAndLeavesNothing() throws IOException, InterruptedException {
    tool("tar", "echo 'tar: No space left on device' >&2; exit 2");

    assertRefused(
        node.run(SHELL, gate, Map.of()),
        16,
        "the archive cannot be unpacked: tar: No space left on device");
    assertThat(node.left()).isEmpty();
  }

  /** Archives whose digest is the one that the task names, but that do not hold the package. */
  enum Hostile {
    PARENT("../escaped"),
    ABSOLUTE("/tmp/sealframe-escaped"),
    THROUGH_LINK("link/escaped"),
    SET_ID("blender"),
    DEVICE("null"),
    PIPE("pipe");

    private final String path;

    Hostile(String path) {
      this.path = path;
    }

    void write(TarArchiveOutputStream tar, Path outside) throws IOException {
      byte type = TarConstants.LF_NORMAL;
      if (this == THROUGH_LINK) {
        TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
        link.setLinkName(outside.toString());
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      } else if (this == DEVICE) {
        type = TarConstants.LF_CHR;
      } else if (this == PIPE) {
        type = TarConstants.LF_FIFO;
      }
      TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
      entry.setMode(this == SET_ID ? 06755 : 0644);
      byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
      entry.setSize(type == TarConstants.LF_NORMAL ? bytes.length : 0);
      tar.putArchiveEntry(entry);
      if (type == TarConstants.LF_NORMAL) {
        tar.write(bytes);
      }
      tar.closeArchiveEntry();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAHostileArchive(Hostile hostile) throws IOException, InterruptedException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Path archive = node.task.resolve("package.tar.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
      hostile.write(tar, outside);
    }
    Result result = node.run(claimed(archive));

    assertThat(result.exit()).as(result.stderr()).isIn(12, 14, 16);
    assertThat(outside).isEmptyDirectory();
    assertThat(Path.of("/tmp/sealframe-escaped")).doesNotExist();
    assertThat(node.left()).isEmpty();
  }

  /** Its digest is right, since whoever pinned it made it. */
  @Test
  void unpacksNoMoreOfABombThanThePackageHolds() throws IOException, InterruptedException {
    GateTask bomb = bomb(96, 1 << 20);
    tool("tar", "wc -c >'" + temp + "/received'; exit 2");

    assertRefused(node.run(SHELL, bomb, Map.of()), 16, "the archive cannot be unpacked");
    assertThat(Long.parseLong(Files.readString(temp.resolve("received")).strip()))
        .isPositive()
        .isLessThan(2 << 20);
    assertThat(node.left()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"256, 4194304", "100000, 0"})
  void refusesABombOfBytesOrEntries(int entries, int bytesEach)
      throws IOException, InterruptedException {
    GateTask bomb = bomb(entries, bytesEach);

    Result result = node.run(bomb);

    assertThat(result.exit()).as(result.stderr()).isIn(14, 16);
    assertThat(node.left()).isEmpty();
  }

  private GateTask bomb(int entries, int bytesEach) throws IOException {
    Path archive = node.task.resolve("package.tar.gz");
    byte[] zeros = new byte[bytesEach];
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(archive), 1 << 16);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
      for (int i = 0; i < entries; i++) {
        TarArchiveEntry entry = new TarArchiveEntry("bomb" + i);
        entry.setMode(0644);
        entry.setSize(bytesEach);
        tar.putArchiveEntry(entry);
        tar.write(zeros);
        tar.closeArchiveEntry();
      }
    }
    return claimed(archive);
  }

  /** The check of the sealed package, but with another archive, and its digest pinned. */
  private static GateTask claimed(Path archive) throws IOException {
    var part =
        new SealedPackage.Part(
            Sha256.of(Files.readAllBytes(archive)), Files.size(archive), Content.of(archive));
    return packages.check(new SealedPackage(sealed.manifest(), part, 1, 1), ContainerRole.PACKAGES);
  }

  /** Between the listing and the hashing, as only root could do it. */
  @Test
  void refusesAFileThatChangesAfterTheListing() throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    Path file = tree.resolve("lib/ab");
    tool("cmp", "printf BYTES | dd of='" + file + "' conv=notrunc 2>/dev/null; exec " + CMP);

    assertRefused(node.run(SHELL, gate, Map.of()), 11, "lib/ab: expected ");
  }

  @Test
  void refusesAFileThatAppearsAfterTheListing() throws IOException, InterruptedException {
    Path tree = SampleTree.make(node.toInstall(sealed));
    tool("cmp", "printf x >'" + tree + "/late'; exec " + CMP);

    assertRefused(node.run(SHELL, gate, Map.of()), 11, "late: expected nothing");
  }

  private void tool(String name, String script) throws IOException {
    Path bin = temp.resolve("bin");
    SampleTree.file(bin, name, 0755, "#!/bin/sh\n" + script + "\n");
    Path fetched = node.task.resolve(VerifierScript.FILE_NAME);
    if (!Files.readString(fetched).contains(bin.toString())) {
      node.searchPath("'" + bin + "':/usr/bin:/bin");
    }
  }

  private static void assertRefused(Result result, int exit, String evidence) {
    assertThat(result.stderr())
        .startsWith("sealframe: " + exit + " ")
        .contains(evidence)
        .hasLineCount(1);
    assertThat(result.exit()).isEqualTo(exit);
  }
}
