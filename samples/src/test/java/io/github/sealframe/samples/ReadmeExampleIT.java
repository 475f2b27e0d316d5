package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the README compiles and runs, as it stands there. */
class ReadmeExampleIT {
  @TempDir private Path folder;

  @Test
  void theExampleRenders() throws Exception {
    Path source = Files.writeString(folder.resolve("RenderShot.java"), example());
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(compiled).as(messages.toString(StandardCharsets.UTF_8)).isZero();

    Path blender = Files.createDirectories(folder.resolve("blender"));
    Files.copy(Path.of("/usr/bin/blender"), blender.resolve("blender"));
    FolderCopy.copy(Path.of("/usr/share/blender"), blender.resolve("3.4"));
    assertThat(blender.resolve("blender").toFile().setExecutable(true)).isTrue();
    Path work = Files.createDirectories(folder.resolve("work"));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                "RenderShot",
                FarmFixture.demoScene().getParent().toString(),
                blender.toString(),
                work.toString(),
                System.getenv("SEALFRAME_AZURITE"),
                node())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("it ends").isTrue();
      List<String> lines = Files.readAllLines(log);
      assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
      assertThat(lines).last().isEqualTo("complete");
      assertThat(work.resolve("frames/f000002.png")).exists();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String example() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String marker = "<!-- example -->\n```java\n";
    int start = readme.indexOf(marker) + marker.length();
    return readme.substring(start, readme.indexOf("```\n", start));
  }

  private static String node() throws IOException {
    Process process = new ProcessBuilder("sh", "-c", "command -v node").start();
    try (var out = process.inputReader()) {
      return out.readLine();
    } finally {
      process.destroyForcibly();
    }
  }
}
