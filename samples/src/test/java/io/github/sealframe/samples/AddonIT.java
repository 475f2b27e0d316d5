package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The add-on in real Blender, without a window, against the emulator. */
class AddonIT {
  @TempDir private Path folder;

  @Test
  void theOpenSceneIsRenderedAsItStands() throws Exception {
    try (FarmFixture farm = new FarmFixture(folder)) {
      Path scene = Files.copy(FarmFixture.smallScene(), folder.resolve("my scene.blend"));
      byte[] saved = Files.readAllBytes(scene);
      String log =
          blender(
              farm,
              scene,
              """
              bpy.context.scene.render.resolution_x = 80  # Changed, and not saved.
              assert bpy.ops.sealframe.render() == {'FINISHED'}
              """,
              0);
      assertThat(log).contains("submitted job plocalfarmx-").contains("2 of 2 frames are in");
      assertThat(Files.readAllBytes(scene)).isEqualTo(saved);
      assertThat(ImageIO.read(folder.resolve("frames/f000002.png").toFile()))
          .satisfies(image -> assertThat(image.getWidth()).isEqualTo(80));
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.filter(file -> file.toString().endsWith(".blend"))).containsExactly(scene);
      }
    }
  }

  @Test
  void aRefusalIsReportedAndNothingIsLeft() throws Exception {
    try (FarmFixture farm = new FarmFixture(folder)) {
      Path scene = Files.copy(FarmFixture.smallScene(), folder.resolve("scene.blend"));
      String log =
          blender(
              farm,
              scene,
              """
              preferences.frames = '1-10:2'
              try:
                  bpy.ops.sealframe.render()
                  sys.exit(3)
              except RuntimeError as error:
                  assert 'column 5' in str(error), error
              preferences.frames = '1'
              preferences.command = '/nonexistent/sealframe'
              try:
                  bpy.ops.sealframe.render()
                  sys.exit(4)
              except RuntimeError as error:
                  assert '/nonexistent/sealframe' in str(error), error
              """,
              0);
      assertThat(log).doesNotContain("Traceback");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.filter(file -> file.toString().endsWith(".blend"))).containsExactly(scene);
      }
    }
  }

  /** Opens a scene in Blender with the add-on set up for the farm, and runs a few lines. */
  private String blender(FarmFixture farm, Path scene, String python, int exitCode)
      throws Exception {
    Path addons = Files.createDirectories(folder.resolve("scripts/addons"));
    Files.copy(Path.of("blender", "sealframe_addon.py"), addons.resolve("sealframe_addon.py"));
    Path test =
        Files.writeString(
            folder.resolve("test.py"),
            """
            import sys
            import bpy
            bpy.ops.preferences.addon_enable(module='sealframe_addon')
            preferences = bpy.context.preferences.addons['sealframe_addon'].preferences
            preferences.command = '%s'
            preferences.arguments = '%s'
            preferences.folder = '//frames'
            preferences.frames = '1-2'
            preferences.chunk = 1
            preferences.nodes = 1
            """
                    .formatted(program(), String.join(" ", farm.with()))
                + python);
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
            "blender",
            "-b",
            "-noaudio",
            "--factory-startup",
            "--python-exit-code",
            "7",
            scene.toString(),
            "-P",
            test.toString());
    builder.environment().put("BLENDER_USER_SCRIPTS", folder.resolve("scripts").toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("Blender ends").isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(exitCode);
      assertThat(process.descendants()).isEmpty();
      return Files.readString(log);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What samples/bin/sealframe does, without looking whether something has to be built. */
  private Path program() throws IOException {
    List<String> command = Cli.builder().command();
    String words = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Path program =
        Files.writeString(folder.resolve("sealframe"), "#!/bin/sh\nexec " + words + " \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
