package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An emulator that keeps its state is killed by SIGKILL, and started again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KilledIT {

  private static final int ROUNDS = 4;
  private static final int MOST_COLLECTIONS = 12;
  private static final String COMPLETED = "&$filter=state eq 'completed'";

  @TempDir private Path folder;

  @BeforeEach
  void tasksOfOtherUsersPassThroughTheFolder() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aTaskThatRanRunsAgainOnANewNodeAndNothingOfTheOldOneIsLeft() throws Exception {
    long daemon;
    String node;
    String job;
    try (KeptJvm emulator = new KeptJvm(folder)) {
      BatchWire wire = emulator.wire();
      wire.addPool("p", 1, "");
      wire.addJob("j", "p", "");
      wire.addTask("j", "t", "setsid sleep 307 & echo $! > pid; wait", "");
      job = wire.get("/jobs/j").text();
      node = wire.awaitTask("j", "t", "running").at("/nodeInfo/nodeId").asText();
      Path file = folder.resolve("nodes/p/" + node + "/workitems/j/job-1/t/wd/pid");
      Awaitility.await().until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"));
      daemon = Long.parseLong(Files.readString(file).trim());
      assertThat(alive(daemon)).isTrue();
    }
    try (KeptJvm emulator = new KeptJvm(folder)) {
      assertThat(alive(daemon)).isFalse();
      assertThat(folder.resolve("nodes/p/" + node)).doesNotExist();
      JsonNode task = emulator.wire().awaitTask("j", "t", "running");
      assertThat(task.at("/executionInfo/requeueCount").asInt()).isEqualTo(1);
      assertThat(task.at("/nodeInfo/nodeId").asText()).isNotEqualTo(node);
      assertThat(emulator.wire().get("/jobs/j").json().path("eTag"))
          .isEqualTo(BatchWire.JSON.readTree(job).path("eTag"));
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** What an emulator acknowledged. */
  private static final class Acknowledged {
    private final Set<String> added = ConcurrentHashMap.newKeySet();
    private final Set<String> terminated = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Set<String> seenCompleted = ConcurrentHashMap.newKeySet();
  }

  @Test
  void nothingThatWasAcknowledgedIsLostAndNothingIsDoubledWheneverItIsKilled() throws Exception {
    Acknowledged known = new Acknowledged();
    for (int round = 0; round < ROUNDS; round++) {
      try (KeptJvm emulator = new KeptJvm(folder)) {
        if (round == 0) {
          prepare(emulator.wire());
        }
        check(emulator.wire(), known);
        loadAndKill(emulator, round, known);
      }
    }
    try (KeptJvm emulator = new KeptJvm(folder)) {
      BatchWire wire = emulator.wire();
      check(wire, known);
      JsonNode counts =
          wire.await(
                  "/jobs/short/taskcounts",
                  json ->
                      json.at("/taskCounts/active").asInt() == 0
                          && json.at("/taskCounts/running").asInt() == 0)
              .path("taskCounts");
      List<String> all = ids(wire, "short", "");
      assertThat(counts.path("succeeded").asInt()).isEqualTo(all.size());
      assertThat(known.added).isNotEmpty();
      assertThat(known.terminated).isNotEmpty();
      assertThat(known.deleted).isNotEmpty();
    }
  }

  private static void prepare(BatchWire wire) {
    wire.addPool("p", 2, ",`taskSlotsPerNode`:4");
    wire.addPool("q", 1, ",`taskSlotsPerNode`:4");
    wire.addJob("short", "p", "");
    wire.addJob("long", "q", "");
  }

  private static void check(BatchWire wire, Acknowledged known) {
    List<String> all = ids(wire, "short", "");
    assertThat(all).doesNotHaveDuplicates();
    assertThat(known.added).isSubsetOf(all);
    assertThat(known.seenCompleted).isSubsetOf(ids(wire, "short", COMPLETED));
    List<String> endless = ids(wire, "long", "");
    assertThat(endless).doesNotHaveDuplicates();
    assertThat(Collections.disjoint(endless, known.deleted)).isTrue();
    assertThat(known.terminated).isSubsetOf(ids(wire, "long", COMPLETED));
  }

  private static void loadAndKill(KeptJvm emulator, int round, Acknowledged known)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> load =
          List.of(
              threads.submit(untilKilled(number -> add(emulator.wire(), round, number, known))),
              threads.submit(untilKilled(number -> end(emulator.wire(), round, number, known))),
              threads.submit(
                  untilKilled(
                      number ->
                          known.seenCompleted.addAll(ids(emulator.wire(), "short", COMPLETED)))));
      // The moments differ by what is just then under way; no test would know it better.
      Thread.sleep(200 + 170L * round);
      emulator.close();
      for (Future<?> one : load) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Work with a number of its own each time. */
  @FunctionalInterface
  private interface Work {
    void with(int number);
  }

  private static Runnable untilKilled(Work work) {
    return () -> {
      try {
        for (int number = 0; ; number++) {
          work.with(number);
        }
      } catch (AssertionError e) {
        if (!(e.getCause() instanceof IOException)) {
          throw e;
        }
      }
    };
  }

  private static void add(BatchWire wire, int round, int number, Acknowledged known) {
    if (number >= MOST_COLLECTIONS) {
      // All of them have to run in the end.
      wire.get("/jobs/short/taskcounts").expect(200);
      return;
    }
    List<String> ids = new ArrayList<>();
    StringBuilder tasks = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      String id = "t-" + round + "-" + number + "-" + i;
      ids.add(id);
      tasks.append(i == 0 ? "" : ",").append("{`id`:`" + id + "`,`commandLine`:`/bin/true`}");
    }
    wire.post("/jobs/short/addtaskcollection", "{`value`:[" + tasks + "]}").expect(200);
    known.added.addAll(ids);
  }

  private static void end(BatchWire wire, int round, int number, Acknowledged known) {
    String id = "t-" + round + "-" + number;
    wire.addTask("long", id, "sleep 307", "");
    String path = "/jobs/long/tasks/" + id;
    if (number % 2 == 0) {
      wire.post(path + "/terminate", "").expect(204);
      known.terminated.add(id);
    } else {
      wire.send("DELETE", path, "", Map.of()).expect(200);
      known.deleted.add(id);
    }
  }

  private static List<String> ids(BatchWire wire, String job, String query) {
    List<String> ids = new ArrayList<>();
    String next = "/jobs/" + job + "/tasks?$select=id" + query;
    while (!next.isEmpty()) {
      JsonNode page = wire.get(next).expect(200).json();
      ids.addAll(page.path("value").findValuesAsText("id"));
      String link = page.path("odata.nextLink").asText();
      next =
          link.isEmpty()
              ? ""
              : "/jobs/"
                  + job
                  + "/tasks?$select=id"
                  + query
                  + "&$skiptoken="
                  + link.substring(link.indexOf("$skiptoken=") + "$skiptoken=".length());
    }
    return ids;
  }
}
