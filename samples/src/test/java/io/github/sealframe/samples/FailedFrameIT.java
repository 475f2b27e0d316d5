package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frame is finished when it is proved, whatever Blender and its exit code say. */
class FailedFrameIT {
  @TempDir private Path folder;

  /**
   * A file may grow to 4 KiB only, as on a disk that is full: Blender prints `Saved` and exits with
   * 0.
   */
  @Test
  void aTruncatedFrameIsAFailedFrame() throws IOException {
    Path scene =
        FarmFixture.scene(
            "large", "scene.render.resolution_x = 256; scene.render.resolution_y = 256");
    Path renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender =
        Files.writeString(
            renderer.resolve("blender"),
            """
            #!/bin/sh
            ulimit -f %d
            exec /usr/bin/blender "$@"
            """
                .formatted(blocksBeforeTheLastWrite(scene)));
    assertThat(blender.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(renderer.resolve("3.4"));
    for (String name : new String[] {"scripts", "datafiles"}) {
      FolderCopy.copy(Path.of("/usr/share/blender", name), renderer.resolve("3.4").resolve(name));
    }
    Path frames = folder.resolve("frames");
    try (FarmFixture farm = new FarmFixture(folder)) {
      Cli.Run run =
          farm.run(
                  "submit",
                  scene.toString(),
                  "--frames",
                  "7",
                  "--nodes",
                  "1",
                  "--package",
                  renderer.toString(),
                  "--download",
                  frames.toString(),
                  "--json")
              .exits(ExitCode.FAILED_FRAMES);
      JsonNode json = run.json();
      assertThat(json.at("/failedTasks/0/frames").asText()).isEqualTo("7");
      assertThat(json.at("/download/failed/7").asText()).isNotEmpty();
      assertThat(json.at("/download/saved")).isEmpty();
      assertThat(frames).isEmptyDirectory();
      String job = json.get("job").asText();
      farm.run("wait", job).exits(ExitCode.FAILED_FRAMES);
      farm.run("download", job, "--to", frames.toString()).exits(ExitCode.FAILED_FRAMES);
    }
  }

  /** Files are written 4,096 bytes at a time, and the shell counts in blocks of 512. */
  private long blocksBeforeTheLastWrite(Path scene) throws IOException {
    Path direct = folder.resolve("direct");
    FarmFixture.blender(
        "-b",
        "-noaudio",
        "-Y",
        "--factory-startup",
        scene.toString(),
        "-o",
        direct.resolve("f######").toString(),
        "-f",
        "7");
    long size = Files.size(direct.resolve("f000007.png"));
    assertThat(size).isGreaterThan(4096);
    return (size - 1) / 4096 * 8;
  }
}
