package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.PackageTree.Source;
import io.github.sealframe.integrity.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Blender in the form in which blender.org ships it. */
class BlenderArchiveIT {
  @TempDir private Path folder;

  @Test
  void aTarXzOfBlenderHasThePinOfItsFolder() throws Exception {
    PackageTree installed = InstalledBlender.tree();
    Path top = Files.createDirectory(folder.resolve("blender-linux-x64"));
    for (Source source : installed.sources()) {
      Path at = top.resolve(source.at().orElseThrow().value());
      Files.createDirectories(at.getParent());
      Files.createSymbolicLink(at, source.path());
    }
    Path archive = folder.resolve("blender-linux-x64.tar.xz");
    ProcessBuilder tar =
        new ProcessBuilder(
            "tar",
            "--dereference",
            "-cJf",
            archive.toString(),
            "-C",
            folder.toString(),
            top.getFileName().toString());
    // The quickest: how small it is does not matter here.
    tar.environment().put("XZ_OPT", "-0 -T0");
    assertThat(tar.inheritIO().start().waitFor()).isZero();

    Manifest unpacked = Manifest.of(PackageTree.of(archive));

    assertThat(unpacked.bytes()).isGreaterThan(50 << 20);
    assertThat(unpacked.pin()).isEqualTo(Manifest.of(installed).pin());
  }
}
