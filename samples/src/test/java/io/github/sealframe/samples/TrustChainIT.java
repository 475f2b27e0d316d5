package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.core.HeldRefusal;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.Submitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody who may change pools and jobs changes them by raw REST: refused, held and named. */
@Tag("wf-prman-automation")
class TrustChainIT {
  @TempDir private Path folder;
  private Path scene;
  private Path renderer;
  private FarmFixture farm;
  private ForeignBatch foreign;

  /** A package whose frames never end, so that the job is open as long as the test looks at it. */
  @BeforeEach
  void start() throws IOException {
    scene = FarmFixture.smallScene();
    renderer = renderer("sleep 600");
    farm = new FarmFixture(folder);
    foreign = new ForeignBatch(farm.endpoints());
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private Path renderer(String script) throws IOException {
    Path tree = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Files.writeString(tree.resolve("3.4/data"), "data\n");
    Path blender = Files.writeString(tree.resolve("blender"), "#!/bin/sh\n" + script + "\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    return tree;
  }

  private Cli.Run submit(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("submit", scene.toString(), "--frames", "1-2", "--nodes", "1", "--json"));
    words.addAll(List.of("--package", renderer.toString()));
    words.addAll(List.of(more));
    return farm.run(words.toArray(new String[0]));
  }

  private RenderPlan plan() throws IOException {
    return FarmFixture.production()
        .plan(
            new RenderChoice(
                scene, "1-2", 1, 0, 1, Duration.ofHours(4), Optional.of(renderer), "blender"));
  }

  private String pool(JsonNode submitted) {
    return foreign.get("/jobs/" + submitted.get("job").asText()).at("/poolInfo/poolId").asText();
  }

  private JsonNode holdPut() {
    return farm.run("hold", "status", "--json").exits(ExitCode.HELD).json().get("hold");
  }

  private void release() {
    farm.run("hold", "release", "--by", "Ada", "--note", "somebody changed it by hand").exits(0);
  }

  private static ObjectNode with(String field, JsonNode value) {
    ObjectNode body = (ObjectNode) Json.parse("{}");
    body.set(field, value);
    return body;
  }

  private static ObjectNode harmless(JsonNode task) {
    ObjectNode changed = task.deepCopy();
    return changed.put("commandLine", "/bin/sh -c 'exit 0'");
  }

  @Test
  void aPoolWithAnotherStartTaskIsRefusedAtSubmissionAndHeldWhileAJobRuns() {
    JsonNode submitted = submit().exits(0).json();
    String pool = "/pools/" + pool(submitted);
    List<JsonNode> nodes = foreign.awaitNodes(pool(submitted), 1);
    JsonNode planned = foreign.get(pool).get("startTask");
    foreign.patch(pool, with("startTask", harmless(planned)));

    assertThat(submit().exits(ExitCode.POLICY).refusal()).contains("startTask.commandLine is ");
    Cli.Run wait =
        farm.run("wait", submitted.get("job").asText(), "--timeout", "2m").exits(ExitCode.HELD);

    assertThat(wait.refusal()).contains(pool(submitted) + " is not as planned");
    JsonNode hold = holdPut();
    assertThat(hold.get("kind").asText()).isEqualTo("POOL_DIFFERS");
    assertThat(hold.get("message").asText()).contains("startTask.commandLine is ");
    assertThat(hold.has("node")).isFalse();
    String job = "/jobs/" + submitted.get("job").asText();
    assertThat(foreign.get(job).get("state").asText()).isIn("disabling", "disabled");

    release();
    submit().exits(ExitCode.POLICY);
    assertThat(foreign.get(pool).get("targetDedicatedNodes").asInt())
        .as("nodes that a pool with another StartTask is asked for")
        .isZero();
    foreign.patch(pool, with("startTask", planned));
    submit().exits(0);
    List<JsonNode> fresh = foreign.awaitNodes(pool(submitted), 1);
    assertThat(fresh.get(0).get("id")).isNotEqualTo(nodes.get(0).get("id"));
    assertThat(foreign.get(job).get("state").asText()).isEqualTo("active");
  }

  @Test
  void aNodeThatJoinedWithAnotherStartTaskIsNamedThoughThePoolIsAsPlannedAgain() {
    JsonNode submitted = submit().exits(0).json();
    String id = pool(submitted);
    JsonNode good = foreign.awaitNodes(id, 1).get(0).get("id");
    JsonNode planned = foreign.get("/pools/" + id).get("startTask");
    foreign.patch("/pools/" + id, with("startTask", harmless(planned)));
    foreign.post("/pools/" + id + "/resize", Json.parse("{\"targetDedicatedNodes\":2}"));
    String bad =
        foreign.awaitNodes(id, 2).stream()
            .map(node -> node.get("id"))
            .filter(node -> !node.equals(good))
            .findFirst()
            .orElseThrow()
            .asText();
    foreign.patch("/pools/" + id, with("startTask", planned));

    Cli.Run wait =
        farm.run("wait", submitted.get("job").asText(), "--timeout", "2m").exits(ExitCode.HELD);

    assertThat(wait.refusal()).contains("node " + bad + " ran another StartTask");
    JsonNode hold = holdPut();
    assertThat(hold.get("kind").asText()).isEqualTo("NODE_START_TASK_DIFFERS");
    assertThat(hold.get("node").asText()).isEqualTo(bad);
    assertThat(hold.get("message").asText()).contains("startTask.commandLine is ");
    assertThat(hold.get("evidence").toString()).contains(bad + "/startup/stderr.txt");
    release();
    assertThat(foreign.list("/pools/" + id + "/nodes")).isEmpty();
    submit().exits(0);
    foreign.awaitNodes(id, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "/jobPreparationTask, commandLine, /bin/true, jobPreparationTask.commandLine",
    "'', onTaskFailure, noaction, onTaskFailure",
  })
  void aJobMadeInPlaceOfThePlannedOneIsRefusedAndHeld(
      String at, String field, String value, String drift) {
    JsonNode submitted = submit().exits(0).json();
    foreign.awaitNodes(pool(submitted), 1);
    String job = "/jobs/" + submitted.get("job").asText();
    ObjectNode other = foreign.get(job);
    other.retain("id", "priority", "poolInfo", "jobPreparationTask", "onTaskFailure", "metadata");
    (at.isEmpty() ? other : (ObjectNode) other.at(at)).put(field, value);
    foreign.delete(job);
    foreign.post("/jobs", other);

    assertThat(submit().exits(ExitCode.POLICY).refusal()).contains(drift + " is " + value);
    assertThat(foreign.list(job + "/tasks")).isEmpty();
    farm.run("wait", submitted.get("job").asText(), "--timeout", "2m").exits(ExitCode.HELD);

    JsonNode hold = holdPut();
    assertThat(hold.get("kind").asText()).isEqualTo("JOB_DIFFERS");
    assertThat(hold.get("message").asText())
        .contains(submitted.get("job").asText() + ", " + drift + " is " + value);
    assertThat(foreign.get(job).get("state").asText()).isIn("disabling", "disabled");
  }

  @Test
  void aJobThatIsGivenMoreTriesWhileItRunsIsHeld() {
    JsonNode submitted = submit().exits(0).json();
    String job = "/jobs/" + submitted.get("job").asText();
    foreign.patch(job, Json.parse("{\"constraints\":{\"maxTaskRetryCount\":3}}"));

    farm.run("wait", submitted.get("job").asText(), "--timeout", "2m").exits(ExitCode.HELD);

    assertThat(holdPut().get("message").asText()).contains("constraints.maxTaskRetryCount is 3");
  }

  @Test
  void aTaskOfSomebodyElseKeepsTheJobFromFinishing() {
    JsonNode submitted = submit().exits(0).json();
    String job = "/jobs/" + submitted.get("job").asText();
    // As if the submission had been cut before the job was allowed to finish.
    foreign.patch(job, Json.parse("{\"onAllTasksComplete\":\"noaction\"}"));

    foreign.post(job + "/tasks", Json.parse("{\"id\":\"extra\",\"commandLine\":\"/bin/true\"}"));
    assertThat(submit().exits(ExitCode.POLICY).refusal()).contains("task extra ", "not planned");
    foreign.delete(job + "/tasks/extra");

    ObjectNode task = (ObjectNode) foreign.list(job + "/tasks").get(0);
    String id = task.get("id").asText();
    task.retain(
        "id", "commandLine", "exitConditions", "outputFiles", "constraints", "userIdentity");
    Map<String, Consumer<ObjectNode>> changes =
        Map.of(
            "userIdentity.autoUser.elevationLevel is admin, not nonadmin",
            body -> ((ObjectNode) body.at("/userIdentity/autoUser")).put("elevationLevel", "admin"),
            "environmentSettings[LD_PRELOAD].name is LD_PRELOAD, not absent",
            body ->
                body.putArray("environmentSettings")
                    .addObject()
                    .put("name", "LD_PRELOAD")
                    .put("value", "x"),
            "commandLine is /bin/true",
            body -> body.put("commandLine", "/bin/true"));
    changes.forEach(
        (told, change) -> {
          ObjectNode other = task.deepCopy();
          change.accept(other);
          foreign.delete(job + "/tasks/" + id);
          foreign.post(job + "/tasks", other);
          assertThat(submit().exits(ExitCode.POLICY).refusal()).contains("task " + id, told);
          assertThat(foreign.get(job).get("onAllTasksComplete").asText()).isEqualTo("noaction");
        });

    foreign.delete(job + "/tasks/" + id);
    submit().exits(0);
    assertThat(foreign.get(job).get("onAllTasksComplete").asText()).isEqualTo("terminatejob");
  }

  /** The window between the first look and the moment at which the job may finish. */
  @Test
  void whatChangesWhileTasksAreAddedIsSeenBeforeTheJobMayFinish() throws IOException {
    RenderPlan plan = plan();
    String pool = "/pools/" + plan.pool().id();
    String job = "/jobs/" + plan.job().id();

    refused(
        plan,
        () -> foreign.patch(pool, with("startTask", harmless(foreign.get(pool).get("startTask")))),
        "startTask.commandLine");

    foreign.delete(pool);
    refused(
        plan,
        () -> foreign.delete(job + "/tasks/" + plan.job().tasks().get(0).id()),
        "1 planned tasks are missing");

    refused(
        plan,
        () -> {
          foreign.post(job + "/disable", Json.parse("{\"disableTasks\":\"requeue\"}"));
          foreign.awaitState(job, "disabled");
          foreign.patch(job, Json.parse("{\"poolInfo\":{\"poolId\":\"elsewhere\"}}"));
        },
        "poolInfo.poolId is elsewhere");
    assertThat(foreign.get(job).get("state").asText()).isEqualTo("disabled");
  }

  @Test
  void aHoldThatAnotherClientPutsOnWhileTasksAreAddedKeepsTheJobFromFinishing() throws IOException {
    RenderPlan plan = plan();
    PoolId pool = plan.pool().id();
    Hold.Cause cause =
        new Hold.Cause(
            Hold.Kind.POOL_DIFFERS, pool, Optional.empty(), Optional.empty(), "seen elsewhere");
    Hold hold =
        new Hold(
            "hold-1",
            plan.job().production(),
            Instant.parse("2026-11-23T22:00:00Z"),
            cause,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            Optional.empty());
    try (OpenFarm other = farm.open()) {
      refused(
          plan,
          () -> assertThat(other.farm().holds().write(hold, Optional.empty())).isTrue(),
          HeldRefusal.class,
          "seen elsewhere");
    }
    assertThat(holdPut().get("evidence")).as("saved by whoever found it without").isNotEmpty();
  }

  private void refused(RenderPlan plan, Runnable change, String field) throws IOException {
    refused(plan, change, PolicyRefusal.class, field);
  }

  private void refused(
      RenderPlan plan, Runnable change, Class<? extends Refusal> type, String message)
      throws IOException {
    try (OpenFarm open = farm.open()) {
      Submitter submitter =
          open.submitter(
              event -> {
                if (event instanceof RenderEvent.TasksAdded) {
                  change.run();
                }
              });
      assertThatExceptionOfType(type)
          .isThrownBy(() -> submitter.submit(plan))
          .withMessageContaining(message);
    }
    assertThat(foreign.get("/jobs/" + plan.job().id()).get("onAllTasksComplete").asText())
        .isEqualTo("noaction");
  }

  @Test
  void aTaskThatRefusesWhatItWasGivenHoldsTheProduction() throws IOException {
    renderer = renderer("exit 13");

    submit("--wait").exits(ExitCode.HELD);

    JsonNode hold = holdPut();
    assertThat(hold.get("kind").asText()).isEqualTo("TASK_REFUSED");
    assertThat(hold.get("exitCode").asInt()).isEqualTo(13);
    assertThat(hold.get("message").asText()).contains("task 0000", "exit code 13, ");
    assertThat(hold.has("node")).isTrue();
  }
}
