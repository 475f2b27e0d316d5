package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service stops a job when nobody watches; whoever looks next holds the production. */
@Tag("hold-on-failure")
class HoldFoundIT {
  private static final BlobRef RECORD = new BlobRef(ContainerRole.CONTROL, "hold/current.json");

  @TempDir private static Path folder;
  private static Path renderer;
  private static FarmFixture farm;
  private static ForeignBatch batch;
  private static ForeignStorage storage;
  private static String job;

  @BeforeAll
  static void aTaskIsRefusedAndNobodyWatches() throws IOException {
    renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nsleep 1\nexit 13\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    farm = new FarmFixture(folder);
    batch = new ForeignBatch(farm.endpoints());
    storage = new ForeignStorage(farm.endpoints());
    job = farm.run(submission("1-9", "--json")).exits(0).json().get("job").asText();
    batch.awaitState("/jobs/" + job, "disabled");
    assertThat(storage.names("control")).doesNotContain(RECORD.name());
  }

  @AfterAll
  static void close() {
    farm.close();
  }

  /** Without its record nobody knows that a hold was put on. */
  @AfterEach
  void forget() {
    if (storage.names("control").contains(RECORD.name())) {
      storage.remove(RECORD);
    }
  }

  private static String[] submission(String frames, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("submit", FarmFixture.smallScene().toString()));
    words.addAll(List.of("--frames", frames, "--nodes=1", "--package", renderer.toString()));
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private static JsonNode record() {
    return Json.parse(new String(storage.read(RECORD), StandardCharsets.UTF_8));
  }

  @Test
  void whoeverLooksFindsIt() throws IOException {
    Map<List<String>, Integer> verbs = new LinkedHashMap<>();
    verbs.put(List.of("status"), 0);
    verbs.put(List.of("hold", "status"), ExitCode.HELD);
    verbs.put(List.of(submission("11")), ExitCode.HELD);
    verbs.put(List.of("wait", job), ExitCode.HELD);
    verbs.put(List.of("download", job, "--to", folder.resolve("f").toString()), 0);
    int machine = 0;
    for (Map.Entry<List<String>, Integer> verb : verbs.entrySet()) {
      forget();
      Path work = folder.resolve("machine-" + machine++);
      Cli.Run run =
          farm.runElsewhere(work, verb.getKey().toArray(new String[0])).exits(verb.getValue());

      assertThat(run.out() + run.err()).contains("held since", "task 00001-1");
      JsonNode record = record();
      assertThat(record.at("/cause/kind").asText()).isEqualTo("TASK_REFUSED");
      assertThat(record.at("/cause/exitCode").asInt()).isEqualTo(13);
      assertThat(record.get("evidence").toString()).contains("state.json");
      assertThat(Files.readString(journal(work)))
          .containsOnlyOnce("\"kind\":\"hold-put\",\"hold\":" + record.get("id"));
    }
  }

  private static Path journal(Path work) throws IOException {
    try (var files = Files.list(work.resolve("journal"))) {
      return files.filter(file -> file.toString().endsWith(".journal")).findFirst().orElseThrow();
    }
  }

  @Test
  void aReleaseDealsWithWhatWasRefusedUpToThenAndNotWithWhatComes() throws IOException {
    farm.run("hold", "status").exits(ExitCode.HELD);
    String first = record().at("/cause/message").asText();
    release();

    farm.run("status").exits(0);
    assertThat(record().has("release")).isTrue();
    farm.run(submission("1-9")).exits(0);
    batch.awaitState("/jobs/" + job, "disabled");
    farm.run("hold", "status").exits(ExitCode.HELD);
    assertThat(record().at("/cause/message").asText()).isNotEqualTo(first);
    release();
    farm.run("hold", "status").exits(0);

    // As a version wrote it that did not know when a task was refused.
    ObjectNode earlier = (ObjectNode) record();
    assertThat(earlier.remove("settled")).hasSize(1);
    storage.write(RECORD, earlier.toString().getBytes(StandardCharsets.UTF_8));
    farm.run("hold", "status").exits(ExitCode.HELD);
  }

  private static void release() {
    List<String> words = new ArrayList<>(List.of("hold", "release", "--by", "Ada", "--note"));
    words.add("looked at the node, it was the test");
    words.addAll(List.of("--node", record().at("/cause/node").asText() + "=remove"));
    farm.run(words.toArray(new String[0])).exits(0);
  }
}
