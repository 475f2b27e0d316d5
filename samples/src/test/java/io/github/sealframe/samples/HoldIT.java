package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.RenderPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong on storage or on a node stops the production until a person has released it. */
class HoldIT {
  @TempDir private Path folder;
  private Path scene;
  private Path renderer;

  /** A package that no task is to run: small, so that the tests are quick. */
  @BeforeEach
  void makePackage() throws IOException {
    scene = FarmFixture.smallScene();
    renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Files.writeString(renderer.resolve("3.4/data"), "data that only looks like Blender's\n");
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\ntouch ran\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
  }

  private String[] submission(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("submit", scene.toString(), "--frames", "1-2", "--nodes", "1", "--json"));
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "packages, sealframe-verify.sh, START_TASK_FAILED, 10",
    "packages, package.tar.gz, START_TASK_FAILED, 13",
    "packages, package.manifest, START_TASK_FAILED, 11",
    "input, package.tar.gz, PREPARATION_FAILED, 13",
    "input, package.manifest, PREPARATION_FAILED, 11",
  })
  void aBlobChangedAfterUploadHoldsTheProduction(
      String container, String name, String kind, int exitCode) throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      BlobRef blob = upload(farm, container, name);
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      storage.changeByte(blob);

      Cli.Run refused =
          farm.run(submission("--wait", "--package", renderer.toString())).exits(ExitCode.HELD);

      assertThat(refused.refusal()).contains("blob " + blob).contains("hold release");
      JsonNode hold = farm.run("hold", "status", "--json").exits(ExitCode.HELD).json().get("hold");
      assertThat(hold.get("kind").asText()).isEqualTo(kind);
      assertThat(hold.get("exitCode").asInt()).isEqualTo(exitCode);
      assertThat(hold.get("message").asText()).contains(blob.toString());
      JsonNode status = farm.run("status", "--json").exits(0).json().at("/jobs/0");
      assertThat(status.get("state").asText()).isIn("disabling", "disabled");
      assertThat(status.get("running").asInt() + status.get("succeeded").asInt()).isZero();
      assertThat(status.get("failed").asInt()).isZero();
      assertThat(storage.names("evidence"))
          .anyMatch(found -> found.endsWith("stderr.txt"))
          .anyMatch(found -> found.endsWith("state.json"));
      assertThat(hold.get("evidence").toString()).contains("(logs of the agent)");
      assertThat(storage.names("output"))
          .as("logs of the agent, and nothing of a task")
          .isNotEmpty()
          .noneMatch(found -> found.startsWith("plocalfarmx-") && found.contains("/0000"));
      farm.run(submission("--package", renderer.toString())).exits(ExitCode.HELD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"packages", "input"})
  void afterTheReleaseTheSameSubmissionFinishes(String container) throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      BlobRef blob = upload(farm, container, "package.tar.gz", Optional.empty());
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      storage.changeByte(blob);
      farm.run(submission("--wait")).exits(ExitCode.HELD);

      String node =
          farm.run("hold", "status", "--json").json().at("/hold/node").asText() + "=remove";
      assertThat(farm.run("hold", "release", "--by", "", "--note", " ").exits(2).err().lines())
          .hasSize(3)
          .anyMatch(line -> line.contains("say --node " + node));
      farm.run(submission()).exits(ExitCode.HELD);
      JsonNode released =
          farm.run(
                  "hold",
                  "release",
                  "--by",
                  "Ada",
                  "--note",
                  "one byte was changed",
                  "--node",
                  node,
                  "--json")
              .exits(0)
              .json();
      assertThat(released.get("replaced")).hasSize(1);
      assertThat(released.at("/replaced/0").asText()).isEqualTo(blob.toString());
      assertThat(released.get("removed")).hasSize(1);
      assertThat(released.at("/hold/release/by").asText()).isEqualTo("Ada");
      assertThat(Files.readAllLines(farm.journal(LocalServices.PRODUCTION)))
          .anyMatch(line -> line.contains("\"kind\":\"hold-put\",\"hold\":\""))
          .anyMatch(
              line ->
                  line.contains("\"by\":\"Ada\",\"principal\":\"account key\",\"note-sha256\":"))
          .anyMatch(line -> line.contains("\"hold-released\""))
          .noneMatch(line -> line.contains("one byte"));
      farm.run("journal", "verify").exits(0);

      Path frames = folder.resolve("frames");
      farm.run(submission("--download", frames.toString())).exits(0);
      assertThat(frames.resolve("f000001.png")).exists();
      assertThat(frames.resolve("f000002.png")).exists();
      farm.run("hold", "release", "--by", "Ada", "--note", "again").exits(2);
    }
  }

  @Test
  void aTreeChangedOnTheNodeIsNamedByItsPath() throws IOException {
    AtomicReference<String> pin = new AtomicReference<>();
    try (FarmFixture farm = new FarmFixture(folder, node -> plant(node, pin.get()))) {
      pin.set(plan(Optional.of(renderer)).renderer().pin().hex());

      Cli.Run refused =
          farm.run(submission("--wait", "--package", renderer.toString())).exits(ExitCode.HELD);

      assertThat(refused.refusal()).contains("3.4/data").doesNotContain("blob");
    }
  }

  @Test
  void anUnusableNodeHoldsTheProduction() throws IOException {
    try (FarmFixture farm =
        new FarmFixture(
            folder,
            node -> {
              throw new IllegalStateException("the node is lost");
            })) {
      farm.run(submission("--wait", "--package", renderer.toString())).exits(ExitCode.HELD);

      JsonNode hold = farm.run("hold", "status", "--json").exits(ExitCode.HELD).json().get("hold");
      assertThat(hold.get("kind").asText()).isEqualTo("NODE_UNUSABLE");
      assertThat(hold.get("evidence").toString()).contains("unobtainable");
    }
  }

  /** Puts a tree where the package goes that differs from it in one byte. */
  private void plant(Path node, String pin) {
    try {
      Path tree = Files.createDirectories(node.resolve("sealframe").resolve(pin));
      Path data = Files.createDirectories(tree.resolve("3.4")).resolve("data");
      Files.writeString(data, "data that only looks like Blender's?");
      Path blender = Files.copy(renderer.resolve("blender"), tree.resolve("blender"));
      assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BlobRef upload(FarmFixture farm, String container, String name) throws IOException {
    return upload(farm, container, name, Optional.of(renderer));
  }

  /** Sends what a submission would send, and nothing more. */
  private BlobRef upload(FarmFixture farm, String container, String name, Optional<Path> tree)
      throws IOException {
    RenderPlan plan = plan(tree);
    try (OpenFarm open = farm.open()) {
      open.farm().blobs().createContainers();
      for (NodeInput input : plan.inputs()) {
        open.farm().blobs().putIfAbsent(input.blob(), input.content());
      }
    }
    return plan.inputs().stream()
        .filter(input -> input.fileName().equals(name))
        .map(NodeInput::blob)
        .filter(blob -> blob.role().label().equals(container))
        .findFirst()
        .orElseThrow();
  }

  private RenderPlan plan(Optional<Path> tree) throws IOException {
    return FarmFixture.production()
        .plan(new RenderChoice(scene, "1-2", 1, 0, 1, Duration.ofHours(4), tree, "blender"));
  }
}
