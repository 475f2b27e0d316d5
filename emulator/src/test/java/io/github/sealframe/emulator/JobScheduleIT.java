package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job schedules and the jobs they make, in an account in which a minute takes 0.2 seconds. */
class JobScheduleIT {

  private static final int CLOCK_SPEED = 300;

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
  void aScheduleMakesItsFirstJobAtOnceAndTheNextOnlyWhenThatIsOver() {
    add("s", "`recurrenceInterval`:`PT10M`", "");
    JsonNode first = wire.get("/jobs/s:job-1").expect(200).json();
    assertThat(first.path("state").asText()).isEqualTo("active");
    Instant begun = created(first);
    // Another was due meanwhile.
    awaitClock(begun.plusSeconds(610));
    assertThat(jobs("s")).containsExactly("s:job-1");
    assertThat(wire.get("/jobschedules/s").json().at("/executionInfo/recentJob/id").asText())
        .isEqualTo("s:job-1");
    wire.post("/jobs/s:job-1/terminate", "").expect(202);
    JsonNode second = wire.awaitJob("s:job-2", "active");
    assertThat(jobs("s")).containsExactly("s:job-1", "s:job-2");
    // Late, and not when the third is due: there is no start window.
    assertThat(created(second)).isBetween(begun.plusSeconds(610), begun.plusSeconds(1199));
    assertThat(wire.get("/jobschedules/s").json().path("state").asText()).isEqualTo("active");
  }

  @Test
  void oneJobComesInEachIntervalUntilDoNotRunAfter() {
    Instant end = now().plusSeconds(900);
    add(
        "s",
        "`recurrenceInterval`:`PT2M`,`doNotRunAfter`:`" + end + "`",
        ",`onAllTasksComplete`:`terminatejob`");
    JsonNode schedule =
        wire.await("/jobschedules/s", json -> json.path("state").asText().equals("completed"));
    assertThat(schedule.path("executionInfo").has("endTime")).isTrue();
    assertThat(schedule.path("executionInfo").has("nextRunTime")).isFalse();
    JsonNode jobs = wire.get("/jobschedules/s/jobs").expect(200).json().path("value");
    assertThat(jobs.size()).isBetween(3, 8);
    Instant begun = created(schedule);
    long before = -1;
    for (JsonNode job : jobs) {
      assertThat(created(job)).isBeforeOrEqualTo(end);
      long interval = Duration.between(begun, created(job)).dividedBy(Duration.ofMinutes(2));
      assertThat(interval).isGreaterThan(before);
      before = interval;
    }
    assertThat(wire.post("/jobschedules/s/enable", "").expect(409).code())
        .isEqualTo("JobScheduleCompleted");
  }

  @Test
  void nothingRunsBeforeDoNotRunUntil() {
    Instant until = now().plusSeconds(1200);
    add("s", "`doNotRunUntil`:`" + until + "`", "");
    JsonNode schedule = wire.get("/jobschedules/s").json();
    assertThat(Instant.parse(schedule.at("/executionInfo/nextRunTime").asText())).isEqualTo(until);
    assertThat(jobs("s")).isEmpty();
    JsonNode job = wire.awaitJob("s:job-1", "active");
    assertThat(created(job)).isAfterOrEqualTo(until);
    wire.post("/jobs/s:job-1/terminate", "").expect(202);
    wire.await("/jobschedules/s", json -> json.path("state").asText().equals("completed"));
  }

  @Test
  void aJobThatDidNotStartInItsWindowIsNotMadeAnyMore() {
    add("s", "`recurrenceInterval`:`PT10M`,`startWindow`:`PT1M`", "");
    Instant begun = created(wire.get("/jobs/s:job-1").json());
    awaitClock(begun.plusSeconds(720));
    wire.post("/jobs/s:job-1/terminate", "").expect(202);
    assertThat(created(wire.awaitJob("s:job-2", "active")))
        .isAfterOrEqualTo(begun.plusSeconds(1200));
  }

  @Test
  void aDisabledScheduleMakesNoJobUntilItIsEnabled() {
    Instant until = now().plusSeconds(900);
    add("s", "`doNotRunUntil`:`" + until + "`", "");
    wire.post("/jobschedules/s/disable", "").expect(204);
    awaitClock(until.plusSeconds(60));
    assertThat(jobs("s")).isEmpty();
    assertThat(wire.get("/jobschedules/s").json().path("state").asText()).isEqualTo("disabled");
    wire.post("/jobschedules/s/enable", "").expect(204);
    assertThat(jobs("s")).containsExactly("s:job-1");
    assertThat(wire.get("/jobschedules/s").json().path("previousState").asText())
        .isEqualTo("disabled");
  }

  @Test
  void aTerminatedScheduleEndsItsJobAndADeletedOneTakesItsJobsWithIt() {
    add("s", "`recurrenceInterval`:`PT1M`", "");
    wire.post("/jobschedules/s/terminate", "").expect(202);
    wire.await("/jobschedules/s", json -> json.path("state").asText().equals("completed"));
    JsonNode job = wire.get("/jobs/s:job-1").json();
    assertThat(job.path("state").asText()).isEqualTo("completed");
    assertThat(job.at("/executionInfo/terminateReason").asText()).isEqualTo("TerminateJobSchedule");
    wire.send("DELETE", "/jobschedules/s", "", Map.of()).expect(202);
    wire.await("/jobschedules/s", json -> json.path("code").asText().equals("JobScheduleNotFound"));
    assertThat(wire.get("/jobs/s:job-1").expect(404).code()).isEqualTo("JobNotFound");
    wire.send("HEAD", "/jobschedules/s", "", Map.of()).expect(404);
  }

