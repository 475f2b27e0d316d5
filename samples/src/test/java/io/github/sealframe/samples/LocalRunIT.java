package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with an emulator of its own leaves nothing running, whatever way it ends. */
class LocalRunIT {
  @TempDir private Path folder;

  @Test
  void anInterruptedRunLeavesNothing() throws Exception {
    assertThat(endedBy("-INT")).isEqualTo(130);
    assertThat(text(folder.resolve("err"))).doesNotContain("sealframe: ");
  }

  @Test
  void aKilledRunLeavesNothing() throws Exception {
    assertThat(endedBy("-KILL")).isEqualTo(137);
  }

  /** Ends a run with a signal while Blender renders; returns its exit code. */
  private int endedBy(String signal) throws Exception {
    Path scene = FarmFixture.scene("slow", "scene.cycles.samples = 1000000");
    Path err = folder.resolve("err");
    Process process =
        Cli.start(
            folder.resolve("out"),
            err,
            "submit",
            scene.toString(),
            "--frames",
            "1",
            "--nodes",
            "1",
            "--local",
            "--work",
            FarmFixture.WORK.toString());
    try {
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> !process.isAlive() || blenders(process) > 0);
      assertThat(process.isAlive()).as(text(err)).isTrue();
      List<ProcessHandle> started = process.descendants().toList();
      assertThat(started.size()).as("Azurite and Blender").isGreaterThanOrEqualTo(2);

      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();

      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Blender processes of the pool's nodes; the one that reads the scene is over by then. */
  private static long blenders(Process process) {
    return process
        .descendants()
        .filter(handle -> handle.info().command().orElse("").contains("/sealframe/"))
        .count();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
