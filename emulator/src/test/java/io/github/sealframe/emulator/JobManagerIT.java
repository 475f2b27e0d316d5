package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The manager task of a job: when it runs, where, and what its end does. */
class JobManagerIT {

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void itIsThereWithTheJobGoesFirstAndItsEndEndsTheJob() {
    addManaged("j", "sleep 0.5; touch $AZ_BATCH_NODE_SHARED_DIR/managed", "");
    JsonNode manager = wire.get("/jobs/j/tasks/m").expect(200).json();
    assertThat(manager.path("state").asText()).isEqualTo("active");
    assertThat(manager.at("/constraints/maxTaskRetryCount").asInt()).isEqualTo(1);
    assertThat(manager.has("killJobOnCompletion")).isFalse();
    assertThat(wire.get("/jobs/j").json().at("/jobManagerTask/runExclusive").asBoolean()).isTrue();
    wire.addTask("j", "first", "test -e $AZ_BATCH_NODE_SHARED_DIR/managed", "");
    wire.addTask("j", "running", "sleep 311", "");
    wire.addPool("p", 1, "");
    JsonNode job = wire.awaitJob("j", "completed");
    assertThat(job.at("/executionInfo/terminateReason").asText()).isEqualTo("JMComplete");
    assertThat(wire.get("/jobs/j/tasks/m").json().at("/executionInfo/result").asText())
        .isEqualTo("success");
    assertThat(wire.get("/jobs/j/tasks/first").json().path("state").asText()).isEqualTo("active");
  }

  @Test
  void itRunsAloneOnItsNodeUnlessItNeedNot() {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:4");
    addManaged("alone", "sleep 0.6; ls $AZ_BATCH_NODE_SHARED_DIR", "");
    wire.awaitTask("alone", "m", "running");
    wire.addJob("other", "p", "");
    wire.addTask("other", "t", "touch $AZ_BATCH_NODE_SHARED_DIR/beside", "");
    wire.awaitTask("alone", "m", "completed");
    assertThat(wire.get("/jobs/alone/tasks/m/files/stdout.txt").text()).isEmpty();
    wire.awaitTask("other", "t", "completed");
    wire.addTask(
        "other", "holds", "while ! test -e $AZ_BATCH_NODE_SHARED_DIR/go; do sleep 0.05; done", "");
    wire.awaitTask("other", "holds", "running");
    addManaged("waits", "true", "");
    addManaged("shares", "touch $AZ_BATCH_NODE_SHARED_DIR/go", ",`runExclusive`:false");
    wire.awaitTask("shares", "m", "completed");
    wire.awaitTask("waits", "m", "completed");
    wire.awaitTask("other", "holds", "completed");
    assertThat(end("waits", "m")).isGreaterThanOrEqualTo(end("other", "holds"));
  }

  @Test
  void itsEndNeedNotEndTheJobWhichMayEndWithAllItsTasks() {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:2");
    wire.addJob(
        "j",
        "p",
        ",`onAllTasksComplete`:`terminatejob`,`jobManagerTask`:"
            + manager("sleep 0.5", ",`killJobOnCompletion`:false,`runExclusive`:false"));
    wire.awaitTask("j", "m", "running");
    wire.addTask("j", "t", "sleep 1", "");
    wire.awaitTask("j", "m", "completed");
    assertThat(wire.get("/jobs/j").json().path("state").asText()).isEqualTo("active");
    assertThat(wire.awaitJob("j", "completed").at("/executionInfo/terminateReason").asText())
        .isEqualTo("AllTasksComplete");
    assertThat(wire.get("/jobs/j/tasks/t").json().at("/executionInfo/result").asText())
        .isEqualTo("success");
  }