  @Test
  void tasksOfASchedulesJobRunInTheFolderOfTheirJob() {
    wire.addPool("p", 1, "");
    add("s", "", ",`commonEnvironmentSettings`:[{`name`:`SHOW`,`value`:`tundra`}]");
    wire.addTask("s:job-1", "t", "echo $SHOW $AZ_BATCH_JOB_ID", "");
    JsonNode task = wire.awaitTask("s:job-1", "t", "completed");
    assertThat(task.at("/nodeInfo/taskRootDirectory").asText()).isEqualTo("workitems/s/job-1/t");
    assertThat(wire.get("/jobs/s:job-1/tasks/t/files/stdout.txt").text())
        .isEqualTo("tundra s:job-1\n");
    String path = task.at("/nodeInfo/taskRootDirectoryUrl").asText();
    assertThat(wire.get(path.substring(path.indexOf("/pools")) + "/stdout.txt").text())
        .isEqualTo("tundra s:job-1\n");
  }

  @Test
  void aChangeReachesTheJobsThatFollow() {
    add("s", "`recurrenceInterval`:`PT1M`", ",`priority`:1");
    String tag = wire.get("/jobschedules/s").headers().get("ETag");
    String change =
        "{`jobSpecification`:{`priority`:7,`poolInfo`:{`poolId`:`other`}}}".replace('`', '"');
    wire.send("PATCH", "/jobschedules/s", change, Map.of("If-Match", tag)).expect(200);
    wire.send("PATCH", "/jobschedules/s", change, Map.of("If-Match", tag)).expect(412);
    assertThat(wire.get("/jobs/s:job-1").json().path("priority").asInt()).isEqualTo(1);
    wire.post("/jobs/s:job-1/terminate", "").expect(202);
    JsonNode second = wire.awaitJob("s:job-2", "active");
    assertThat(second.path("priority").asInt()).isEqualTo(7);
    assertThat(second.at("/poolInfo/poolId").asText()).isEqualTo("other");
    String replaced =
        "{`schedule`:{},`jobSpecification`:{`poolInfo`:{`poolId`:`p`}}}".replace('`', '"');
    wire.send("PUT", "/jobschedules/s", replaced, Map.of()).expect(200);
    JsonNode schedule = wire.get("/jobschedules/s").json();
    assertThat(schedule.has("metadata")).isFalse();
    assertThat(schedule.at("/schedule").size()).isZero();
    String daily =
        "{`schedule`:{`recurrenceInterval`:`PT25H`,`doNotRunAfter`:`2999-01-01T02:00:00+02:00`}}"
            .replace('`', '"');
    wire.send("PATCH", "/jobschedules/s", daily, Map.of()).expect(200);
    assertThat(wire.get("/jobschedules/s").json().path("schedule").toString())
        .isEqualTo(
            "{\"recurrenceInterval\":\"P1DT1H\",\"doNotRunAfter\":\"2999-01-01T00:00:00.0000000Z\"}");
    assertThat(schedule.at("/jobSpecification/onAllTasksComplete").asText()).isEqualTo("noaction");
  }

  @Test
  void anIdIsForAJobOrForASchedule() {
    add("s", "", "");
    wire.addJob("j", "p", "");
    String schedule = "{`id`:`%s`,`schedule`:{},`jobSpecification`:{`poolInfo`:{`poolId`:`p`}}}";
    assertThat(wire.post("/jobschedules", schedule.formatted("S")).expect(409).code())
        .isEqualTo("JobScheduleExists");
    assertThat(wire.post("/jobschedules", schedule.formatted("j")).expect(409).code())
        .isEqualTo("JobWithSameIdExists");
    assertThat(wire.post("/jobs", "{`id`:`s`,`poolInfo`:{`poolId`:`p`}}").expect(409).code())
        .isEqualTo("JobScheduleWithSameIdExists");
    assertThat(
            wire.post(
                    "/jobschedules",
                    schedule
                        .formatted("x")
                        .replace("`schedule`:{}", "`schedule`:{`startWindow`:`PT9S`}"))
                .expect(400)
                .code())
        .isEqualTo("InvalidPropertyValue");
    assertThat(
            wire.get("/jobschedules?$filter=startswith(id,'s') and state eq 'active'&$select=id")
                .expect(200)
                .json()
                .path("value"))
        .singleElement()
        .satisfies(one -> assertThat(one.size()).isEqualTo(1));
  }

  private void add(String id, String when, String job) {
    wire.post(
            "/jobschedules",
            "{`id`:`"
                + id
                + "`,`schedule`:{"
                + when
                + "},`metadata`:[{`name`:`n`,`value`:`v`}],`jobSpecification`:{`poolInfo`:{`poolId`:`p`}"
                + job
                + "}}")
        .expect(201);
  }

  private List<String> jobs(String schedule) {
    return wire.get("/jobschedules/" + schedule + "/jobs")
        .expect(200)
        .json()
        .path("value")
        .findValuesAsText("id");
  }

  private static Instant created(JsonNode entity) {
    return Instant.parse(entity.path("creationTime").asText());
  }

  /** The account's time, seen in the state of a job that was just made. */
  private Instant now() {
    String id = "clock" + System.nanoTime();
    wire.addJob(id, "p", "");
    Instant now = created(wire.get("/jobs/" + id).json());
    wire.send("DELETE", "/jobs/" + id, "", Map.of()).expect(202);
    return now;
  }

  private void awaitClock(Instant time) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !now().isBefore(time));
  }
}
