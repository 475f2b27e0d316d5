package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many short tasks while requests, nodes and uploads fail: each ends once, as planned, and nothing
 * of the emulator is left after its end.
 *
 * <p>A command writes into a ledger outside of the nodes when it begins and before it ends: what
 * ran, and how often, is not the emulator's word.
 */
class SoakIT {

  private static final int ADDED_AT_ONCE = 100;
  private static final int NODES_OF_A_KIND = 2;
  private static final int RETRIES = 2;
  private static final Duration ROUND = Duration.ofMillis(300);
  private static final int ROUNDS_BETWEEN_LISTS = 10;
  private static final int MOST_LOOKS = 50;

  private static final String FAULTS =
      """
      {"seed": 20, "rules": [
        {"chance": 0.04, "fault": {"throttle": {"status": 503, "retryAfter": 0}}},
        {"chance": 0.03, "fault": {"reset": {"when": "before"}}},
        {"chance": 0.05, "fault": {"reset": {"when": "during"}}},
        {"chance": 0.06, "fault": {"reset": {"when": "after"}}},
        {"on": "POST *", "chance": 0.1, "fault": {"latency": {"seconds": 0.1}}},
        {"on": "soak/*", "chance": 0.6, "fault": {"lostAgent": {"after": 1.1, "back": 0.2}}},
        {"on": "soak/*", "fault": {"lostAgent": {"after": 3.1, "back": 0.2}}},
        {"on": "soak/*", "chance": 0.6, "fault": {"preemption": {"after": 1.7, "back": 0.3}}},
        {"on": "soak/*", "chance": 0.2, "fault": {"unusable": {"after": 2.3}}},
        {"on": "soak/*", "chance": 0.15, "fault": {"startTaskFailure": {"exitCode": 3}}},
        {"on": "soak/*", "chance": 0.25, "fault": {"slowNode": {"seconds": 0.05}}},
        {"on": "soak/*-CANNOT_STORE/*", "fault": {"upload": {"how": "failed"}}}
      ]}
      """;

  /** What is planned for a task; its id ends in it. */
  private enum Plan {
    SUCCEEDS,
    FAILS,
    FAILS_AT_EACH_RETRY,
    SUCCEEDS_AT_A_RETRY,
    LEAVES_A_CHILD,
    LEAVES_A_DAEMON,
    STORES,
    CANNOT_STORE;

    boolean succeeds() {
      return this != FAILS && this != FAILS_AT_EACH_RETRY && this != CANNOT_STORE;
    }

    boolean stores() {
      return this == STORES || this == CANNOT_STORE;
    }

    int retriesAllowed() {
      return this == FAILS_AT_EACH_RETRY || this == SUCCEEDS_AT_A_RETRY ? RETRIES : 0;
    }

    int exitCode() {
      return this == FAILS || this == FAILS_AT_EACH_RETRY ? 3 : 0;
    }

    /** Of a hundred tasks, so many. */
    static Plan drawn(int percent) {
      return percent < 60
          ? SUCCEEDS
          : percent < 72
              ? FAILS
              : percent < 78
                  ? FAILS_AT_EACH_RETRY
                  : percent < 84
                      ? SUCCEEDS_AT_A_RETRY
                      : percent < 89
                          ? LEAVES_A_CHILD
                          : percent < 90 ? LEAVES_A_DAEMON : percent < 96 ? STORES : CANNOT_STORE;
    }
  }

  @TempDir Path data;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Plan> plans = new LinkedHashMap<>();
  private final Map<String, String> endTimes = new HashMap<>();
  private Azurite azurite;
  private BlobWire blobs;
  private Path ledger;
  private BatchWire wire;
  private JsonNode happened;
  private int requeued;

