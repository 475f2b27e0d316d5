package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestVerbTest {
  @TempDir private Path folder;
  private Path tree;
  private Path manifest;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(folder.resolve("tree/lib")).getParent();
    manifest = folder.resolve("tree.manifest");
    Files.writeString(tree.resolve("blender"), "hello\n");
    Files.writeString(tree.resolve("lib/a b"), "data");
  }

  @Test
  void createsAndVerifies() throws IOException {
    JsonNode created =
        Cli.run("manifest", "create", tree.toString(), "-o", manifest.toString(), "--json")
            .exits(0)
            .json();
    assertThat(created.get("files").asInt()).isEqualTo(2);
    assertThat(created.get("bytes").asLong()).isEqualTo(10);
    String pin = created.get("pin").asText();
    assertThat(Sha256.of(Files.readAllBytes(manifest)).hex()).isEqualTo(pin);
    Cli.run("manifest", "verify", tree.toString(), "--pin", pin).exits(0);
    Cli.run("manifest", "verify", tree.toString(), "--manifest", manifest.toString()).exits(0);
  }

  @Test
  void anArchiveHasThePinOfItsFolder() throws IOException {
    String pin =
        Cli.run("manifest", "create", tree.toString(), "--json")
            .exits(0)
            .json()
            .get("pin")
            .asText();
    Path archive = folder.resolve("blender.tar.xz");
    try (var tar =
        new TarArchiveOutputStream(new XZCompressorOutputStream(Files.newOutputStream(archive)))) {
      for (String name : List.of("blender", "lib/a b")) {
        tar.putArchiveEntry(new TarArchiveEntry(tree.resolve(name), "blender-linux-x64/" + name));
        Files.copy(tree.resolve(name), tar);
        tar.closeArchiveEntry();
      }
    }
    assertThat(
            Cli.run("manifest", "create", archive.toString(), "--json")
                .exits(0)
                .json()
                .get("pin")
                .asText())
        .isEqualTo(pin);
    Cli.run("manifest", "verify", archive.toString(), "--pin", pin).exits(0);
    Cli.run("manifest", "create", tree.toString(), "-o", manifest.toString()).exits(0);
    assertThat(
            Cli.run(
                    "manifest",
                    "verify",
                    archive.toString(),
                    "--manifest",
                    manifest.toString(),
                    "--installed")
                .exits(2)
                .refusal())
        .contains("no folder");
    assertThat(Cli.run("manifest", "create", tree.resolve("blender").toString()).exits(3).refusal())
        .contains(".tar.xz");
  }

  @Test
  void listsEveryDifferenceWithItsKind() throws IOException {
    Cli.run("manifest", "create", tree.toString(), "-o", manifest.toString()).exits(0);
    Files.writeString(tree.resolve("blender"), "hellO\n");
    Files.delete(tree.resolve("lib/a b"));
    Files.writeString(tree.resolve("more"), "");
    JsonNode found =
        Cli.run("manifest", "verify", tree.toString(), "--manifest", manifest.toString(), "--json")
            .exits(3)
            .json();
    assertThat(found.get("ok").asBoolean()).isFalse();
    assertThat(found.get("differences").findValuesAsText("path"))
        .containsExactly("blender", "lib/a b", "more");
    assertThat(found.get("differences").findValuesAsText("kind"))
        .containsExactly("changed", "missing", "extra");
  }

  @Test
  void anotherPinIsRefused() {
    String pin = "0".repeat(64);
    assertThat(Cli.run("manifest", "verify", tree.toString(), "--pin", pin).exits(3).out())
        .contains("expected " + pin);
  }

  /** A pin says nothing of the exact modes that are asked for. */
  @Test
  void installedIsNotComparedWithAPinAlone() {
    String[] words = {"manifest", "verify", tree.toString(), "--installed", "--pin"};
    String[] all = Arrays.copyOf(words, 6);
    all[5] = "0".repeat(64);
    assertThat(Cli.run(all).exits(2).refusal()).contains("--installed needs --manifest");
  }

  @Test
  void aFileThatDiffersInTwoWaysIsOneLineOfText() throws IOException {
    Cli.run("manifest", "create", tree.toString(), "-o", manifest.toString()).exits(0);
    Files.writeString(tree.resolve("blender"), "longer than it was\n");
    assertThat(tree.resolve("blender").toFile().setExecutable(true)).isTrue();
    String[] words = {
      "manifest", "verify", tree.toString(), "--manifest", manifest.toString(), "--installed"
    };
    assertThat(Cli.run(words).exits(3).out().lines()).hasSize(1);
  }

  @Test
  void badInputIsRefusedWithOneLine() {
    Path missing = folder.resolve("missing");
    assertThat(Cli.run("manifest", "create", missing.toString()).exits(2).refusal())
        .contains(missing.toString());
    assertThat(Cli.run("manifest", "verify", tree.toString(), "--pin", "xyz").exits(2).refusal())
        .contains("64 lower-case");
    assertThat(Cli.run("manifest", "verify", tree.toString()).exits(2).refusal())
        .contains("--pin")
        .doesNotContain("Error");
    Path nowhere = missing.resolve("file");
    assertThat(
            Cli.run("manifest", "create", tree.toString(), "-o", nowhere.toString())
                .exits(2)
                .refusal())
        .contains(missing.toString())
        .doesNotContain(".part");
  }

  @Test
  void aManifestIsNotWrittenIntoItsTree() {
    Path inside = tree.resolve("lib/tree.manifest");
    assertThat(
            Cli.run("manifest", "create", tree.toString(), "-o", inside.toString())
                .exits(2)
                .refusal())
        .contains("the tree would then hold a file more than its manifest says");
    assertThat(inside).doesNotExist();
  }

  @Test
  void theCacheIsNotSaidToBeTrustedForAnArchive() throws IOException {
    Path archive = folder.resolve("blender.tar");
    try (var tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      tar.putArchiveEntry(new TarArchiveEntry(tree.resolve("blender"), "blender"));
      Files.copy(tree.resolve("blender"), tar);
      tar.closeArchiveEntry();
    }
    Cli.Run created =
        Cli.run("manifest", "create", archive.toString(), "--trust-cache", "--json").exits(0);
    assertThat(created.json().has("cache")).isFalse();
  }

  @Test
  void whatIsNoFileIsNeitherReadNorReplaced() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(
            Cli.run("manifest", "create", tree.toString(), "-o", empty.toString())
                .exits(2)
                .refusal())
        .contains(empty.toString());
    assertThat(empty).isEmptyDirectory();
    assertThat(
            Cli.run("manifest", "verify", tree.toString(), "--manifest", empty.toString())
                .exits(2)
                .refusal())
        .contains(empty.toString());
  }
}
