package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An emulator that ended and one that goes on with its state, in one JVM. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class StateIT {

  @TempDir private Path folder;

  @BeforeEach
  void tasksOfOtherUsersPassThroughTheFolder() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private BatchEmulator start() {
    return BatchEmulator.start(KeptJvm.settings(folder));
  }

  private Path file() {
    return folder.resolve("state/account.log");
  }

  @Test
  void whatIsThereComesBackAsItWas() {
    JsonNode pool;
    JsonNode job;
    JsonNode succeeded;
    JsonNode failed;
    JsonNode disabled;
    JsonNode schedule;
    JsonNode waiting;
    String key;
    try (BatchEmulator emulator = start()) {
      BatchWire wire = new BatchWire(emulator);
      key = emulator.accountKey();
      wire.addPool("p", 1, ",`metadata`:[{`name`:`a`,`value`:`b`}]");
      wire.awaitNodes("p", 1, "idle");
      wire.addJob("j", "p", ",`usesTaskDependencies`:true");
      wire.addTask("j", "good", "true", "");
      wire.addTask("j", "bad", "exit 3", ",`displayName`:`Ü`");
      wire.addTask("j", "never", "true", ",`dependsOn`:{`taskIds`:[`bad`]}");
      wire.addTask("j", "gone", "true", "");
      wire.awaitTask("j", "gone", "completed");
      wire.send("DELETE", "/jobs/j/tasks/gone", "", Map.of()).expect(200);
      succeeded = wire.awaitTask("j", "good", "completed");
      failed = wire.awaitTask("j", "bad", "completed");
      wire.addJob("off", "p", "");
      wire.post("/jobs/off/disable", "{`disableTasks`:`requeue`}").expect(202);
      wire.addTask("off", "t", "true", "");
      wire.addJob("over", "p", "");
      wire.addTask("over", "t", "true", "");
      wire.awaitTask("over", "t", "completed");
      wire.send("DELETE", "/jobs/over", "", Map.of()).expect(202);
      wire.post(
              "/jobschedules",
              "{`id`:`s`,`schedule`:{`recurrenceInterval`:`PT1H`},`jobSpecification`:"
                  + "{`poolInfo`:{`poolId`:`p`}}}")
          .expect(201);
      pool = wire.get("/pools/p").json();
      job = wire.get("/jobs/j").json();
      disabled = wire.awaitJob("off", "disabled");
      schedule = wire.get("/jobschedules/s").json();
      waiting = wire.get("/jobs/j/tasks/never").json();
    }
    try (BatchEmulator emulator = start()) {
      BatchWire wire = new BatchWire(emulator);
      assertThat(emulator.accountKey()).isEqualTo(key);
      String before = pool.path("url").asText();
      String origin = before.substring(0, before.indexOf("/pools"));
      String now = emulator.endpoint().toString();
      assertThat(wire.get("/pools/p").json().path("eTag")).isEqualTo(pool.path("eTag"));
      assertThat(wire.get("/pools/p").json().path("metadata")).isEqualTo(pool.path("metadata"));
      assertThat(same(wire, "/jobs/j")).isEqualTo(text(job, origin, now));
      assertThat(same(wire, "/jobs/j/tasks/good")).isEqualTo(text(succeeded, origin, now));
      assertThat(same(wire, "/jobs/j/tasks/bad")).isEqualTo(text(failed, origin, now));
      assertThat(same(wire, "/jobs/j/tasks/never")).isEqualTo(text(waiting, origin, now));
      assertThat(same(wire, "/jobs/off")).isEqualTo(text(disabled, origin, now));
      assertThat(same(wire, "/jobschedules/s")).isEqualTo(text(schedule, origin, now));
      wire.get("/jobs/j/tasks/gone").expect(404);
      wire.get("/jobs/over").expect(404);
      assertThat(wire.get("/jobs/j/tasks/good/files/stdout.txt").expect(409).code())
          .isEqualTo("TaskFilesUnavailable");
      assertThat(wire.get("/jobs/j/taskcounts").json().path("taskCounts").toString())
          .isEqualTo("{\"active\":1,\"running\":0,\"completed\":2,\"succeeded\":1,\"failed\":1}");

      wire.post("/jobs/off/enable", "").expect(202);
      wire.awaitTask("off", "t", "completed");
      wire.awaitNodes("p", 1, "idle");
      assertThat(wire.get("/jobschedules/s/jobs").json().path("value")).hasSize(1);
      wire.send("DELETE", "/jobschedules/s", "", Map.of()).expect(202);
      wire.await("/jobs/s:job-1", json -> json.path("code").asText().equals("JobNotFound"));
    }
  }

  private static String same(BatchWire wire, String path) {
    return wire.get(path).expect(200).text();
  }

  private static String text(JsonNode json, String origin, String now) {
    return json.toString().replace(origin, now);
  }

  @Test
  void aPoolScalesItselfOnAndAPoolOfAJobGoesWithIt() {
    try (BatchEmulator emulator = start()) {
      BatchWire wire = new BatchWire(emulator);
      wire.post(
              "/pools",
              "{`id`:`auto`,`vmSize`:`standard_d2s_v3`,`enableAutoScale`:true,"
                  + "`autoScaleFormula`:`$TargetDedicatedNodes=2;`}")
          .expect(201);
      wire.awaitNodes("auto", 2, "idle");
      wire.post(
              "/jobs",
              "{`id`:`j`,`poolInfo`:{`autoPoolSpecification`:{`poolLifetimeOption`:`job`,`pool`:"
                  + "{`vmSize`:`standard_d2s_v3`,`targetDedicatedNodes`:1}}}}")
          .expect(201);
    }
    try (BatchEmulator emulator = start()) {
      BatchWire wire = new BatchWire(emulator);
      JsonNode pool = wire.get("/pools/auto").json();
      assertThat(pool.path("enableAutoScale").asBoolean()).isTrue();
      assertThat(pool.path("autoScaleFormula").asText()).isEqualTo("$TargetDedicatedNodes=2;");
      wire.awaitNodes("auto", 2, "idle");
      String ofJob = wire.get("/jobs/j").json().at("/executionInfo/poolId").asText();
      wire.addTask("j", "t", "true", "");
      wire.awaitTask("j", "t", "completed");
      wire.post("/jobs/j/terminate", "{}").expect(202);
      wire.await("/pools/" + ofJob, json -> json.path("code").asText().equals("PoolNotFound"));
    }
  }

  @Test
  void theFolderIsForItsOwnerAndForOneEmulator() throws IOException {
    try (BatchEmulator first = start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
      assertThatThrownBy(this::start)
          .isInstanceOf(EmulatorStartException.class)
          .hasMessageContaining("another emulator uses it")
          .hasMessageNotContaining("\n");
      new BatchWire(first).get("/pools").expect(200);
    }
  }

  @Test
  void anEntryThatWasNotFinishedIsDroppedWhole() throws Exception {
    byte[] whole = thousandTasks();
    Files.write(file(), Arrays.copyOf(whole, whole.length - 1));
    try (BatchEmulator emulator = start()) {
      assertThat(count(emulator)).isEqualTo(900);
    }
    try (BatchEmulator emulator = start()) {
      assertThat(count(emulator)).as("and the file goes on from there").isEqualTo(900);
    }
  }

  @Test
  void aFileInWhichOneBitIsAnotherIsRefused() throws Exception {
    byte[] whole = thousandTasks();
    for (int place = 0; place < whole.length; place += whole.length / 20) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 1;
      Files.write(file(), damaged);
      assertThatThrownBy(this::start)
          .isInstanceOf(EmulatorStartException.class)
          .hasMessageContaining("account.log is damaged")
          .hasMessageNotContaining("\n");
    }
    Files.write(file(), whole);
    try (BatchEmulator emulator = start()) {
      assertThat(count(emulator)).isEqualTo(1_000);
    }
  }

  private byte[] thousandTasks() throws Exception {
    try (BatchEmulator emulator = start()) {
      BatchWire wire = new BatchWire(emulator);
      wire.addJob("j", "none", "");
      ManyTasks.add(wire, "j", 1_000);
    }
    return Files.readAllBytes(file());
  }

  private static int count(BatchEmulator emulator) {
    return new BatchWire(emulator)
        .get("/jobs/j/taskcounts")
        .json()
        .at("/taskCounts/active")
        .asInt();
  }
}
