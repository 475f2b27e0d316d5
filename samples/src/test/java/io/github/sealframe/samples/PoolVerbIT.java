package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are made anew and pools go, without a task, a log or evidence being lost. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PoolVerbIT {
  @TempDir private Path folder;

  /** Its first task ends when it is told to. */
  private Path renderer() throws IOException {
    // Tasks run as somebody else.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path renderer = Files.createDirectories(folder.resolve("renderer"));
    Files.writeString(
        Files.createDirectories(renderer.resolve("4.0")).resolve("data"), "of that version\n");
    Path blender =
        Files.writeString(
            renderer.resolve("blender"),
            "#!/bin/sh\nuntil [ -e %s ]; do sleep 0.1; done\nexit 1\n".formatted(gate()));
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    return renderer;
  }

  private String submit(FarmFixture farm) throws IOException {
    return farm.run(words("submit")).exits(0).json().get("job").asText();
  }

  private String[] words(String... verb) throws IOException {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(List.of(FarmFixture.smallScene().toString(), "--frames=1-2", "--nodes=1"));
    words.addAll(List.of("--package", renderer().toString(), "--json"));
    return words.toArray(new String[0]);
  }

  private Path gate() {
    return folder.resolve("go");
  }

  private static String pool(FarmFixture farm) {
    return farm.run("pool", "status", "--json").exits(0).json().at("/pools/0/pool").asText();
  }

  @Test
  @Tag("batch-node-agent-updated")
  void aRecycledPoolHasNewNodesAndNoTaskWasBrokenOff() throws Exception {
    try (FarmFixture farm = new FarmFixture(folder)) {
      String job = submit(farm);
      String pool = pool(farm);
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      String allocated = foreign.awaitNodes(pool, 1).get(0).get("allocationTime").asText();
      foreign.awaitState("/jobs/" + job + "/tasks/00001-1", "running");
      Process recycle =
          Cli.start(
              folder.resolve("out"),
              folder.resolve("err"),
              farm.with("pool", "recycle", pool, "--json"));
      try {
        foreign.awaitState("/pools/" + pool + "/nodes/" + node(farm), "leavingpool");
        Files.createFile(gate());
        assertThat(recycle.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(recycle.exitValue()).as(Files.readString(folder.resolve("err"))).isZero();
      } finally {
        recycle.destroyForcibly();
      }

      JsonNode first = foreign.get("/jobs/" + job + "/tasks/00001-1");
      assertThat(first.at("/executionInfo/exitCode").asInt()).isEqualTo(1);
      assertThat(first.at("/executionInfo/requeueCount").asInt()).isZero();
      assertThat(foreign.awaitNodes(pool, 1).get(0).get("allocationTime").asText())
          .isGreaterThan(allocated);
      foreign.awaitState("/jobs/" + job + "/tasks/00002-2", "completed");
      JsonNode recycled = Json.parse(Files.readString(folder.resolve("out")));
      String agent = farm.run("nodes", "--json").exits(0).json().at("/nodes/0/agent").asText();
      assertThat(recycled.get("agents")).extracting(JsonNode::asText).containsExactly(agent);
      JsonNode saved = recycled.get("saved");
      assertThat(saved).hasSize(3).noneMatch(line -> line.asText().startsWith("unobtainable"));
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      assertThat(storage.names("evidence").stream().filter(name -> name.contains("recycled-")))
          .hasSize(2);
      assertThat(storage.names("output")).anyMatch(name -> name.endsWith("agent-debug.log"));
    }
  }

  private static String node(FarmFixture farm) {
    JsonNode node = farm.run("nodes", "--json").exits(0).json().at("/nodes/0");
    assertThat(node.get("agent").asText()).isNotEmpty();
    return node.get("node").asText();
  }

  /** Its submission finds a node that has proved itself. */
  @Test
  void aPoolMadeAheadIsTheOneOfTheSubmission() throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      Files.createFile(gate());
      JsonNode made = pool(farm, "ensure");
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      String pool = made.get("pool").asText();
      foreign.awaitState("/pools/" + pool + "/nodes/" + node(farm), "idle");
      assertThat(made.get("created").asBoolean()).isTrue();
      assertThat(foreign.list("/jobs")).isEmpty();
      assertThat(farm.journal(LocalServices.PRODUCTION))
          .content()
          .contains("\"kind\":\"pool-ready\"", "\"pool\":\"" + pool + "\"");
      assertThat(pool(farm, "ensure").get("created").asBoolean()).isFalse();

      submit(farm);
      assertThat(pool(farm)).isEqualTo(pool);
      assertThat(foreign.list("/pools")).hasSize(1);

      ObjectNode start = (ObjectNode) foreign.get("/pools/" + pool).get("startTask");
      start.put("waitForSuccess", false);
      foreign.patch("/pools/" + pool, start.objectNode().set("startTask", start));
      assertThat(farm.run(words("pool", "ensure")).exits(ExitCode.POLICY).refusal())
          .contains("pool " + pool, "startTask.waitForSuccess");
    }
  }

  private JsonNode pool(FarmFixture farm, String verb) throws IOException {
    return farm.run(words("pool", verb)).exits(0).json();
  }

  @Test
  void aPoolWithoutTheLabelIsNoneOfOurs() throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      submit(farm);
      String pool = pool(farm);
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      foreign.patch(
          "/pools/" + pool,
          Json.parse(
              "{\"metadata\":[{\"name\":\"sealframe-production\",\"value\":\"pabcdefghi7\"}]}"));
      ObjectNode before = foreign.get("/pools/" + pool);

      assertThat(farm.run("pool", "recycle", pool).exits(2).refusal()).contains("no such pool");
      assertThat(farm.run("pool", "delete", pool).exits(2).refusal()).contains("no such pool");
      assertThat(farm.run("pool", "status").exits(0).out()).contains("there is no pool");
      assertThat(foreign.get("/pools/" + pool).get("targetDedicatedNodes"))
          .isEqualTo(before.get("targetDedicatedNodes"));
    }
  }

  @Test
  void aPoolGoesWhenNoJobRunsThere() throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      String job = submit(farm);
      String pool = pool(farm);
      assertThat(farm.run("pool", "delete", pool).exits(ExitCode.POLICY).refusal())
          .contains("job " + job);
      Files.createFile(gate());
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      foreign.awaitState("/jobs/" + job, "completed");

      farm.run("pool", "delete", pool).exits(0);

      assertThat(foreign.list("/pools")).isEmpty();
    }
  }

  /** What a bad node says is evidence, with a record of a hold and without one. */
  @Test
  @Tag("hold-on-failure")
  void noNodeIsTakenFromAHeldPool() throws IOException {
    try (FarmFixture farm = new FarmFixture(folder)) {
      String job = submit(farm);
      String pool = pool(farm);
      ForeignBatch foreign = new ForeignBatch(farm.endpoints());
      foreign.awaitNodes(pool, 1);
      foreign.fault("{\"on\":\"*\",\"fault\":{\"unusable\":{}}}");
      foreign.post("/pools/" + pool + "/resize", Json.parse("{\"targetDedicatedNodes\":2}"));
      farm.run("wait", job).exits(ExitCode.HELD);
      assertThat(foreign.list("/pools/" + pool + "/nodes")).hasSize(2);

      farm.run("pool", "recycle", pool).exits(ExitCode.HELD);
      farm.run("pool", "delete", pool).exits(ExitCode.HELD);
      new ForeignStorage(farm.endpoints())
          .remove(new BlobRef(ContainerRole.CONTROL, "hold/current.json"));
      assertThat(farm.run("pool", "recycle", pool).exits(ExitCode.POLICY).refusal())
          .contains("cannot be used");
      farm.run("pool", "delete", pool).exits(ExitCode.POLICY);

      assertThat(foreign.list("/pools/" + pool + "/nodes")).hasSize(2);
    }
  }
}
