package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blender as Debian's package installs it, as a package for nodes: the binary, and its scripts and
 * data in a folder named by the version. What the binary links to stays outside, as part of the
 * image.
 */
final class InstalledBlender {
  private static final Path BINARY = Path.of("/usr/bin/blender");
  private static final Path DATA = Path.of("/usr/share/blender");
  private static final Pattern VERSION = Pattern.compile("Blender ([0-9]+\\.[0-9]+)[. ]?.*");

  private InstalledBlender() {}

  static PackageTree tree() throws IOException {
    if (!Files.isExecutable(BINARY) || !Files.isDirectory(DATA)) {
      throw new ConfigurationRefusal(
          "use the installed Blender",
          BINARY + " and " + DATA,
          "they are not there",
          "install the package `blender`, or name a Blender folder or archive with --package");
    }
    String version = version();
    return PackageTree.empty()
        .with(new RelativePath("blender"), BINARY)
        .with(new RelativePath(version + "/scripts"), DATA.resolve("scripts"))
        .with(new RelativePath(version + "/datafiles"), DATA.resolve("datafiles"));
  }

  private static String version() throws IOException {
    Process process =
        new ProcessBuilder(BINARY.toString(), "--version").redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String first =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("");
      Matcher matcher = VERSION.matcher(first);
      if (process.waitFor(1, TimeUnit.MINUTES) && matcher.matches()) {
        return matcher.group(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    throw new ConfigurationRefusal(
        "use the installed Blender",
        BINARY.toString(),
        "it does not say its version",
        "run `blender --version` and see why, or name a Blender folder with --package");
  }
}
