package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.emulator.BatchEmulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hold is kept against whoever does not know of it, and released only as it should be. */
@Tag("hold-on-failure")
class HoldKeptIT {
  private static final BlobRef RECORD = new BlobRef(ContainerRole.CONTROL, "hold/current.json");
  private static final String NOTE = "the disk of the host was full";

  @TempDir private Path folder;
  private Path renderer;

  @BeforeEach
  void makeRenderer() throws IOException {
    renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nsleep 600\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
  }

  private FarmFixture farm(String faults) throws IOException {
    return new FarmFixture(
        folder,
        BatchEmulator.Settings.defaults()
            .withFaults("{\"seed\":1,\"rules\":[{\"on\":\"*/0\",\"fault\":" + faults + "}]}"));
  }

  private Cli.Run submit(FarmFixture farm, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("submit", FarmFixture.smallScene().toString(), "--frames=1-2", "--nodes=1"));
    words.addAll(List.of("--package", renderer.toString()));
    words.addAll(List.of(more));
    return farm.run(words.toArray(new String[0]));
  }

  private static JsonNode hold(FarmFixture farm) {
    return farm.run("hold", "status", "--json").exits(ExitCode.HELD).json().get("hold");
  }

  private static Cli.Run release(FarmFixture farm, String... more) {
    List<String> words = new ArrayList<>(List.of("hold", "release", "--by", "Ada"));
    words.addAll(List.of("--note", NOTE));
    words.addAll(List.of(more));
    return farm.run(words.toArray(new String[0]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"unusable\":{\"code\":\"ApplicationPackageError\"}} | NODE_UNUSABLE | ApplicationPackageError",
        "{\"lostAgent\":{}} | NODE_LOST | exit code 0"
      })
  void whatTheServiceCannotUseHolds(String fault, String kind, String message) throws IOException {
    try (FarmFixture farm = farm(fault)) {
      submit(farm, "--wait").exits(ExitCode.HELD);

      JsonNode hold = hold(farm);
      assertThat(hold.get("kind").asText()).isEqualTo(kind);
      assertThat(hold.get("message").asText()).contains(message);
      assertThat(hold.get("evidence").toString()).contains("state.json");
    }
  }

  /** A second client, which remembers nothing, is refused and stops the job again. */
  @Test
  void aJobThatSomebodyEnablesIsStoppedAgain() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      submit(farm, "--wait").exits(ExitCode.HELD);
      String job = hold(farm).at("/jobs/0").asText();
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      foreign.awaitState("/jobs/" + job, "disabled");
      foreign.post("/jobs/" + job + "/enable", Json.parse("{}"));
      foreign.awaitState("/jobs/" + job, "active");

      farm.runElsewhere(folder.resolve("elsewhere"), "wait", job).exits(ExitCode.HELD);

      foreign.awaitState("/jobs/" + job, "disabled");
      assertThat(hold(farm).at("/later/0").asText()).contains(job, "was let run again");
      assertThat(foreign.list("/jobs/" + job + "/tasks"))
          .allMatch(task -> task.get("state").asText().equals("active"));
    }
  }

  @Test
  void withoutItsRecordABadNodeHoldsAgain() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      submit(farm, "--wait").exits(ExitCode.HELD);
      new ForeignStorage(farm.endpoints()).remove(RECORD);
      farm.run("hold", "status").exits(0);

      submit(farm).exits(ExitCode.HELD);

      assertThat(hold(farm).get("kind").asText()).isEqualTo("NODE_UNUSABLE");
    }
  }

  /** Another package needs another pool. */
  @Test
  void aBadNodeInAnotherPoolOfTheProductionHoldsToo() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      submit(farm, "--wait").exits(ExitCode.HELD);
      JsonNode first = hold(farm);
      new ForeignStorage(farm.endpoints()).remove(RECORD);
      Files.writeString(renderer.resolve("more"), "of another version\n");

      submit(farm).exits(ExitCode.HELD);

      assertThat(hold(farm).get("pool")).isEqualTo(first.get("pool"));
      assertThat(hold(farm).get("node")).isEqualTo(first.get("node"));
    }
  }

  /** Nobody knows whether it holds. */
  @Test
  void aRecordThatCannotBeReadStopsEveryClient() throws IOException {
    try (RecordedFarm farm = new RecordedFarm(folder)) {
      String[] submission = {
        "submit",
        FarmFixture.smallScene().toString(),
        "--frames=1-2",
        "--nodes=1",
        "--package=" + renderer,
        "--json"
      };
      String job = farm.run(submission).exits(0).json().get("job").asText();
      String pool = farm.run("pool", "status", "--json").json().at("/pools/0/pool").asText();
      new ForeignStorage(farm.endpoints()).write(RECORD, new byte[] {'{', '}'});
      List<String> before = writesOfClients(farm);
      String frames = folder.resolve("frames").toString();

      for (String[] verb :
          List.of(
              submission,
              new String[] {"wait", job},
              new String[] {"download", job, "--to", frames},
              new String[] {"hold", "release", "--by", "Ada", "--note", NOTE},
              new String[] {"pool", "recycle", pool},
              new String[] {"pool", "delete", pool})) {
        assertThat(farm.run(verb).exits(ExitCode.INTEGRITY).err()).contains("hold");
      }
      assertThat(writesOfClients(farm)).isEqualTo(before);
    }
  }

  /** Nodes write what they render, and what they say. */
  private static List<String> writesOfClients(RecordedFarm farm) {
    return farm.writes().stream().filter(write -> !write.contains("-output/")).toList();
  }

  @Test
  void aReleaseNamesEveryNodeAndIsKeptWhenTheNextHoldComes() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      submit(farm, "--wait").exits(ExitCode.HELD);
      JsonNode hold = hold(farm);
      String node = hold.get("node").asText();

      assertThat(release(farm).exits(2).refusal()).contains("say --node " + node + "=remove");
      assertThat(release(farm, "--node", node + "=keep").exits(2).refusal())
          .contains("would hold the production again");
      assertThat(
              release(farm, "--node", node + "=remove", "--node", "other=keep").exits(2).refusal())
          .contains("node other is none of the hold's");
      release(farm, "--node", node + "=burn").exits(2);
      release(farm, "--note", "all is well again", "--node", node + "=remove").exits(2);
      hold(farm);

      JsonNode released =
          release(farm, "--node", node + "=remove", "--json").exits(0).json().get("hold");
      assertThat(released.at("/release/nodes/" + node).asText()).isEqualTo("remove");
      assertThat(released.at("/release/note").asText()).isEqualTo(NOTE);
      assertThat(released.at("/release/principal").asText()).isEqualTo("account key");

      new ForeignBatch(farm.endpoints()).fault("{\"on\":\"*\",\"fault\":{\"unusable\":{}}}");
      submit(farm, "--wait").exits(ExitCode.HELD);
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      BlobRef archived =
          new BlobRef(ContainerRole.CONTROL, "hold/" + hold.get("id").asText() + ".json");
      assertThat(new String(storage.read(archived), StandardCharsets.UTF_8)).contains(NOTE);
    }
  }

  /** Every node fails: each round needs a person, and none brings more nodes than planned. */
  @Test
  void withAnImageOnWhichEveryNodeFailsNothingGoesOnWithoutAPerson() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      foreign.fault("{\"on\":\"*\",\"fault\":{\"unusable\":{}}}");
      Set<String> nodes = new LinkedHashSet<>();
      for (int round = 1; round <= 2; round++) {
        submit(farm, "--wait").exits(ExitCode.HELD);
        JsonNode hold = hold(farm);
        String pool = "/pools/" + hold.get("pool").asText();
        assertThat(foreign.get(pool).get("targetDedicatedNodes").asInt()).isEqualTo(1);
        assertThat(foreign.list(pool + "/nodes"))
            .extracting(node -> node.get("id").asText())
            .containsExactly(hold.get("node").asText());
        nodes.add(hold.get("node").asText());
        assertThat(nodes).hasSize(round);
        release(farm).exits(2);
        release(farm, "--node", hold.get("node").asText() + "=remove").exits(0);
        assertThat(foreign.list(pool + "/nodes"))
            .as("nodes that nobody asked for")
            .allMatch(node -> node.get("state").asText().equals("leavingpool"));
      }
    }
  }

  /** The release leaves jobs stopped; what lets them go on compares pool and job again. */
  @Test
  void whatWasChangedWhileItWasHeldDoesNotRunAfterTheRelease() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      submit(farm, "--wait").exits(ExitCode.HELD);
      JsonNode hold = hold(farm);
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      String pool = "/pools/" + hold.get("pool").asText();
      String job = "/jobs/" + hold.at("/jobs/0").asText();
      JsonNode planned = foreign.get(pool).get("startTask");
      foreign.patch(pool, Json.parse("{\"startTask\":{\"commandLine\":\"/bin/true\"}}"));
      foreign.patch(job, Json.parse("{\"priority\":7}"));
      release(farm, "--node", hold.get("node").asText() + "=remove").exits(0);

      assertThat(submit(farm, "--wait").exits(ExitCode.POLICY).err())
          .contains("startTask", "priority");
      foreign.patch(pool, ((ObjectNode) Json.parse("{}")).set("startTask", planned));
      assertThat(submit(farm, "--wait").exits(ExitCode.POLICY).refusal())
          .contains("priority")
          .doesNotContain("startTask");

      assertThat(foreign.get(job).get("state").asText()).isEqualTo("disabled");
      assertThat(foreign.list(pool + "/nodes"))
          .allMatch(node -> node.get("state").asText().equals("leavingpool"));
      assertThat(foreign.list(job + "/tasks"))
          .allMatch(task -> task.get("state").asText().equals("active"));
    }
  }

  @Test
  void whereTwoPeopleReleaseOneDoesNot() throws IOException {
    try (FarmFixture farm = farm("{\"unusable\":{}}")) {
      Path file =
          ProductionText.write(
              folder,
              ProductionText.GOOD.replace("deny-list", "two-people-release: on\ndeny-list")
                  + ProductionText.UNAPPROVED);
      String[] production = {"--production", file.toString()};
      submit(farm, "--wait", production[0], production[1]).exits(ExitCode.HELD);
      String node =
          farm.run("hold", "status", "--json", production[0], production[1])
              .json()
              .at("/hold/node")
              .asText();
      String[] words = {"--node", node + "=remove", production[0], production[1]};

      assertThat(release(farm, words).exits(2).refusal()).contains("two people");
      assertThat(release(farm, with(words, "--second", " ada")).exits(2).refusal())
          .contains("no other one");
      assertThat(release(farm, with(words, "--second", "Night Moth")).exits(6).refusal())
          .contains("the second name")
          .doesNotContain("Moth");
      release(farm, with(words, "--second", "Bob")).exits(0);
    }
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @Test
  void aFrameThatIsNotWhatItsNodeRecordedHolds() throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      String scene = FarmFixture.smallScene().toString();
      JsonNode done =
          farm.run("submit", scene, "--frames=1", "--nodes=1", "--wait", "--json").exits(0).json();
      String job = done.get("job").asText();
      new ForeignStorage(farm.endpoints())
          .changeByte(new BlobRef(ContainerRole.OUTPUT, job + "/00001-1/frames/f000001.png"));

      String frames = folder.resolve("frames").toString();
      farm.run("download", job, "--to", frames).exits(ExitCode.INTEGRITY);

      JsonNode hold = hold(farm);
      assertThat(hold.get("kind").asText()).isEqualTo("OUTPUT_DIFFERS");
      assertThat(hold.get("message").asText()).contains("f000001.png");
      farm.run("submit", scene, "--frames=2", "--nodes=1").exits(ExitCode.HELD);
      release(farm).exits(0);
    }
  }
}
