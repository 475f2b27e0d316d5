package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that wait for other tasks, as the traces of their processes show. */
class TaskDependencyIT {

  private static final String LEAVE_NAME = "touch $AZ_BATCH_NODE_SHARED_DIR/$AZ_BATCH_TASK_ID";
  private static final String SHOW_NAMES = "ls -tr $AZ_BATCH_NODE_SHARED_DIR";

  private BatchEmulator emulator;
  private BatchWire wire;

  @BeforeEach
  void start() {
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());
    wire = new BatchWire(emulator);
    wire.addPool("p", 1, ",`taskSlotsPerNode`:4");
    wire.awaitNodes("p", 1, "idle");
    wire.addJob("j", "p", ",`usesTaskDependencies`:true");
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aTaskStartsWhenAllThatItDependsOnHaveSucceededThoseThatCameLaterToo() {
    String all = ",`dependsOn`:{`taskIds`:[`a`,`B`],`taskIdRanges`:[{`start`:9,`end`:11}]}";
    wire.addTask("j", "last", SHOW_NAMES, all);
    for (String id : new String[] {"b", "11", "a", "9"}) {
      wire.addTask("j", id, LEAVE_NAME, "");
      wire.awaitTask("j", id, "completed");
    }
    assertThat(state("last")).isEqualTo("active");
    wire.addTask("j", "10", "sleep 0.3; " + LEAVE_NAME, "");
    wire.awaitTask("j", "last", "completed");
    assertThat(wire.get("/jobs/j/tasks/last/files/stdout.txt").text().lines())
        .containsExactly("b", "11", "a", "9", "10");
    assertThat(wire.get("/jobs/j/tasks/last").json().at("/dependsOn/taskIdRanges/0/end").asInt())
        .isEqualTo(11);
  }

  @Test
  void aFailureHoldsItsDependentsBackUnlessItsExitConditionsSayOtherwise() {
    wire.addTask("j", "fails", "exit 3", ",`constraints`:{`maxTaskRetryCount`:1}");
    wire.addTask(
        "j",
        "tolerated",
        "exit 3",
        ",`exitConditions`:{`exitCodeRanges`:[{`start`:2,`end`:4,`exitOptions`:{`dependencyAction`:`satisfy`}}]}");
    wire.addTask(
        "j",
        "unwanted",
        "true",
        ",`exitConditions`:{`exitCodes`:[{`code`:0,`exitOptions`:{`dependencyAction`:`block`}}]}");
    for (String id : new String[] {"fails", "tolerated", "unwanted"}) {
      wire.addTask("j", "after-" + id, "true", on(id));
      wire.awaitTask("j", id, "completed");
    }
    wire.awaitTask("j", "after-tolerated", "completed");
    wire.addTask("j", "late", "true", on("fails"));
    assertThat(state("after-fails")).isEqualTo("active");
    assertThat(state("after-unwanted")).isEqualTo("active");
    assertThat(state("late")).isEqualTo("active");
    JsonNode counts = wire.get("/jobs/j/taskcounts").json().path("taskCounts");
    assertThat(counts.path("active").asInt()).isEqualTo(3);
  }

  @Test
  void aTaskThatSucceedsAfterItWasReactivatedLetsItsDependentsGo() {
    wire.addTask("j", "a", "test -e $AZ_BATCH_NODE_SHARED_DIR/ok", "");
    wire.addTask("j", "b", "true", on("a"));
    wire.awaitTask("j", "a", "completed");
    wire.addTask("j", "repair", "touch $AZ_BATCH_NODE_SHARED_DIR/ok", "");
    wire.awaitTask("j", "repair", "completed");
    assertThat(state("b")).isEqualTo("active");
    wire.post("/jobs/j/tasks/a/reactivate", "").expect(204);
    wire.awaitTask("j", "b", "completed");
  }

  @Test
  void aWaitingTaskCanBeEndedBroughtBackAndDeletedAndStillRunsOnceAtMost() {
    wire.addTask("j", "b", LEAVE_NAME, on("a"));
    wire.addTask("j", "c", LEAVE_NAME, on("a"));
    wire.addTask("j", "d", LEAVE_NAME, on("c"));
    wire.post("/jobs/j/tasks/b/terminate", "").expect(204);
    assertThat(state("b")).isEqualTo("completed");
    wire.post("/jobs/j/tasks/b/reactivate", "").expect(204);
    assertThat(state("b")).isEqualTo("active");
    wire.send("DELETE", "/jobs/j/tasks/c", "", Map.of()).expect(200);
    wire.addTask("j", "a", LEAVE_NAME, "");
    wire.awaitTask("j", "b", "completed");
    wire.addTask("j", "after", SHOW_NAMES, "");
    wire.awaitTask("j", "after", "completed");
    assertThat(wire.get("/jobs/j/tasks/after/files/stdout.txt").text().lines())
        .containsExactly("a", "b");
    assertThat(state("d")).isEqualTo("active");
  }

  @Test
  void aJobThatEndsWithItsTasksWaitsForThoseThatWait() {
    wire.addTask("j", "b", "true", on("a"));
    wire.addTask("j", "other", "true", "");
    wire.awaitTask("j", "other", "completed");
    String ends = "{\"onAllTasksComplete\":\"terminatejob\"}";
    wire.send("PATCH", "/jobs/j", ends, Map.of()).expect(200);
    assertThat(wire.get("/jobs/j").json().path("state").asText()).isEqualTo("active");
    wire.addTask("j", "a", "true", "");
    wire.awaitJob("j", "completed");
    assertThat(state("b")).isEqualTo("completed");
  }

  @Test
  void aRangeOfAllNumbersCostsNothing() {
    String range = ",`dependsOn`:{`taskIdRanges`:[{`start`:1,`end`:2147483647}]}";
    for (int i = 0; i < 50; i++) {
      wire.addTask("j", "waits" + i, "true", range);
    }
    wire.addTask("j", "1", "true", "");
    wire.awaitTask("j", "1", "completed");
    assertThat(state("waits49")).isEqualTo("active");
  }

  @Test
  void whatTheServiceRefusesIsRefused() {
    wire.addJob("plain", "p", "");
    assertThat(add("plain", on("a")).expect(400).code())
        .isEqualTo("TaskDependenciesNotSpecifiedOnJob");
    String action =
        ",`exitConditions`:{`default`:{`dependencyAction`:`%s`}}".replace("%s", "satisfy");
    assertThat(add("plain", action).expect(400).code()).isEqualTo("InvalidPropertyValue");
    assertThat(add("j", action.replace("satisfy", "cancel")).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    String many =
        IntStream.range(0, 1001)
            .mapToObj(i -> "`" + "x".repeat(60) + (1000 + i) + "`")
            .collect(Collectors.joining(","));
    assertThat(add("j", ",`dependsOn`:{`taskIds`:[" + many + "]}").expect(400).code())
        .isEqualTo("TaskDependencyListTooLong");
    assertThat(add("j", ",`dependsOn`:{`taskIdRanges`:[{`start`:2,`end`:1}]}").expect(400).code())
        .isEqualTo("InvalidPropertyValue");
  }

  private BatchWire.Reply add(String job, String more) {
    return wire.post("/jobs/" + job + "/tasks", "{`id`:`t`,`commandLine`:`true`" + more + "}");
  }

  private static String on(String id) {
    return ",`dependsOn`:{`taskIds`:[`" + id + "`]}";
  }

  private String state(String task) {
    return wire.get("/jobs/j/tasks/" + task).json().path("state").asText();
  }
}
