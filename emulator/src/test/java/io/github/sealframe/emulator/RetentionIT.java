package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tasks left on a node's disk, and when it goes. */
class RetentionIT {

  private BatchEmulator emulator;
  private BatchWire wire;
  private Path node;

  @BeforeEach
  void start() {
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());
    wire = new BatchWire(emulator);
    wire.addPool("p", 1, ",`taskSlotsPerNode`:4");
    JsonNode one = wire.awaitNodes("p", 1, "idle").get(0);
    node = emulator.nodeRoot().resolve("p").resolve(one.path("id").asText());
    wire.addJob("j", "p", ",`jobPreparationTask`:{`commandLine`:`true`}");
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void filesAreThereForTheRetentionTimeAndNotLonger() {
    wire.addTask("j", "long", "echo x", "");
    wire.addTask("j", "short", "echo x", retention("PT1S"));
    wire.awaitTask("j", "short", "completed");
    wire.get("/jobs/j/tasks/short/files/stdout.txt").expect(200);
    awaitGone(task("short"));
    assertThat(wire.get("/jobs/j/tasks/short/files/stdout.txt").expect(409).code())
        .isEqualTo("TaskFilesCleanedup");
    assertThat(wire.get("/jobs/j/tasks/short/files").expect(409).code())
        .isEqualTo("TaskFilesCleanedup");
    assertThat(wire.get("/jobs/j/tasks/short").json().at("/constraints/retentionTime").asText())
        .isEqualTo("PT1S");
    wire.awaitTask("j", "long", "completed");
    wire.get("/jobs/j/tasks/long/files/stdout.txt").expect(200);
    awaitNothingLeftAside();
  }

  @Test
  void aTaskThatRunsAgainIsKeptFromItsLastEnd() {
    wire.addTask(
        "j",
        "t",
        "if test -e $AZ_BATCH_NODE_SHARED_DIR/x; then sleep 1; echo y; else touch $AZ_BATCH_NODE_SHARED_DIR/x; false; fi",
        retention("PT0.6S"));
    wire.awaitTask("j", "t", "completed");
    wire.post("/jobs/j/tasks/t/reactivate", "").expect(204);
    wire.awaitTask("j", "t", "completed");
    assertThat(wire.get("/jobs/j/tasks/t/files/stdout.txt").expect(200).text()).isEqualTo("y\n");
    awaitGone(task("t"));
  }

  @Test
  void aDeletedTaskTakesItsFilesWithItAndADeletedJobAllOfThem() {
    wire.addTask("j", "a", "true", "");
    wire.addTask("j", "b", "sleep 309", "");
    wire.addTask("j", "c", "true", "");
    wire.awaitTask("j", "a", "completed");
    wire.awaitTask("j", "b", "running");
    wire.awaitTask("j", "c", "completed");
    wire.send("DELETE", "/jobs/j/tasks/a", "", Map.of()).expect(200);
    wire.send("DELETE", "/jobs/j/tasks/b", "", Map.of()).expect(200);
    awaitGone(task("a"));
    awaitGone(task("b"));
    assertThat(task("c")).exists();
    assertThat(task("jobpreparation")).exists();
    wire.send("DELETE", "/jobs/j", "", Map.of()).expect(202);
    wire.await("/jobs/j", json -> json.path("code").asText().equals("JobNotFound"));
    wire.addJob("j", "p", "");
    wire.addTask("j", "new", "true", "");
    wire.awaitTask("j", "new", "completed");
    awaitNothingLeftAside();
    assertThat(children(node.resolve("workitems/j/job-1"))).containsExactly("new");
  }

  @Test
  void aJobThatIsDeletedWhileItIsPreparedForLeavesNothing() {
    wire.addJob("k", "p", ",`jobPreparationTask`:{`commandLine`:`sleep 310`}");
    wire.addTask("k", "t", "true", "");
    Path prepares = node.resolve("workitems/k/job-1/jobpreparation/stdout.txt");
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(prepares));
    wire.send("DELETE", "/jobs/k", "", Map.of()).expect(202);
    wire.await("/jobs/k", json -> json.path("code").asText().equals("JobNotFound"));
    awaitNothingLeftAside();
    assertThat(children(node.resolve("workitems/k"))).isEmpty();
  }

  @Test
  void aTaskThatRanOnTwoNodesIsKeptOnNeither() {
    wire.addTask("j", "t", "exit 1", retention("PT2S"));
    wire.awaitTask("j", "t", "completed");
    wire.post("/pools/p/nodes/" + node.getFileName() + "/disablescheduling", "").expect(200);
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:2}").expect(202);
    wire.awaitNodes("p", 1, "idle");
    wire.post("/jobs/j/tasks/t/reactivate", "").expect(204);
    wire.awaitTask("j", "t", "completed");
    String second = wire.get("/jobs/j/tasks/t").json().at("/nodeInfo/nodeId").asText();
    assertThat(second).isNotEqualTo(node.getFileName().toString());
    Path there = node.resolveSibling(second).resolve("workitems/j/job-1/t");
    assertThat(there).exists();
    awaitGone(there);
    awaitGone(task("t"));
  }

  private static String retention(String time) {
    return ",`constraints`:{`retentionTime`:`" + time + "`}";
  }

  private Path task(String id) {
    return node.resolve("workitems/j/job-1").resolve(id);
  }

  private static void awaitGone(Path path) {
    Awaitility.await(path.toString())
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !Files.exists(path));
  }

  private void awaitNothingLeftAside() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> children(node.resolve("volatile")).isEmpty());
  }

  private static List<String> children(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