  @Test
  void itKeepsOffSpotNodesWhenItIsTo() {
    wire.post("/pools", "{`id`:`p`,`vmSize`:`v`,`targetLowPriorityNodes`:1}").expect(201);
    wire.awaitNodes("p", 1, "idle");
    addManaged("j", "true", ",`allowLowPriorityNode`:false");
    wire.addJob("other", "p", "");
    wire.addTask("other", "t", "true", "");
    wire.awaitTask("other", "t", "completed");
    assertThat(wire.get("/jobs/j/tasks/m").json().path("state").asText()).isEqualTo("active");
    addManaged("spot", "echo $AZ_BATCH_NODE_IS_DEDICATED", "");
    wire.awaitJob("spot", "completed");
    assertThat(wire.get("/jobs/spot/tasks/m/files/stdout.txt").text()).isEqualTo("false\n");
  }

  @Test
  void eachJobOfAScheduleHasItsOwn() {
    wire.addPool("p", 1, "");
    wire.post(
            "/jobschedules",
            "{`id`:`s`,`schedule`:{},`jobSpecification`:{`poolInfo`:{`poolId`:`p`},`jobManagerTask`:"
                + manager("echo $AZ_BATCH_JOB_ID", "")
                + "}}")
        .expect(201);
    assertThat(wire.awaitJob("s:job-1", "completed").at("/executionInfo/terminateReason").asText())
        .isEqualTo("JMComplete");
    assertThat(wire.get("/jobs/s:job-1/tasks/m/files/stdout.txt").text()).isEqualTo("s:job-1\n");
  }

  @Test
  void aTaskThatAsksForATokenMayUseItsJobAsLongAsItRuns() throws Exception {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:2");
    String access = ",`runExclusive`:false,`authenticationTokenSettings`:{`access`:[`job`]}";
    addManaged(
        "j",
        "echo $AZ_BATCH_AUTHENTICATION_TOKEN; while ! test -e $AZ_BATCH_NODE_SHARED_DIR/go; do sleep 0.05; done",
        access);
    wire.addJob("jx", "p", "");
    wire.awaitTask("j", "m", "running");
    String file = "/jobs/j/tasks/m/files/stdout.txt";
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> wire.get(file).text().length() > 20);
    String token = wire.get(file).text().trim();
    assertThat(add("j", "Bearer " + token)).isEqualTo(201);
    wire.awaitTask("j", "child", "completed");
    assertThat(add("jx", "Bearer " + token)).isEqualTo(403);
    assertThat(add("j", "Bearer " + token + "x")).isEqualTo(403);
    wire.addTask("jx", "go", "touch $AZ_BATCH_NODE_SHARED_DIR/go", "");
    wire.awaitTask("j", "m", "completed");
    assertThat(add("j", "Bearer " + token)).isEqualTo(403);
    String all =
        "{`id`:`t`,`commandLine`:`true`,`authenticationTokenSettings`:{`access`:[`account`]}}";
    assertThat(wire.post("/jobs/jx/tasks", all).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
  }

  private int add(String job, String authorization) throws Exception {
    URI uri =
        URI.create(emulator.endpoint() + "/jobs/" + job + "/tasks?api-version=2024-07-01.20.0");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", authorization)
            .POST(
                HttpRequest.BodyPublishers.ofString("{\"id\":\"child\",\"commandLine\":\"true\"}"))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void itsIdIsItsOwn() {
    String job = "{`id`:`j`,`poolInfo`:{`poolId`:`p`},`jobManagerTask`:" + manager("true", "");
    assertThat(
            wire.post("/jobs", job + ",`jobPreparationTask`:{`id`:`M`,`commandLine`:`true`}}")
                .expect(400)
                .code())
        .isEqualTo("InvalidPropertyValue");
    wire.post("/jobs", job + "}").expect(201);
    assertThat(wire.post("/jobs/j/tasks", "{`id`:`M`,`commandLine`:`true`}").expect(409).code())
        .isEqualTo("TaskExists");
  }

  private void addManaged(String job, String script, String more) {
    wire.addJob(
        job,
        "p",
        ",`constraints`:{`maxTaskRetryCount`:1},`jobManagerTask`:" + manager(script, more));
  }

  private static String manager(String script, String more) {
    return "{`id`:`m`,`commandLine`:" + BatchWire.sh(script) + more + "}";
  }

  private String end(String job, String task) {
    return wire.get("/jobs/" + job + "/tasks/" + task).json().at("/executionInfo/endTime").asText();
  }
}
