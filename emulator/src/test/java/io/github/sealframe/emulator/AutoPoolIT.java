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

/** Pools that come and go with a job or a schedule; a minute of the account takes 0.2 seconds. */
class AutoPoolIT {

  private static final int CLOCK_SPEED = 300;
  private static final String POOL = "`pool`:{`vmSize`:`v`,`targetDedicatedNodes`:1}";
  private static final String FOR_JOB = "`poolLifetimeOption`:`job`," + POOL;

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
  void aJobsPoolComesWithItAndGoesWhenItIsReleased() {
    addJob(
        "j",
        "`autoPoolIdPrefix`:`shot`," + FOR_JOB,
        ",`jobPreparationTask`:{`commandLine`:`true`},`jobReleaseTask`:{`commandLine`:"
            + BatchWire.sh("sleep 0.3")
            + "}");
    JsonNode job = wire.get("/jobs/j").json();
    String pool = job.at("/executionInfo/poolId").asText();
    assertThat(pool).matches("shot_[0-9A-F-]{36}");
    assertThat(job.at("/poolInfo/autoPoolSpecification/keepAlive").asBoolean(true)).isFalse();
    assertThat(job.at("/poolInfo").has("poolId")).isFalse();
    wire.addTask("j", "t", "echo $AZ_BATCH_POOL_ID", "");
    wire.awaitTask("j", "t", "completed");
    assertThat(wire.get("/jobs/j/tasks/t/files/stdout.txt").text()).isEqualTo(pool + "\n");
    wire.post("/jobs/j/terminate", "").expect(202);
    wire.awaitJob("j", "completed");
    JsonNode status = wire.get("/jobs/j/jobpreparationandreleasetaskstatus").json();
    assertThat(status.at("/value/0/jobReleaseTaskExecutionInfo/exitCode").asInt(-1)).isZero();
    awaitGone(pool);
    assertThat(root.resolve(pool).toFile().list()).isEmpty();
    wire.get("/jobs/j/tasks/t/files/stdout.txt").expect(409);
  }

  @Test
  void aPoolThatIsToStayStaysAndThatCanBeSaidLater() {
    addJob("j", FOR_JOB, "");
    String pool = poolOf("j");
    String change = "{`poolInfo`:{`autoPoolSpecification`:{`keepAlive`:true," + FOR_JOB + "}}}";
    patch("j", change).expect(200);
    assertThat(patch("j", change.replace("`v`", "`w`")).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    assertThat(patch("j", "{`poolInfo`:{`poolId`:`p`}}").expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    wire.send("DELETE", "/jobs/j", "", Map.of()).expect(202);
    wire.await("/jobs/j", json -> json.path("code").asText().equals("JobNotFound"));
    assertThat(wire.get("/pools/" + pool).expect(200).json().path("state").asText())
        .isEqualTo("active");
  }

  @Test
  void aSchedulesPoolIsForAllItsJobsAndGoesWithTheSchedule() {
    addSchedule("s", "`poolLifetimeOption`:`jobschedule`," + POOL);
    String pool = poolOf("s:job-1");
    wire.post("/jobs/s:job-1/terminate", "").expect(202);
    wire.awaitJob("s:job-2", "active");
    assertThat(poolOf("s:job-2")).isEqualTo(pool);
    assertThat(wire.get("/pools/" + pool).json().path("state").asText()).isEqualTo("active");
    wire.post("/jobschedules/s/terminate", "").expect(202);
    awaitGone(pool);
    wire.send("DELETE", "/jobschedules/s", "", Map.of()).expect(202);
  }

  @Test
  void eachJobOfAScheduleMayHaveItsOwn() {
    addSchedule("s", FOR_JOB);
    String first = poolOf("s:job-1");
    wire.post("/jobs/s:job-1/terminate", "").expect(202);
    awaitGone(first);
    wire.awaitJob("s:job-2", "active");
    String second = poolOf("s:job-2");
    assertThat(second).isNotEqualTo(first);
    wire.send("DELETE", "/jobschedules/s", "", Map.of()).expect(202);
    awaitGone(second);
  }

  @Test
  void aJobWhosePoolCannotBeMadeIsCompletedAndSaysWhy() {
    addJob(
        "j",
        "`poolLifetimeOption`:`job`,`pool`:{`vmSize`:`v`,`enableAutoScale`:true,`autoScaleFormula`:`$x = (`}",
        "");
    JsonNode info = wire.awaitJob("j", "completed").path("executionInfo");
    assertThat(info.at("/schedulingError/code").asText())
        .isEqualTo("InvalidAutoScaleFormulaInAutoPool");
    assertThat(info.at("/schedulingError/category").asText()).isEqualTo("usererror");
    assertThat(wire.get("/pools").json().path("value")).isEmpty();
  }

  @Test
  void whatTheServiceRefusesIsRefused() {
    for (String wrong :
        List.of(
            "`poolId`:`p`,`autoPoolSpecification`:{" + FOR_JOB + "}",
            "`autoPoolSpecification`:{`poolLifetimeOption`:`jobschedule`," + POOL + "}",
            "`autoPoolSpecification`:{`autoPoolIdPrefix`:`" + "x".repeat(21) + "`," + FOR_JOB + "}",
            "`autoPoolSpecification`:{"
                + FOR_JOB.replace("`targetDedicatedNodes`:1", "`taskSlotsPerNode`:0")
                + "}")) {
      assertThat(wire.post("/jobs", "{`id`:`x`,`poolInfo`:{" + wrong + "}}").expect(400).code())
          .as(wrong)
          .isEqualTo("InvalidPropertyValue");
    }
    String none = "{`id`:`x`,`poolInfo`:{`autoPoolSpecification`:{`poolLifetimeOption`:`job`}}}";
    assertThat(wire.post("/jobs", none).expect(400).code()).isEqualTo("MissingRequiredProperty");
    assertThat(wire.get("/pools").json().path("value")).isEmpty();
  }

  private void addJob(String id, String specification, String more) {
    wire.post(
            "/jobs",
            "{`id`:`"
                + id
                + "`,`poolInfo`:{`autoPoolSpecification`:{"
                + specification
                + "}}"
                + more
                + "}")
        .expect(201);
  }

  private void addSchedule(String id, String specification) {
    wire.post(
            "/jobschedules",
            "{`id`:`"
                + id
                + "`,`schedule`:{`recurrenceInterval`:`PT1M`},`jobSpecification`:{`poolInfo`:{`autoPoolSpecification`:{"
                + specification
                + "}}}}")
        .expect(201);
  }

  private BatchWire.Reply patch(String job, String body) {
    return wire.send("PATCH", "/jobs/" + job, body.replace('`', '"'), Map.of());
  }

  private String poolOf(String job) {
    return wire.get("/jobs/" + job).expect(200).json().at("/executionInfo/poolId").asText();
  }

  private void awaitGone(String pool) {
    wire.await("/pools/" + pool, json -> json.path("code").asText().equals("PoolNotFound"));
  }
}