  @BeforeEach
  void start() throws IOException {
    azurite = Azurite.start(AzuriteIT.settings(data));
    blobs = new BlobWire(azurite);
    blobs.createContainer("soak");
    ledger = Files.createTempDirectory("soak-ledger-");
    // Tasks of other users write here.
    Files.setPosixFilePermissions(ledger, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterEach
  void stop() throws IOException {
    if (azurite != null) {
      azurite.close();
    }
    try (Stream<Path> files = Files.list(ledger)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(ledger);
  }

  @Test
  @Timeout(120)
  void eachTaskEndsOnceAsPlanned() throws IOException {
    soak(400);
  }

  @Test
  @Tag("nightly")
  @Timeout(1800)
  void eachOfTenThousandTasksEndsOnceAsPlanned() throws IOException {
    soak(10_000);
    assertThat(happened)
        .as("how often each fault came true")
        .allSatisfy(times -> assertThat(times.asInt()).isPositive());
  }

  private void soak(int count) throws IOException {
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      Plan plan = Plan.drawn(random.nextInt(100));
      plans.put("t%05d-%s".formatted(i, plan), plan);
    }
    for (String file : List.of("began", "ended")) {
      Files.createFile(ledger.resolve(file));
      Files.setPosixFilePermissions(
          ledger.resolve(file), PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    Leftovers before = Leftovers.now(ledger.toString());
    BatchEmulator emulator =
        BatchEmulator.start(BatchEmulator.Settings.defaults().withFaults(FAULTS));
    try {
      wire = new BatchWire(emulator, http);
      add();
      awaitEnd();
      eachEndedAsPlanned();
      happened = get("/sealframe/faults").path("happened");
      System.out.println(plans.size() + " tasks, faults " + happened + ", put back " + requeued);
    } finally {
      emulator.close();
    }
    assertThat(emulator.nodeRoot()).doesNotExist();
    assertThat(Leftovers.now(emulator.nodeRoot().toString()).processes()).isEmpty();
    Leftovers left = Leftovers.now(ledger.toString()).since(before);
    for (int i = 0; i < MOST_LOOKS && !left.isEmpty(); i++) {
      // What is left of an HTTP client goes with the next collection of garbage.
      System.gc();
      pause();
      left = Leftovers.now(ledger.toString()).since(before);
    }
    assertThat(left.isEmpty()).as(left.toString()).isTrue();
  }

  private void add() {
    post(
        "/pools",
        "{`id`:`soak`,`vmSize`:`v`,`taskSlotsPerNode`:4,`targetDedicatedNodes`:"
            + NODES_OF_A_KIND
            + ",`targetLowPriorityNodes`:"
            + NODES_OF_A_KIND
            + ",`startTask`:{`commandLine`:`/bin/true`,`waitForSuccess`:true}}");
    post("/jobs", "{`id`:`soak`,`poolInfo`:{`poolId`:`soak`}}");
    List<String> ids = List.copyOf(plans.keySet());
    for (int from = 0; from < ids.size(); from += ADDED_AT_ONCE) {
      ObjectNode collection = BatchWire.JSON.createObjectNode();
      ArrayNode value = collection.putArray("value");
      ids.subList(from, from + ADDED_AT_ONCE).forEach(id -> value.add(task(id, plans.get(id))));
      // One that is there was added by an attempt whose answer was lost.
      for (JsonNode one :
          post("/jobs/soak/addtaskcollection", collection.toString()).json().path("value")) {
        assertThat(
                one.path("status").asText().equals("success") ? "" : one.at("/error/code").asText())
            .isIn("", "TaskExists");
      }
    }
  }

  private ObjectNode task(String id, Plan plan) {
    String once = ledger + "/" + id;
    String work =
        switch (plan) {
          case SUCCEEDS -> "true";
          case FAILS, FAILS_AT_EACH_RETRY -> "sleep 0.02";
          case SUCCEEDS_AT_A_RETRY -> "mkdir " + once + " 2> /dev/null && code=9";
          case LEAVES_A_CHILD -> "sleep 1011 & sleep 0.05";
          case LEAVES_A_DAEMON -> "setsid sleep 1012 & sleep 0.05";
          case STORES, CANNOT_STORE -> "echo " + id + " > out";
        };
    String script =
        "echo "
            + id
            + " >> "
            + ledger
            + "/began; code="
            + plan.exitCode()
            + "; "
            + work
            + "; echo "
            + id
            + " >> "
            + ledger
            + "/ended; exit $code";
    ObjectNode task = BatchWire.JSON.createObjectNode();
    task.put("id", id).put("commandLine", "/bin/sh -c '" + script + "'");
    task.putObject("constraints").put("maxTaskRetryCount", plan.retriesAllowed());
    if (plan.stores()) {
      ObjectNode output = task.putArray("outputFiles").addObject().put("filePattern", "out");
      output
          .putObject("destination")
          .putObject("container")
          .put("path", id)
          .put("containerUrl", blobs.containerUrl("soak", "cwr"));
      output.putObject("uploadOptions").put("uploadCondition", "taskcompletion");
    }
    return task;
  }

  /** Waits for the last task, replaces broken nodes meanwhile, and lists tasks now and then. */
  private void awaitEnd() {
    for (int round = 0; ; round++) {
      JsonNode counts = get("/jobs/soak/taskcounts").path("taskCounts");
      int ended = counts.path("completed").asInt();
      assertThat(counts.path("active").asInt() + counts.path("running").asInt() + ended)
          .as(counts.toString())
          .isEqualTo(plans.size());
      if (ended == plans.size()) {
        return;
      }
      if (round % ROUNDS_BETWEEN_LISTS == ROUNDS_BETWEEN_LISTS - 1) {
        tasks();
      }
      replaceBrokenNodes();
      pause();
    }
  }

  private void replaceBrokenNodes() {
    JsonNode pool = get("/pools/soak");
    if (!pool.path("allocationState").asText().equals("steady")) {
      return;
    }
    ArrayNode broken = BatchWire.JSON.createArrayNode();
    for (JsonNode node : get("/pools/soak/nodes").path("value")) {
      if (List.of("unusable", "starttaskfailed").contains(node.path("state").asText())) {
        broken.add(node.path("id").asText());
      }
    }
    if (!broken.isEmpty()) {
      post("/pools/soak/removenodes", "{`nodeList`:" + broken + "}");
    } else if (pool.path("targetDedicatedNodes").asInt() < NODES_OF_A_KIND
        || pool.path("targetLowPriorityNodes").asInt() < NODES_OF_A_KIND) {
      post(
          "/pools/soak/resize",
          "{`targetDedicatedNodes`:"
              + NODES_OF_A_KIND
              + ",`targetLowPriorityNodes`:"
              + NODES_OF_A_KIND
              + "}");
    }
  }

  /** All tasks; one that was seen completed earlier has not run again since. */
  private Map<String, JsonNode> tasks() {
    Map<String, JsonNode> tasks = new HashMap<>();
    String path = "/jobs/soak/tasks";
    while (!path.isEmpty()) {
      JsonNode page = get(path);
      page.path("value").forEach(task -> tasks.put(task.path("id").asText(), task));
      URI next = URI.create(page.path("odata.nextLink").asText());
      path = next.getPath().isEmpty() ? "" : next.getPath() + "?" + next.getQuery();
    }
    assertThat(tasks.keySet()).isEqualTo(plans.keySet());
    Map<String, String> seen = new HashMap<>();
    tasks.forEach(
        (id, task) -> {
          if (task.path("state").asText().equals("completed")) {
            seen.put(id, task.at("/executionInfo/endTime").asText());
          }
        });
    assertThat(seen).containsAllEntriesOf(endTimes);
    endTimes.putAll(seen);
    return tasks;
  }

  private void eachEndedAsPlanned() throws IOException {
    Map<String, JsonNode> tasks = tasks();
    Map<String, Integer> began = ledger("began");
    Map<String, Integer> ended = ledger("ended");
    SoftAssertions all = new SoftAssertions();
    for (Map.Entry<String, Plan> planned : plans.entrySet()) {
      String id = planned.getKey();
      Plan plan = planned.getValue();
      JsonNode info = tasks.get(id).path("executionInfo");
      int retries = info.path("retryCount").asInt();
      int requeues = info.path("requeueCount").asInt();
      requeued += requeues;
      String seen = id + " began " + began.get(id) + ", ended " + ended.get(id) + ": " + info;
      all.assertThat(info.path("result").asText())
          .as(seen)
          .isEqualTo(plan.succeeds() ? "success" : "failure");
      all.assertThat(info.path("exitCode").asInt(-1)).as(seen).isEqualTo(plan.exitCode());
      switch (plan) {
        case FAILS_AT_EACH_RETRY -> all.assertThat(retries).as(seen).isEqualTo(RETRIES);
        case SUCCEEDS_AT_A_RETRY ->
            all.assertThat(retries).as(seen).isBetween(requeues == 0 ? 1 : 0, 1);
        default -> all.assertThat(retries).as(seen).isZero();
      }
      // A run that was cut short may have written nothing, one line or both.
      all.assertThat(ended.get(id)).as(seen).isBetween(1 + retries, 1 + retries + requeues);
      all.assertThat(began.get(id)).as(seen).isBetween(1 + retries, 1 + retries + requeues);
      if (plan.stores()) {
        all.assertThat(blobs.status("soak", id)).as(seen).isEqualTo(plan.succeeds() ? 200 : 404);
      }
    }
    all.assertAll();
    assertThat(requeued).as("tasks that a node's loss put back").isPositive();
  }

  private Map<String, Integer> ledger(String which) throws IOException {
    Map<String, Integer> lines = new HashMap<>();
    Files.readAllLines(ledger.resolve(which)).forEach(id -> lines.merge(id, 1, Integer::sum));
    assertThat(plans.keySet()).containsAll(lines.keySet());
    return lines;
  }

  private JsonNode get(String path) {
    return persistently(() -> wire.get(path)).json();
  }

  private BatchWire.Reply post(String path, String body) {
    return persistently(() -> wire.post(path, body));
  }

  /** Again, as a client does, until there is an answer that is not for want of time. */
  private static BatchWire.Reply persistently(Supplier<BatchWire.Reply> request) {
    while (true) {
      try {
        BatchWire.Reply reply = request.get();
        if (reply.status() < 500) {
          return reply;
        }
        assertThat(reply.code()).isEqualTo("ServerBusy");
      } catch (AssertionError e) {
        if (!(e.getCause() instanceof IOException)) {
          throw e;
        }
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ROUND.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
