package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Release tasks: where and when they run as a job ends, after the traces of their processes. */
class JobReleaseIT {

  private static final String PREPARED = "echo scene > scene";
  private static final String GATE = "$AZ_BATCH_NODE_SHARED_DIR/gate";

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void aJobEndsWhenItsReleaseTaskHasRunOnEachNodeThatPreparedForIt() {
    wire.addPool("p", 2, "");
    wire.awaitNodes("p", 2, "idle");
    addJob(
        "j",
        "cat $AZ_BATCH_JOB_PREP_WORKING_DIR/scene; echo $AZ_BATCH_TASK_ID; while ! test -e "
            + GATE
            + "; do sleep 0.05; done; exit 5",
        "");
    String node = runTask("j", "t");
    wire.post("/jobs/j/terminate", "").expect(202);
    JsonNode running = awaitRelease("j", "running");
    assertThat(wire.get("/jobs/j").json().path("state").asText()).isEqualTo("terminating");
    assertThat(running.path("taskRootDirectory").asText()).isEqualTo("workitems/j/job-1/rel");
    wire.addJob("other", "p", "");
    wire.addTask("other", "a", "touch " + GATE + "; sleep 0.5", "");
    wire.addTask("other", "b", "touch " + GATE + "; sleep 0.5", "");
    JsonNode job = wire.awaitJob("j", "completed");
    JsonNode status = wire.get(status("j")).json().path("value");
    assertThat(status).hasSize(1);
    assertThat(status.get(0).path("nodeId").asText()).isEqualTo(node);
    JsonNode info = status.get(0).path("jobReleaseTaskExecutionInfo");
    assertThat(info.path("exitCode").asInt()).isEqualTo(5);
    assertThat(info.path("result").asText()).isEqualTo("failure");
    assertThat(job.at("/executionInfo/endTime").asText())
        .isGreaterThanOrEqualTo(info.path("endTime").asText());
    String url = info.path("taskRootDirectoryUrl").asText();
    assertThat(wire.get(url.substring(url.indexOf("/pools")) + "/stdout.txt").expect(200).text())
        .isEqualTo("scene\nrel\n");
  }

  @Test
  void aDeletedJobIsGoneWhenItsReleaseTaskHasRun() {
    wire.addPool("p", 1, "");
    addJob("j", "sleep 0.3; touch $AZ_BATCH_NODE_SHARED_DIR/released", "");
    String node = runTask("j", "t");
    wire.send("DELETE", "/jobs/j", "", Map.of()).expect(202);
    assertThat(wire.get("/jobs/j").expect(200).json().path("state").asText()).isEqualTo("deleting");
    awaitGone("j");
    wire.get("/pools/p/nodes/" + node + "/files/shared/released").expect(200);
  }

  @Test
  void aDeletedJobThatHadEndedIsNotReleasedTwice() {
    wire.addPool("p", 1, "");
    addJob("j", "echo x >> $AZ_BATCH_NODE_SHARED_DIR/released", ADMIN);
    String node = runTask("j", "t");
    wire.post("/jobs/j/terminate", "").expect(202);
    wire.awaitJob("j", "completed");
    wire.send("DELETE", "/jobs/j", "", Map.of()).expect(202);
    awaitGone("j");
    assertThat(wire.get("/pools/p/nodes/" + node + "/files/shared/released").text())
        .isEqualTo("x\n");
  }

  private static final String ADMIN =
      ",`userIdentity`:{`autoUser`:{`scope`:`pool`,`elevationLevel`:`admin`}}";

  @Test
  void aRebootLetsTheReleaseTaskRunAgainAndAReimageForgetsIt() {
    wire.addPool("p", 1, "");
    addJob(
        "j",
        "echo x >> $AZ_BATCH_NODE_SHARED_DIR/began; while ! test -e "
            + GATE
            + "; do sleep 0.05; done",
        ADMIN);
    String node = runTask("j", "t");
    wire.post("/jobs/j/terminate", "").expect(202);
    String began = "/pools/p/nodes/" + node + "/files/shared/began";
    wire.awaitText(began, "x\n");
    wire.post("/pools/p/nodes/" + node + "/reboot", "").expect(202);
    wire.awaitText(began, "x\nx\n");
    assertThat(wire.get("/jobs/j").json().path("state").asText()).isEqualTo("terminating");
    assertThat(awaitRelease("j", "running").has("exitCode")).isFalse();
    wire.post("/pools/p/nodes/" + node + "/reimage", "").expect(202);
    wire.awaitJob("j", "completed");
    assertThat(wire.get(status("j")).json().path("value")).isEmpty();
  }

