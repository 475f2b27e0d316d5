package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What befalls pools and nodes when it was asked for. */
class NodeFaultsIT {

  private static final String FAULTS = "/sealframe/faults";

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void aNodeThatBecomesUnusableGivesItsTaskToAnother() {
    wire.addPool("p", 2, "");
    wire.awaitNodes("p", 2, "idle");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "exec sleep 300", "");
    String node = nodeOf(wire.awaitTask("j", "t", "running"));
    plan("{`on`:`p/" + node + "`,`fault`:{`unusable`:{}}}");
    JsonNode lost =
        wire.await("/pools/p/nodes/" + node, one -> one.path("state").asText().equals("unusable"));
    assertThat(lost.at("/errors/0/message").asText()).contains("asked for");
    JsonNode task =
        wire.await(
            "/jobs/j/tasks/t",
            one -> one.path("state").asText().equals("running") && !nodeOf(one).equals(node));
    assertThat(task.at("/executionInfo/requeueCount").asInt()).isEqualTo(1);
    assertThat(task.at("/executionInfo/retryCount").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"preemption, preempted, false", "lostAgent, unknown, true"})
  void aNodeThatDropsOutComesBackAndItsTaskRunsAgain(String fault, String state, boolean keepsDisk)
      throws Exception {
    wire.post(
            "/pools",
            "{`id`:`p`,`vmSize`:`v`,`targetLowPriorityNodes`:1,`startTask`:{`commandLine`:"
                + BatchWire.sh("ls; test -e kept || touch kept")
                + "}}")
        .expect(201);
    String node = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "exec sleep 300", "");
    wire.awaitTask("j", "t", "running");
    plan("{`limit`:1,`fault`:{`" + fault + "`:{`back`:1.5}}}");
    wire.await("/pools/p/nodes/" + node, one -> one.path("state").asText().equals(state));
    wire.awaitTask("j", "t", "active");
    assertThat(wire.get("/pools/p/nodes/" + node + "/files").status()).isEqualTo(409);
    assertThat(wire.get("/pools/p").json().path("currentLowPriorityNodes").asInt()).isEqualTo(1);
    JsonNode task = wire.awaitTask("j", "t", "running");
    assertThat(task.at("/executionInfo/requeueCount").asInt()).isEqualTo(1);
    Path said = emulator.nodeRoot().resolve("p").resolve(node).resolve("startup/stdout.txt");
    assertThat(Files.readString(said).contains("kept")).isEqualTo(keepsDisk);
  }

  @Test
  void onlySpotNodesArePreempted() {
    plan("{`fault`:{`preemption`:{}}},{`on`:`p/0`,`fault`:{`lostAgent`:{`after`:0}}}");
    wire.post(
            "/pools", "{`id`:`p`,`vmSize`:`v`,`targetDedicatedNodes`:2,`targetLowPriorityNodes`:2}")
        .expect(201);
    wire.awaitNodes("p", 2, "preempted");
    wire.awaitNodes("p", 1, "unknown");
    wire.awaitNodes("p", 1, "idle");
    assertThat(happened()).containsExactly(2, 1);
  }

  @Test
  void aStartTaskFailsAndTheNodeShowsWhatItWasToRun() {
    plan("{`on`:`p/1`,`fault`:{`startTaskFailure`:{`exitCode`:9}}}");
    wire.addPool("p", 3, ",`startTask`:{`commandLine`:`/bin/true`,`waitForSuccess`:true}");
    JsonNode nodes = wire.awaitNodes("p", 1, "starttaskfailed");
    wire.awaitNodes("p", 2, "idle");
    for (JsonNode node : nodes) {
      if (node.path("state").asText().equals("starttaskfailed")) {
        assertThat(node.at("/startTaskInfo/exitCode").asInt()).isEqualTo(9);
        assertThat(node.at("/startTask/commandLine").asText()).isEqualTo("/bin/true");
      }
    }
  }

  @Test
  void theSameSeedHitsTheSameNodes() {
    List<List<Integer>> rounds = new ArrayList<>();
    for (String seed : List.of("1", "1", "2")) {
      wire.send(
              "PUT",
              FAULTS,
              "{\"seed\":" + seed + ",\"rules\":[{\"chance\":0.5,\"fault\":{\"unusable\":{}}}]}",
              Map.of())
          .expect(200);
      String pool = "p";
      wire.addPool(pool, 12, "");
      List<Integer> hit = new ArrayList<>();
      JsonNode nodes =
          wire.await(
                  "/pools/p/nodes",
                  json -> {
                    for (JsonNode node : json.path("value")) {
                      if (!List.of("idle", "unusable").contains(node.path("state").asText())) {
                        return false;
                      }
                    }
                    return json.path("value").size() == 12
                        && happened().get(0) == count(json, "unusable");
                  })
              .path("value");
      for (int i = 0; i < nodes.size(); i++) {
        if (nodes.get(i).path("state").asText().equals("unusable")) {
          hit.add(i);
        }
      }
      rounds.add(hit);
      wire.send("DELETE", "/pools/p", "", Map.of()).expect(202);
      wire.await("/pools/p", json -> json.path("code").asText().equals("PoolNotFound"));
    }
    assertThat(rounds.get(0)).hasSizeBetween(1, 11).isEqualTo(rounds.get(1));
    assertThat(rounds.get(2)).isNotEqualTo(rounds.get(0));
  }

  private static int count(JsonNode nodes, String state) {
    int count = 0;
    for (JsonNode node : nodes.path("value")) {
      count += node.path("state").asText().equals(state) ? 1 : 0;
    }
    return count;
  }

  @ParameterizedTest
  @CsvSource({
    "AllocationFailed, 1, 1",
    "AllocationTimedout, 1, 1",
    "AccountCoreQuotaReached, 1, 3",
    "AccountVMSeriesCoreQuotaReached, 1, 3",
    "AccountLowPriorityCoreQuotaReached, 3, 1",
    "AccountSpotCoreQuotaReached, 3, 1",
    "ResizeStopped, 1, 1",
    "Unknown, 1, 1"
  })
  void aPoolThatDoesNotGetItsNodesIsSteadyAndSaysWhy(String code, int dedicated, int spot) {
    plan("{`limit`:2,`fault`:{`allocation`:{`code`:`" + code + "`,`nodes`:1}}}");
    wire.post(
            "/pools", "{`id`:`p`,`vmSize`:`v`,`targetDedicatedNodes`:3,`targetLowPriorityNodes`:3}")
        .expect(201);
    JsonNode pool =
        wire.await("/pools/p", json -> json.path("allocationState").asText().equals("steady"));
    assertThat(pool.path("currentDedicatedNodes").asInt()).isEqualTo(dedicated);
    assertThat(pool.path("currentLowPriorityNodes").asInt()).isEqualTo(spot);
    assertThat(pool.at("/resizeErrors/0/code").asText()).isEqualTo(code);
    assertThat(pool.path("targetDedicatedNodes").asInt()).isEqualTo(3);
    wire.send("DELETE", FAULTS, "", Map.of()).expect(204);
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:3}").expect(202);
    wire.awaitNodes("p", 6, "idle");
    assertThat(wire.get("/pools/p").json().has("resizeErrors")).isFalse();
  }

  @Test
  void aSlowNodeTakesLongerAndAFullDiskEndsFilesEarly() throws Exception {
    plan(
        "{`on`:`p/0`,`fault`:{`slowNode`:{`seconds`:0.7}}},"
            + "{`on`:`q/0`,`fault`:{`diskFull`:{`kibibytes`:4}}}");
    wire.addPool("p", 1, "");
    wire.addPool("q", 1, "");
    wire.addJob("slow", "p", "");
    wire.addJob("full", "q", "");
    wire.addTask("slow", "t", "true", "");
    wire.addTask("full", "t", "head -c 10000 /dev/zero > frame; echo $?; true", "");
    JsonNode info = wire.awaitTask("slow", "t", "completed").path("executionInfo");
    assertThat(
            Duration.between(
                Instant.parse(info.path("startTime").asText()),
                Instant.parse(info.path("endTime").asText())))
        .isGreaterThanOrEqualTo(Duration.ofMillis(700));
    assertThat(info.path("exitCode").asInt()).isZero();
    JsonNode full = wire.awaitTask("full", "t", "completed");
    Path task =
        emulator.nodeRoot().resolve("q").resolve(nodeOf(full)).resolve("workitems/full/job-1/t");
    assertThat(task.resolve("wd/frame")).hasSize(4096);
    assertThat(Files.readString(task.resolve("stdout.txt"))).isNotEqualTo("0\n");
  }

  @Test
  void aPoolThatSomebodyChangedShowsIt() {
    wire.addPool("p", 1, ",`startTask`:{`commandLine`:`/bin/true`}");
    String node = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    String tag = wire.get("/pools/p").headers().get("ETag");
    plan("{`on`:`p`,`fault`:{`poolChange`:{`set`:{`startTask`:{`commandLine`:`/bin/other`}}}}}");
    BatchWire.Reply pool = wire.get("/pools/p");
    assertThat(pool.json().at("/startTask/commandLine").asText()).isEqualTo("/bin/other");
    assertThat(pool.headers().get("ETag")).isNotEqualTo(tag);
    assertThat(wire.get("/pools/p/nodes/" + node).json().at("/startTask/commandLine").asText())
        .isEqualTo("/bin/true");
  }

  private static String nodeOf(JsonNode task) {
    return task.at("/nodeInfo/nodeId").asText();
  }

  private void plan(String rules) {
    String plan = "{`seed`:7,`rules`:[" + rules + "]}";
    wire.send("PUT", FAULTS, plan.replace('`', '"'), Map.of()).expect(200);
  }

  private List<Integer> happened() {
    List<Integer> counts = new ArrayList<>();
    wire.get(FAULTS).json().path("happened").forEach(count -> counts.add(count.asInt()));
    return counts;
  }
}
