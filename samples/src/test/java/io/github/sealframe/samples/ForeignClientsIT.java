package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.github.sealframe.emulator.BatchEmulator;
import io.github.sealframe.samples.ForeignClient.Listed;
import io.github.sealframe.samples.ForeignClient.Query;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
@Timeout(120)
class ForeignClientsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Paths of the blobs that were put into a container that takes everything. */
  private static final Set<String> UPLOADED = ConcurrentHashMap.newKeySet();

  private static HttpServer storage;
  private static BatchEmulator emulator;
  private static LocalEndpoints endpoints;
  private static ForeignBatch batch;

  @BeforeAll
  static void start() throws IOException {
    storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    storage.createContext(
        "/",
        exchange -> {
          UPLOADED.add(exchange.getRequestURI().getPath());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    storage.start();
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
    storage.stop(0);
  }

  private static String container() {
    return "http://127.0.0.1:" + storage.getAddress().getPort() + "/logs?sig=none";
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

  private static final Map<String, Opening> CLIENTS =
      new TreeMap<>(
          Map.of("java", MicrosoftJavaClient::new, "node", AzureBatchJs::new, "az", AzureCli::new));

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario("pool-life", ForeignClientsIT::poolLife),
          new Scenario("job-life", ForeignClientsIT::jobLife),
          new Scenario("thousand-tasks", ForeignClientsIT::thousandTasks),
          new Scenario("files", ForeignClientsIT::files),
          new Scenario("errors", ForeignClientsIT::errors),
          new Scenario("pool-errors", ForeignClientsIT::poolErrors),
          new Scenario("conditions", ForeignClientsIT::conditions),
          new Scenario("paging", ForeignClientsIT::paging),
          new Scenario("small-pages", ForeignClientsIT::smallPages),
          new Scenario("queries", ForeignClientsIT::queries),
          new Scenario("schedules", ForeignClientsIT::schedules),
          new Scenario("preparation", ForeignClientsIT::preparation),
          new Scenario("node-operations", ForeignClientsIT::nodeOperations));

  static Stream<Arguments> all() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (Scenario scenario : SCENARIOS) {
      CLIENTS.forEach(
          (client, opening) -> {
            String id = client + "-" + scenario.name();
            // az batch has no option for the size of a page.
            if (!id.equals("az-small-pages")) {
              all.add(Arguments.of(id, opening, scenario.steps()));
            }
          });
    }
    return all.build();
  }

  static Stream<Arguments> clients() {
    return CLIENTS.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void seesWhatIsDocumented(String id, Opening opening, Steps steps) throws IOException {
    try (ForeignClient client = opening.at(endpoints)) {
      steps.run(client, id);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clients")
  void isNotLetInWithAnotherKey(String name, Opening opening) throws IOException {
    String other = Base64.getEncoder().encodeToString(new byte[64]);
    try (ForeignClient client =
        opening.at(
            new LocalEndpoints(endpoints.batch(), endpoints.account(), other, endpoints.blob()))) {
      refused("AuthenticationFailed", () -> client.pool("p"));
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
    assertThat(ids(client.list(Listed.POOL, "", Query.ALL))).contains(id);
    client.deletePool(id);
    await().atMost(PATIENCE).until(() -> !ids(batch.list("/pools")).contains(id));
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
    await().atMost(PATIENCE).until(() -> !ids(batch.list("/jobs")).contains(id));
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
    refused(
        "RequestBodyTooLarge",
        () -> client.addTasks(id, List.of(task("large", "/bin/echo " + "x".repeat(1 << 20)))));
    refused(
        "InvalidQueryParameterValue",
        () -> client.list(Listed.JOB, "", new Query("colour eq 'red'", "")));
    refused(
        "InvalidPropertyValue",
        () -> client.createJob(((ObjectNode) job(id + "-2")).put("priority", 1001)));
    batch.post("/jobs/" + id + "/terminate", Json.parse("{}"));
    batch.awaitState("/jobs/" + id, "completed");
    refused("JobCompleted", () -> client.addTasks(id, List.of(task("late", "/bin/true"))));
    refused("JobCompleted", () -> client.enableJob(id));
  }

  private static void poolErrors(ForeignClient client, String id) {
    batch.post("/pools", pool(id));
    String node = batch.awaitNodes(id, 1).get(0).path("id").asText();
    steady(id);
    refused("PoolExists", () -> client.createPool(pool(id)));
    refused("NodeNotFound", () -> client.reboot(id, "not"));
    refused("NodeAlreadyInTargetSchedulingState", () -> client.enableScheduling(id, node));
    batch.post("/jobs", job(id));
    batch.post("/jobs/" + id + "/tasks", task("t", "/bin/sleep 1013"));
    batch.awaitState("/jobs/" + id + "/tasks/t", "running");
    batch.post(
        "/pools/" + id + "/resize",
        Json.parse(
            "{`targetDedicatedNodes`: 0, `nodeDeallocationOption`: `taskcompletion`}"
                .replace('`', '"')));
    refused("PoolBeingResized", () -> client.resizePool(id, 2));
    refused("OperationInvalidForCurrentState", () -> client.reboot(id, node));
    batch.delete("/jobs/" + id);
    batch.delete("/pools/" + id);
  }

  private static void conditions(ForeignClient client, String id) throws IOException {
    batch.post("/jobs", job(id));
    String before = etag(id);
    client.prioritizeJob(id, 5, "If-Match", before);
    assertThat(batch.get("/jobs/" + id).path("priority").asInt()).isEqualTo(5);
    String after = etag(id);
    assertThat(after).isNotEqualTo(before);
    String past = "2020-01-01T00:00:00Z";
    String future = "2120-01-01T00:00:00Z";
    refused("ConditionNotMet", () -> client.prioritizeJob(id, 7, "If-Match", before));
    refused("ConditionNotMet", () -> client.prioritizeJob(id, 7, "If-None-Match", after));
    refused("ConditionNotMet", () -> client.prioritizeJob(id, 7, "If-Modified-Since", future));
    refused("ConditionNotMet", () -> client.prioritizeJob(id, 7, "If-Unmodified-Since", past));
    assertThat(client.job(id).path("priority").asInt()).isEqualTo(5);
    client.prioritizeJob(id, 6, "If-None-Match", before);
    client.prioritizeJob(id, 8, "If-Modified-Since", past);
    client.prioritizeJob(id, 9, "If-Unmodified-Since", future);
    assertThat(client.job(id).path("priority").asInt()).isEqualTo(9);
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
    assertThat(ids(client.list(Listed.TASK, id, Query.ALL)))
        .containsExactlyInAnyOrderElementsOf(
            tasks.stream().map(task -> task.path("id").asText()).toList());
  }

  private static void smallPages(ForeignClient client, String id) throws IOException {
    batch.post("/pools", ((ObjectNode) pool(id)).put("targetDedicatedNodes", 3));
    batch.awaitNodes(id, 3);
    for (String suffix : List.of("", "-2", "-3")) {
      batch.post("/jobs", job(id + suffix));
      batch.post("/jobs/" + id + "/tasks", task("t" + suffix, "/bin/true"));
    }
    emptyPool(id + "-2");
    emptyPool(id + "-3");
    for (Listed what : Listed.values()) {
      String in = what == Listed.TASK || what == Listed.NODE ? id : "";
      assertThat(client.listByPages(what, in, 1))
          .as(what.name())
          .hasSizeGreaterThanOrEqualTo(3)
          .doesNotHaveDuplicates()
          .containsExactlyElementsOf(ids(client.list(what, in, Query.ALL)));
    }
    batch.delete("/pools/" + id);
  }

  private static void queries(ForeignClient client, String id) throws IOException {
    batch.post("/pools", pool(id));
    batch.awaitNodes(id, 1);
    batch.post("/jobs", job(id));
    client.addTasks(
        id,
        List.of(task("good", "/bin/true"), task("bad", "/bin/false"), task("also", "/bin/true")));
    for (String task : List.of("good", "bad", "also")) {
      batch.awaitState("/jobs/" + id + "/tasks/" + task, "completed");
    }
    assertThat(ids(client.list(Listed.POOL, "", new Query("id eq '" + id + "'", ""))))
        .containsExactly(id);
    List<JsonNode> failed =
        client.list(
            Listed.TASK, id, new Query("executionInfo/result eq 'failure'", "id,executionInfo"));
    assertThat(ids(failed)).containsExactly("bad");
    assertThat(failed.get(0).path("executionInfo").path("exitCode").asInt()).isEqualTo(1);
    assertThat(failed.get(0).path("commandLine").asText("")).isIn("", "null");
    assertThat(client.list(Listed.NODE, id, new Query("state eq 'idle'", "id"))).hasSize(1);
    assertThat(client.list(Listed.NODE, id, new Query("state eq 'unusable'", ""))).isEmpty();
    batch.delete("/jobs/" + id);
    batch.delete("/pools/" + id);
  }

  private static void schedules(ForeignClient client, String id) throws IOException {
    client.createSchedule(
        Json.parse(
            """
            {"id": "%s", "schedule": {"recurrenceInterval": "PT1H"},
             "jobSpecification": {"poolInfo": {"poolId": "%s"}}}
            """
                .formatted(id, id)));
    batch.awaitState("/jobs/" + id + ":job-1", "active");
    JsonNode seen = client.schedule(id);
    assertThat(seen.path("state").asText()).isEqualTo("active");
    assertThat(seen.path("executionInfo").path("recentJob").path("id").asText())
        .isEqualTo(id + ":job-1");
    client.disableSchedule(id);
    batch.awaitState("/jobschedules/" + id, "disabled");
    client.enableSchedule(id);
    batch.awaitState("/jobschedules/" + id, "active");
    client.terminateSchedule(id);
    batch.awaitState("/jobschedules/" + id, "completed");
    client.deleteSchedule(id);
    refused("JobScheduleNotFound", () -> client.schedule(id));
  }

  private static void preparation(ForeignClient client, String id) throws IOException {
    batch.post("/pools", pool(id));
    String node = batch.awaitNodes(id, 1).get(0).path("id").asText();
    client.createJob(
        ((ObjectNode) job(id))
            .<ObjectNode>set("jobPreparationTask", command("/bin/true"))
            .set("jobReleaseTask", command("/bin/false")));
    client.addTasks(id, List.of(task("t", "/bin/true")));
    batch.awaitState("/jobs/" + id + "/tasks/t", "completed");
    client.terminateJob(id, "enough");
    batch.awaitState("/jobs/" + id, "completed");
    JsonNode status = client.preparations(id).get(0);
    assertThat(status.path("nodeId").asText()).isEqualTo(node);
    JsonNode prepared = status.path("jobPreparationTaskExecutionInfo");
    assertThat(prepared.path("state").asText()).isEqualTo("completed");
    assertThat(prepared.path("exitCode").asInt(-1)).isZero();
    JsonNode released = status.path("jobReleaseTaskExecutionInfo");
    assertThat(released.path("result").asText()).isEqualTo("failure");
    assertThat(released.path("exitCode").asInt()).isEqualTo(1);
    batch.delete("/jobs/" + id);
    batch.delete("/pools/" + id);
  }

  private static JsonNode command(String line) {
    return json(Map.of("commandLine", line));
  }

  private static void nodeOperations(ForeignClient client, String id) throws IOException {
    batch.post("/pools", pool(id));
    batch.awaitNodes(id, 1);
    steady(id);
    String node = ids(client.list(Listed.NODE, id, Query.ALL)).get(0);
    String path = "/pools/" + id + "/nodes/" + node;
    assertThat(client.nodeFiles(id, node)).contains("startup/stdout.txt");
    assertThat(client.nodeFile(id, node, "startup/stdout.txt")).isEqualTo("started\n");
    JsonNode log = client.uploadLog(id, node, container(), "2020-01-01T00:00:00Z");
    assertThat(log.path("numberOfFilesUploaded").asInt()).isEqualTo(1);
    assertThat(UPLOADED).anyMatch(blob -> blob.contains(log.path("virtualDirectoryName").asText()));
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

  private static List<String> ids(List<JsonNode> list) {
    return list.stream().map(item -> item.path("id").asText()).toList();
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
