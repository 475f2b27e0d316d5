package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is killed leaves nothing that running it again does not finish. */
class CrashIT {
  private static final int TASKS = 1000;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"sent ", "pool ", "100 of 1000 tasks", "600 of 1000 tasks"})
  void aKilledSubmissionIsFinishedByRunningItAgain(String moment) throws Exception {
    Path scene = FarmFixture.smallScene();
    Path renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nsleep 600\n");
    assertThat(blender.toFile().setExecutable(true)).isTrue();
    String[] submission = {
      "submit",
      scene.toString(),
      "--frames",
      "1-" + TASKS,
      "--nodes",
      "1",
      "--package",
      renderer.toString(),
      "--json"
    };
    try (FarmFixture farm = new FarmFixture(folder)) {
      Path err = folder.resolve("err");
      Process client = Cli.start(folder.resolve("out"), err, farm.with(submission));
      try {
        await().atMost(Duration.ofMinutes(1)).until(() -> text(err).contains(moment));
      } finally {
        client.destroyForcibly().waitFor();
      }

      JsonNode again = farm.run(submission).exits(0).json();

      assertThat(again.get("tasks").asInt()).isEqualTo(TASKS);
      assertThat(taskIds(farm, again.get("job").asText())).hasSize(TASKS);
    }
  }

  /**
   * Every task of the job, as the service lists them on one page; a task that is there twice fails
   * the test.
   */
  private static Set<String> taskIds(FarmFixture farm, String job) {
    Set<String> ids = new HashSet<>();
    for (JsonNode task : new ForeignBatch(farm.endpoints()).list("/jobs/" + job + "/tasks")) {
      assertThat(ids.add(task.get("id").asText())).isTrue();
    }
    return ids;
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
