package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools that scale by a formula, and nodes that are given back; a minute takes 0.1 seconds. */
class ScalingIT {

  private static final int CLOCK_SPEED = 600;

  @TempDir private Path root;
  private FastEmulator emulator;
  private BatchWire wire;

  @BeforeEach
  void start() throws Exception {
    emulator = new FastEmulator(root, CLOCK_SPEED);
    wire = emulator.wire();
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aPoolThatIsAddedWithAFormulaGetsTheNodesItComesTo() {
    addScaling("p", "$TargetDedicatedNodes = 1 + 1; $TargetLowPriorityNodes = 1;");
    wire.awaitNodes("p", 3, "idle");
    JsonNode pool = wire.get("/pools/p").json();
    assertThat(pool.path("enableAutoScale").asBoolean()).isTrue();
    assertThat(pool.path("currentDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(pool.path("currentLowPriorityNodes").asInt()).isEqualTo(1);
    assertThat(pool.at("/autoScaleRun/results").asText())
        .isEqualTo(
            "$TargetDedicatedNodes=2;$TargetLowPriorityNodes=1;$NodeDeallocationOption=requeue");
    assertThat(pool.path("autoScaleEvaluationInterval").asText()).isEqualTo("PT5M");
    assertThat(wire.post("/pools/p/resize", "{`targetDedicatedNodes`:0}").expect(409).code())
        .isEqualTo("OperationInvalidForCurrentState");
  }

  @Test
  void aFormulaIsEvaluatedAgainAfterEachInterval() {
    addScaling("p", "$TargetDedicatedNodes = min(3, $CurrentDedicatedNodes + 1);");
    wire.awaitNodes("p", 3, "idle");
    JsonNode steady =
        wire.await("/pools/p", pool -> pool.path("allocationState").asText().equals("steady"));
    String run = steady.at("/autoScaleRun/timestamp").asText();
    wire.await("/pools/p", pool -> !pool.at("/autoScaleRun/timestamp").asText().equals(run));
    wire.post("/pools/p/disableautoscale", "").expect(200);
    JsonNode fixed = wire.get("/pools/p").json();
    assertThat(fixed.path("enableAutoScale").asBoolean()).isFalse();
    assertThat(fixed.has("autoScaleRun")).isFalse();
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:1}").expect(202);
    wire.awaitNodes("p", 1, "idle");
    wire.await("/pools/p", pool -> pool.path("currentDedicatedNodes").asInt() == 1);
  }

  @Test
  void automaticScalingNeedsAFormulaThatCanBeEvaluated() {
    wire.addPool("p", 0, "");
    assertThat(wire.post("/pools/p/enableautoscale", "{}").expect(400).code())
        .isEqualTo("MissingRequiredProperty");
    BatchWire.Reply wrong =
        wire.post(
                "/pools/p/enableautoscale",
                "{`autoScaleFormula`:`$TargetDedicatedNodes = $CPUPercent.GetSample(1);`}")
            .expect(400);
    assertThat(wrong.code()).isEqualTo("AutoScalingFormulaSyntaxError");
    assertThat(wrong.text()).contains("Line 1, Col 25: The emulator has no samples of $CPUPercent");
    assertThat(
            wire.post(
                    "/pools/p/enableautoscale",
                    "{`autoScaleFormula`:`$TargetDedicatedNodes=0;`,`autoScaleEvaluationInterval`:`PT4M`}")
                .expect(400)
                .code())
        .isEqualTo("InvalidPropertyValue");
    String tag = wire.get("/pools/p").headers().get("ETag");
    String formula = "{\"autoScaleFormula\":\"$TargetDedicatedNodes = 1;\"}";
    wire.send("POST", "/pools/p/enableautoscale", formula, Map.of("If-Match", tag)).expect(200);
    wire.send("POST", "/pools/p/enableautoscale", formula, Map.of("If-Match", tag)).expect(412);
    wire.awaitNodes("p", 1, "idle");
  }

  /** The first formula of its manual; a sample is taken every 50 milliseconds here. */
  @Test
  void aPoolGrowsWithItsTasksAndShrinksAfterThem() {
    addScaling(
        "p",
        "startingNumberOfVMs = 1; maxNumberofVMs = 3; pendingTaskSamplePercent ="
            + " $PendingTasks.GetSamplePercent(180 * TimeInterval_Second); pendingTaskSamples ="
            + " pendingTaskSamplePercent < 70 ? startingNumberOfVMs :"
            + " avg($PendingTasks.GetSample(180 * TimeInterval_Second));"
            + " $TargetDedicatedNodes=min(maxNumberofVMs, pendingTaskSamples);"
            + " $NodeDeallocationOption = taskcompletion;");
    JsonNode first = wire.get("/pools/p").json();
    assertThat(first.path("targetDedicatedNodes").asInt()).isEqualTo(1);
    assertThat(first.at("/autoScaleRun/results").asText())
        .contains(";maxNumberofVMs=3;pendingTaskSamplePercent=0;pendingTaskSamples=1;");
    wire.await("/pools/p", pool -> pool.path("targetDedicatedNodes").asInt() == 0);
    wire.addJob("j", "p", "");
    for (int i = 0; i < 5; i++) {
      wire.addTask("j", "t" + i, "sleep 307", "");
    }
    wire.awaitNodes("p", 3, "running");
    wire.post("/jobs/j/terminate", "").expect(202);
    wire.await("/pools/p", pool -> pool.path("currentDedicatedNodes").asInt() == 0);
    JsonNode run =
        wire.post(
                "/pools/p/evaluateautoscale",
                "{`autoScaleFormula`:`$TargetDedicatedNodes = $FailedTasks.GetSample(TimeInterval_Week, 99);`}")
            .expect(200)
            .json();
    assertThat(run.at("/error/code").asText()).isEqualTo("InsufficientSampleData");
    assertThat(run.at("/error/values/0/value").asText())
        .startsWith("Line 1, Col 38: Insufficient data from data set: $FailedTasks wanted 99%");
  }

  @Test
  void aFormulaIsTriedOutWithoutTouchingThePool() {
    wire.addPool("fixed", 0, "");
    String formula = "{`autoScaleFormula`:`$TargetDedicatedNodes = 40 / 8;`}";
    wire.post("/pools/fixed/evaluateautoscale", formula).expect(409);
    addScaling("p", "$TargetDedicatedNodes = 0;");
    JsonNode run = wire.post("/pools/p/evaluateautoscale", formula).expect(200).json();
    assertThat(run.path("results").asText()).startsWith("$TargetDedicatedNodes=5;");
    assertThat(run.has("error")).isFalse();
    JsonNode failed =
        wire.post("/pools/p/evaluateautoscale", "{`autoScaleFormula`:`$something_useless`}")
            .expect(200)
            .json();
    assertThat(failed.at("/error/code").asText()).isEqualTo("AutoScalingFormulaEvaluationError");
    assertThat(failed.path("results").asText())
        .isEqualTo(
            "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue");
    assertThat(wire.get("/pools/p").json().path("targetDedicatedNodes").asInt()).isZero();
  }

  @Test
  void targetsAndAFormulaDoNotGoTogether() {
    String scaling = "{`id`:`x`,`vmSize`:`v`,`enableAutoScale`:true";
    for (String pool :
        List.of(
            scaling + "}",
            scaling + ",`autoScaleFormula`:`$TargetDedicatedNodes=1;`,`targetDedicatedNodes`:1}",
            scaling + ",`autoScaleFormula`:`$TargetDedicatedNodes=`}",
            "{`id`:`x`,`vmSize`:`v`,`autoScaleFormula`:`$TargetDedicatedNodes=1;`}")) {
      wire.post("/pools", pool).expect(400);
    }
    wire.get("/pools/x").expect(404);
  }

  @Test
  void aDeallocatedNodeLosesItsDiskAndRunsItsStartTaskWhenItStarts() {
    wire.addPool(
        "p", 1, ",`startTask`:{`commandLine`:" + BatchWire.sh("echo x >> runs; cat runs") + "}");
    String node = "/pools/p/nodes/" + wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    assertThat(wire.post(node + "/start", "").expect(409).code())
        .isEqualTo("OperationInvalidForCurrentState");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "exec sleep 307", "");
    wire.awaitTask("j", "t", "running");
    wire.post(node + "/deallocate", "{`nodeDeallocateOption`:`requeue`}").expect(202);
    wire.awaitNodes("p", 1, "deallocated");
    assertThat(wire.get("/jobs/j/tasks/t").json().path("state").asText()).isEqualTo("active");
    wire.get(node + "/files").expect(409);
    assertThat(root.resolve(node.replace("/pools/", "").replace("/nodes", ""))).doesNotExist();
    for (String action : List.of("/reboot", "/reimage", "/deallocate")) {
      wire.post(node + action, "").expect(409);
    }
    assertThat(wire.get("/nodecounts").json().at("/value/0/dedicated/deallocated").asInt())
        .isEqualTo(1);
    wire.post(node + "/start", "").expect(202);
    wire.awaitTask("j", "t", "running");
    assertThat(wire.get(node + "/files/startup/stdout.txt").expect(200).text()).isEqualTo("x\n");
    wire.post("/pools/p/removenodes", "{`nodeList`:[`" + node.replaceAll(".*/", "") + "`]}")
        .expect(202);
    wire.await("/pools/p", pool -> pool.path("currentDedicatedNodes").asInt() == 0);
  }

  private void addScaling(String id, String formula) {
    wire.post(
            "/pools",
            "{`id`:`"
                + id
                + "`,`vmSize`:`standard_d2s_v3`,`enableAutoScale`:true,`autoScaleEvaluationInterval`:`PT5M`,`autoScaleFormula`:`"
                + formula
                + "`}")
        .expect(201);
  }
}
