package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which task runs where, and beside which others, as the times of their runs show. */
class SchedulingIT {

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void tasksOfAJobWithAHigherPriorityGoFirst() {
    wire.addPool("p", 0, "");
    wire.addJob("low", "p", ",`priority`:-5");
    wire.addJob("high", "p", ",`priority`:5");
    for (String id : new String[] {"a", "b"}) {
      wire.addTask("low", id, "true", "");
      wire.addTask("high", id, "true", "");
    }
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:1}").expect(202);
    for (String job : new String[] {"low", "high"}) {
      wire.awaitTask(job, "a", "completed");
      wire.awaitTask(job, "b", "completed");
    }
    assertThat(time("high", "a", "endTime")).isLessThanOrEqualTo(time("high", "b", "startTime"));
    assertThat(time("high", "b", "endTime")).isLessThanOrEqualTo(time("low", "a", "startTime"));
    assertThat(time("low", "a", "endTime")).isLessThanOrEqualTo(time("low", "b", "startTime"));
  }

  @Test
  void aMoreUrgentTaskTakesThePlaceOfOneWhoseJobAllowsIt() {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:2");
    wire.awaitNodes("p", 1, "idle");
    wire.addJob("firm", "p", ",`priority`:-9");
    wire.addJob("yields", "p", ",`priority`:-5,`allowTaskPreemption`:true");
    wire.addJob("equal", "p", ",`priority`:-5");
    wire.addJob("urgent", "p", ",`priority`:5");
    for (String job : new String[] {"firm", "yields"}) {
      wire.addTask(job, "t", "sleep 315", "");
      wire.awaitTask(job, "t", "running");
    }
    wire.addTask("equal", "t", "true", "");
    wire.awaitTask("equal", "t", "active");
    wire.addTask("urgent", "large", "true", ",`requiredSlots`:2");
    wire.awaitTask("urgent", "large", "active");
    wire.post("/jobs/urgent/tasks/large/terminate", "{}").expect(204);
    assertThat(requeues("yields")).isZero();
    wire.addTask("urgent", "t", "sleep 0.3", "");
    wire.awaitTask("urgent", "t", "completed");
    assertThat(requeues("yields")).isEqualTo(1);
    assertThat(requeues("firm")).isZero();
    wire.awaitTask("yields", "t", "running");
    assertThat(time("yields", "t", "startTime"))
        .isGreaterThanOrEqualTo(time("urgent", "t", "endTime"));
    wire.awaitTask("equal", "t", "active");
  }

  @Test
  void tasksAreSpreadOverNodesOrPackedOntoOne() {
    String slots = ",`taskSlotsPerNode`:2";
    wire.addPool("spread", 2, slots);
    wire.addPool("pack", 2, slots + ",`taskSchedulingPolicy`:{`nodeFillType`:`pack`}");
    for (String pool : new String[] {"spread", "pack"}) {
      wire.awaitNodes(pool, 2, "idle");
      wire.addJob(pool, pool, "");
      wire.addTask(pool, "a", "sleep 312", "");
      wire.addTask(pool, "b", "sleep 312", "");
      wire.awaitTask(pool, "a", "running");
      wire.awaitTask(pool, "b", "running");
    }
    assertThat(node("spread", "a")).isNotEqualTo(node("spread", "b"));
    assertThat(node("pack", "a")).isEqualTo(node("pack", "b"));
  }

  @Test
  void aTaskRunsOnTheNodeThatItPrefersWhenThatHasRoom() {
    wire.addPool("p", 3, "");
    JsonNode nodes = wire.awaitNodes("p", 3, "idle");
    wire.addJob("j", "p", "");
    for (int i = 2; i >= 0; i--) {
      String affinity = nodes.get(i).path("affinityId").asText();
      wire.addTask("j", "t" + i, "sleep 314", ",`affinityInfo`:{`affinityId`:`" + affinity + "`}");
    }
    for (int i = 0; i < 3; i++) {
      wire.awaitTask("j", "t" + i, "running");
      assertThat(node("j", "t" + i)).isEqualTo(nodes.get(i).path("id").asText());
    }
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:4}").expect(202);
    String taken = nodes.get(0).path("affinityId").asText();
    wire.addTask("j", "other", "true", ",`affinityInfo`:{`affinityId`:`" + taken + "`}");
    wire.awaitTask("j", "other", "completed");
  }

  @Test
  void aTaskWaitsForAsManySlotsAsItRequires() {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:4");
    wire.awaitNodes("p", 1, "idle");
    wire.addJob("j", "p", "");
    wire.addTask("j", "three", "sleep 0.5", ",`requiredSlots`:3");
    wire.addTask("j", "two", "true", ",`requiredSlots`:2");
    wire.awaitTask("j", "three", "running");
    JsonNode node = wire.get("/pools/p/nodes").json().path("value").get(0);
    assertThat(node.path("runningTaskSlotsCount").asInt()).isEqualTo(3);
    assertThat(wire.get("/jobs/j/taskcounts").json().at("/taskSlotCounts/running").asInt())
        .isEqualTo(3);
    wire.awaitTask("j", "two", "completed");
    wire.awaitTask("j", "three", "completed");
    assertThat(time("j", "two", "startTime")).isGreaterThanOrEqualTo(time("j", "three", "endTime"));
  }

  @Test
  void aJobRunsNoMoreTasksAtOnceThanItMay() {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:4");
    wire.awaitNodes("p", 1, "idle");
    wire.addJob("j", "p", ",`maxParallelTasks`:1");
    wire.addTask("j", "a", "sleep 0.4", "");
    wire.addTask("j", "b", "true", "");
    wire.awaitTask("j", "b", "completed");
    wire.awaitTask("j", "a", "completed");
    assertThat(time("j", "b", "startTime")).isGreaterThanOrEqualTo(time("j", "a", "endTime"));
  }

  @Test
  void aJobEndsWhenItsTimeIsUp() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", ",`constraints`:{`maxWallClockTime`:`PT1S`}");
    wire.addTask("j", "t", "sleep 313", "");
    assertThat(wire.awaitJob("j", "completed").at("/executionInfo/terminateReason").asText())
        .isEqualTo("MaxWallClockTimeExpiry");
    assertThat(wire.get("/jobs/j/tasks/t").json().at("/executionInfo/failureInfo/code").asText())
        .isEqualTo("TaskEnded");
  }

  private int requeues(String job) {
    return wire.get("/jobs/" + job + "/tasks/t").json().at("/executionInfo/requeueCount").asInt();
  }

  private String time(String job, String task, String which) {
    return wire.get("/jobs/" + job + "/tasks/" + task)
        .json()
        .at("/executionInfo/" + which)
        .asText();
  }

  private String node(String job, String task) {
    return wire.get("/jobs/" + job + "/tasks/" + task).json().at("/nodeInfo/nodeId").asText();
  }
}