  @Test
  void aNodeThatWasRebootedBeforeTheEndIsReleasedAndARemovedOneIsNotWaitedFor() {
    wire.addPool("p", 1, "");
    addJob("rebooted", "touch $AZ_BATCH_NODE_SHARED_DIR/released", "");
    String node = runTask("rebooted", "t");
    wire.post("/pools/p/nodes/" + node + "/reboot", "").expect(202);
    wire.awaitNodes("p", 1, "idle");
    wire.post("/jobs/rebooted/terminate", "").expect(202);
    wire.awaitJob("rebooted", "completed");
    wire.get("/pools/p/nodes/" + node + "/files/shared/released").expect(200);
    addJob("removed", "sleep 307", "");
    runTask("removed", "t");
    wire.post("/jobs/removed/terminate", "").expect(202);
    awaitRelease("removed", "running");
    wire.post("/pools/p/removenodes", "{`nodeList`:[`" + node + "`]}").expect(202);
    wire.awaitJob("removed", "completed");
  }

  @Test
  void aReleaseTaskThatTakesTooLongIsEnded() {
    wire.addPool("p", 1, "");
    addJob("j", "sleep 308", ",`maxWallClockTime`:`PT0.3S`");
    runTask("j", "t");
    wire.post("/jobs/j/terminate", "").expect(202);
    wire.awaitJob("j", "completed");
    assertThat(awaitRelease("j", "completed").at("/failureInfo/code").asText())
        .isEqualTo("TaskEnded");
  }

  @Test
  void whatTheServiceRefusesIsRefused() {
    String job = "{`id`:`x`,`poolInfo`:{`poolId`:`p`}%s}";
    String alone = ",`jobReleaseTask`:{`commandLine`:`true`}";
    assertThat(wire.post("/jobs", job.formatted(alone)).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    String both = ",`jobPreparationTask`:{`commandLine`:`true`}" + alone;
    String tooLong = both.substring(0, both.length() - 1) + ",`maxWallClockTime`:`PT16M`}";
    assertThat(wire.post("/jobs", job.formatted(tooLong)).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    wire.post("/jobs", job.formatted(both)).expect(201);
    JsonNode release = wire.get("/jobs/x").json().path("jobReleaseTask");
    assertThat(release.path("id").asText()).isEqualTo("jobrelease");
    assertThat(release.path("maxWallClockTime").asText()).isEqualTo("PT15M");
    assertThat(
            wire.post("/jobs/x/tasks", "{`id`:`JobRelease`,`commandLine`:`true`}")
                .expect(409)
                .code())
        .isEqualTo("TaskIdSameAsJobReleaseTask");
  }

  private void addJob(String id, String release, String more) {
    wire.addJob(
        id,
        "p",
        ",`jobPreparationTask`:{`commandLine`:"
            + BatchWire.sh(PREPARED)
            + "},`jobReleaseTask`:{`id`:`rel`,`commandLine`:"
            + BatchWire.sh(release)
            + more
            + "}");
  }

  /** Runs a task to its end, and gives the node that it ran on. */
  private String runTask(String job, String id) {
    wire.addTask(job, id, "true", "");
    return wire.awaitTask(job, id, "completed").at("/nodeInfo/nodeId").asText();
  }

  private static String status(String job) {
    return "/jobs/" + job + "/jobpreparationandreleasetaskstatus";
  }

  private JsonNode awaitRelease(String job, String state) {
    String pointer = "/value/0/jobReleaseTaskExecutionInfo";
    return wire.await(status(job), json -> json.at(pointer + "/state").asText().equals(state))
        .at(pointer);
  }

  private void awaitGone(String job) {
    wire.await("/jobs/" + job, json -> json.path("code").asText().equals("JobNotFound"));
  }
}
