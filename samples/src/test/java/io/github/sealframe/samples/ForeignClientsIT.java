package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.emulator.BatchEmulator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documented behaviour of Batch as three clients of Microsoft's see it: each goes through the
 * same scenarios. What a client changed is read back by plain HTTP, and by the client where it
 * shows such a thing.
 */
@Timeout(45)
class ForeignClientsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static BatchEmulator emulator;
  private static LocalEndpoints endpoints;
  private static ForeignBatch batch;

  @BeforeAll
  static void start() {
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());
    endpoints =
        new LocalEndpoints(
            emulator.endpoint(),
            emulator.accountName(),
            emulator.accountKey(),
            URI.create("http://127.0.0.1:1/none"));
    batch = new ForeignBatch(endpoints);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @FunctionalInterface
  private interface Opening {
    ForeignClient at(LocalEndpoints endpoints) throws IOException;
  }

  @FunctionalInterface
  private interface Steps {
    void run(ForeignClient client, String id) throws IOException;
  }

  private record Scenario(String name, Steps steps) {}

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario("pool-life", ForeignClientsIT::poolLife),
          new Scenario("job-life", ForeignClientsIT::jobLife),
          new Scenario("thousand-tasks", ForeignClientsIT::thousandTasks),
          new Scenario("files", ForeignClientsIT::files),
          new Scenario("errors", ForeignClientsIT::errors),
          new Scenario("conditions", ForeignClientsIT::conditions),
          new Scenario("paging", ForeignClientsIT::paging),
          new Scenario("node-operations", ForeignClientsIT::nodeOperations));

  static Stream<Arguments> all() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (Scenario scenario : SCENARIOS) {
      all.add(of("java", MicrosoftJavaClient::new, scenario));
      all.add(of("node", AzureBatchJs::new, scenario));
      all.add(of("az", AzureCli::new, scenario));
    }
    return all.build();
  }

  private static Arguments of(String client, Opening opening, Scenario scenario) {
    return Arguments.of(client + "-" + scenario.name(), opening, scenario.steps());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void seesWhatIsDocumented(String id, Opening opening, Steps steps) throws IOException {
    try (ForeignClient client = opening.at(endpoints)) {
      steps.run(client, id);
    }
  }

  private static void poolLife(ForeignClient client, String id) throws IOException {
    client.createPool(pool(id));
    batch.awaitNodes(id, 1);
    steady(id);
    client.labelPool(id, "show", "tundra");
    client.resizePool(id, 2);
    batch.awaitNodes(id, 2);
    steady(id);
    JsonNode seen = client.pool(id);
    assertThat(seen.path("state").asText()).isEqualTo("active");
    assertThat(seen.path("allocationState").asText()).isEqualTo("steady");
    assertThat(seen.path("currentDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(seen.path("metadata").toString()).contains("show", "tundra");
    assertThat(client.pools()).contains(id);
    client.deletePool(id);
    await().atMost(PATIENCE).until(() -> ids("/pools").noneMatch(id::equals));
    refused("PoolNotFound", () -> client.pool(id));
  }

  private static void jobLife(ForeignClient client, String id) throws IOException {
    client.createJob(job(id));
    client.disableJob(id);
    batch.awaitState("/jobs/" + id, "disabled");
    client.enableJob(id);
    batch.awaitState("/jobs/" + id, "active");
    client.terminateJob(id, "enough");
    batch.awaitState("/jobs/" + id, "completed");
    JsonNode seen = client.job(id);
    assertThat(seen.path("state").asText()).isEqualTo("completed");
    assertThat(seen.path("previousState").asText()).isEqualTo("terminating");
    assertThat(seen.path("executionInfo").path("terminateReason").asText()).isEqualTo("enough");
    client.deleteJob(id);
    await().atMost(PATIENCE).until(() -> ids("/jobs").noneMatch(id::equals));
    refused("JobNotFound", () -> client.job(id));
  }

  private static void thousandTasks(ForeignClient client, String id) throws IOException {
    batch.post("/jobs", job(id));
    client.addTasks(id, waiting(1000));
    JsonNode counts = batch.get("/jobs/" + id + "/taskcounts").path("taskCounts");
    assertThat(counts.path("active").asInt()).isEqualTo(1000);
    assertThat(batch.get("/jobs/" + id + "/tasks/t0999").path("commandLine").asText())
        .isEqualTo("/bin/true");
  }

  private static void files(ForeignClient client, String id) throws IOException {
    batch.post("/pools", pool(id));
    batch.post("/jobs", job(id));
    client.addTasks(id, List.of(task("t", "/bin/sh -c 'echo 0123456789; echo kept > left'")));
    batch.awaitState("/jobs/" + id + "/tasks/t", "completed");
    assertThat(client.taskFiles(id, "t")).contains("stdout.txt", "stderr.txt", "wd", "wd/left");
    assertThat(client.taskFile(id, "t", "stdout.txt", 2, 5)).isEqualTo("2345");
    client.deleteTaskFile(id, "t", "wd/left");
    assertThat(client.taskFiles(id, "t")).contains("stdout.txt").doesNotContain("wd/left");
    refused("FileNotFound", () -> client.deleteTaskFile(id, "t", "wd/left"));
    batch.delete("/jobs/" + id);
    batch.delete("/pools/" + id);
  }

  private static void errors(ForeignClient client, String id) {
    batch.post("/jobs", job(id));
    batch.post("/jobs/" + id + "/tasks", task("t", "/bin/true"));
    refused("JobExists", () -> client.createJob(job(id)));
    refused("TaskExists", () -> client.addTasks(id, List.of(task("t", "/bin/true"))));
    refused("JobNotFound", () -> client.addTasks(id + "-not", List.of(task("t", "/bin/true"))));
    refused("TaskNotFound", () -> client.taskFiles(id, "not"));
    refused("NodeNotFound", () -> client.reboot(emptyPool(id), "not"));
  }

  private static void conditions(ForeignClient client, String id) throws IOException {
    batch.post("/jobs", job(id));
    String before = etag(id);
    client.prioritizeJob(id, 5, before);
    assertThat(batch.get("/jobs/" + id).path("priority").asInt()).isEqualTo(5);
    assertThat(etag(id)).isNotEqualTo(before);
    refused("ConditionNotMet", () -> client.prioritizeJob(id, 7, before));
    assertThat(client.job(id).path("priority").asInt()).isEqualTo(5);
  }

  /** A page has at most 1,000. */
  private static void paging(ForeignClient client, String id) throws IOException {
    batch.post("/jobs", job(id));
    List<JsonNode> tasks = waiting(1100);
    for (int from = 0; from < tasks.size(); from += 100) {
      batch.post(
          "/jobs/" + id + "/addtaskcollection",
          json(Map.of("value", tasks.subList(from, from + 100))));
    }
    assertThat(batch.list("/jobs/" + id + "/tasks")).hasSize(1000);
    assertThat(client.tasks(id))
        .containsExactlyInAnyOrderElementsOf(
            tasks.stream().map(task -> task.path("id").asText()).toList());
  }

  private static void nodeOperations(ForeignClient client, String id) throws IOException {
    batch.post("/pools", pool(id));
    batch.awaitNodes(id, 1);
    steady(id);
    String node = client.nodes(id).get(0);
    String path = "/pools/" + id + "/nodes/" + node;
    assertThat(client.nodeFiles(id, node)).contains("startup/stdout.txt");
    client.disableScheduling(id, node);
    batch.awaitState(path, "offline");
    client.enableScheduling(id, node);
    batch.awaitState(path, "idle");
    String booted = batch.get(path).path("lastBootTime").asText();
    client.reboot(id, node);
    await()
        .atMost(PATIENCE)
        .until(() -> !batch.get(path).path("lastBootTime").asText().equals(booted));
    batch.awaitState(path, "idle");
    String allocated = batch.get(path).path("startTaskInfo").path("startTime").asText();
    client.reimage(id, node);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String started = batch.get(path).path("startTaskInfo").path("startTime").asText();
              return !started.isEmpty() && !started.equals(allocated);
            });
    batch.awaitState(path, "idle");
    client.removeNode(id, node);
    batch.awaitNodes(id, 0);
    steady(id);
    assertThat(batch.get("/pools/" + id).path("targetDedicatedNodes").asInt()).isZero();
    batch.delete("/pools/" + id);
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatExceptionOfType(ForeignClient.Refused.class)
        .isThrownBy(call)
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  private static String emptyPool(String id) {
    batch.post("/pools", json(Map.of("id", id, "vmSize", "standard_d2s_v3")));
    return id;
  }

  private static String etag(String job) {
    return batch.get("/jobs/" + job).path("eTag").asText();
  }

  private static Stream<String> ids(String list) {
    return batch.list(list).stream().map(item -> item.path("id").asText());
  }

  private static void steady(String pool) {
    await()
        .atMost(PATIENCE)
        .until(() -> batch.get("/pools/" + pool).path("allocationState").asText().equals("steady"));
  }

  private static JsonNode pool(String id) {
    return Json.parse(
        """
        {"id": "%s", "vmSize": "standard_d2s_v3", "targetDedicatedNodes": 1,
         "virtualMachineConfiguration": {
           "imageReference": {"publisher": "debian", "offer": "debian-12", "sku": "12-gen2"},
           "nodeAgentSKUId": "batch.node.debian 12"},
         "startTask": {"commandLine": "/bin/echo started", "waitForSuccess": true}}
        """
            .formatted(id));
  }

  /** A job in the pool of the same id, which need not be there. */
  private static JsonNode job(String id) {
    return Json.parse("{\"id\": \"%s\", \"poolInfo\": {\"poolId\": \"%s\"}}".formatted(id, id));
  }

  private static List<JsonNode> waiting(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> task("t%04d".formatted(n), "/bin/true"))
        .toList();
  }

  private static JsonNode task(String id, String command) {
    return json(Map.of("id", id, "commandLine", command));
  }

  private static JsonNode json(Object value) {
    return Json.parse(Json.text(value));
  }
}
