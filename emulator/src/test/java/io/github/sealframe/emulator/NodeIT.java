package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Nodes and tasks as processes: what the API reports is what happened to them. */
class NodeIT {

  private static final String ADMIN =
      "`userIdentity`:{`autoUser`:{`scope`:`pool`,`elevationLevel`:`admin`}}";
  private static final String REQUEUE = "{`disableTasks`:`requeue`}";

  private final AtomicReference<Consumer<Path>> tamper = new AtomicReference<>(folder -> {});

  @AutoClose
  private final BatchEmulator emulator =
      BatchEmulator.start(
          BatchEmulator.Settings.defaults()
              .withBeforeStartTask(folder -> tamper.get().accept(folder)));

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void aPoolOfTwoNodesBecomesIdleAndSteady() {
    wire.addPool("p", 2, "");
    JsonNode nodes = wire.awaitNodes("p", 2, "idle");
    JsonNode pool = wire.get("/pools/p").json();
    assertThat(pool.path("allocationState").asText()).isEqualTo("steady");
    assertThat(pool.path("currentDedicatedNodes").asInt()).isEqualTo(2);
    JsonNode counts =
        wire.get("/nodecounts?$filter=poolId eq 'p'").json().path("value").get(0).path("dedicated");
    assertThat(counts.path("idle").asInt()).isEqualTo(2);
    assertThat(counts.path("total").asInt()).isEqualTo(2);
    assertThat(nodes.get(0).path("id").asText()).isNotEqualTo(nodes.get(1).path("id").asText());
  }

  @Test
  void manyNodesThatStartAtOnceDoNotGetInEachOthersWay() {
    for (int round = 0; round < 5; round++) {
      wire.addPool("many" + round, 12, "");
    }
    for (int round = 0; round < 5; round++) {
      wire.awaitNodes("many" + round, 12, "idle");
    }
    wire.addPool("slots", 1, ",`taskSlotsPerNode`:8");
    wire.awaitNodes("slots", 1, "idle");
    wire.addJob("wide", "slots", "");
    String tasks =
        IntStream.range(0, 32)
            .mapToObj(i -> "{`id`:`t" + i + "`,`commandLine`:`true`}")
            .collect(Collectors.joining(","));
    wire.post("/jobs/wide/addtaskcollection", "{`value`:[" + tasks + "]}").expect(200);
    wire.await(
        "/jobs/wide/taskcounts", json -> json.path("taskCounts").path("succeeded").asInt() == 32);
  }

  @Test
  void aFailedStartTaskShowsItsExitCodeAndItsFilesCanBeRead() {
    wire.addPool("p", 1, startTask("echo refused: $AZ_BATCH_POOL_ID >&2; exit 14"));
    JsonNode node = wire.awaitNodes("p", 1, "starttaskfailed").get(0);
    assertThat(node.path("startTaskInfo").path("exitCode").asInt()).isEqualTo(14);
    assertThat(node.path("startTaskInfo").path("result").asText()).isEqualTo("failure");
    assertThat(node.path("startTaskInfo").path("failureInfo").path("code").asText())
        .isEqualTo("FailureExitCode");
    assertThat(node.path("startTask").path("commandLine").asText()).contains("refused:");
    String file = "/pools/p/nodes/" + node.path("id").asText() + "/files/startup/stderr.txt";
    assertThat(wire.get(file).expect(200).text()).isEqualTo("refused: p\n");
    assertThat(wire.get(file, Map.of("ocp-range", "bytes=0-6")).expect(200).text())
        .isEqualTo("refused");
    BatchWire.Reply head = wire.send("HEAD", file, "", Map.of()).expect(200);
    assertThat(head.headers())
        .containsEntry("Content-Length", "11")
        .containsKey("ocp-batch-file-mode");
    wire.post("/pools/p/nodes/" + node.path("id").asText() + "/reboot", "{}").expect(409);
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "true", "");
    assertThat(wire.get("/jobs/j/tasks/t").json().path("state").asText()).isEqualTo("active");
  }

  @Test
  void aNodeFileOutsideTheNodeIsNotFound() throws IOException {
    wire.addPool("p", 1, "");
    String node = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    String files = "/pools/p/nodes/" + node + "/files/";
    wire.get(files + "..%2F..%2F..%2Fetc%2Fpasswd").expect(404);
    Files.createSymbolicLink(
        emulator.nodeRoot().resolve("p").resolve(node).resolve("out"), Path.of("/etc/passwd"));
    wire.get(files + "out").expect(404);
  }

  @Test
  void filesAreListedReadAndDeletedUnderConditions() {
    wire.addPool("p", 1, startTask("mkdir -p a/b; echo deep > a/b/c; ln -s /etc out"));
    String node = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    String files = "/pools/p/nodes/" + node + "/files";
    assertThat(names(files + "?recursive=true&$filter=startswith(name,'startup/wd/a')"))
        .containsExactly("startup/wd/a", "startup/wd/a/b", "startup/wd/a/b/c");
    assertThat(names(files)).contains("startup").noneMatch(name -> name.contains("/"));
    JsonNode page = wire.get(files + "?recursive=true&maxresults=2").expect(200).json();
    assertThat(page.path("value")).hasSize(2);
    assertThat(page.has("odata.nextLink")).isTrue();
    String file = files + "/startup/wd/a/b/c";
    BatchWire.Reply whole = wire.get(file).expect(200);
    assertThat(whole.text()).isEqualTo("deep\n");
    String modified = whole.headers().get("Last-Modified");
    wire.get(file, Map.of("If-Modified-Since", modified)).expect(304);
    wire.get(file, Map.of("If-Unmodified-Since", "Thu, 01 Jan 2026 00:00:00 GMT")).expect(412);
    assertThat(wire.get(file, Map.of("ocp-range", "bytes=2-")).expect(200).text())
        .isEqualTo("ep\n");
    assertThat(wire.get(file, Map.of("ocp-range", "bytes=9-")).expect(416).code())
        .isEqualTo("InvalidRange");
    String folder = files + "/startup/wd/a";
    assertThat(wire.send("HEAD", folder, "", Map.of()).expect(200).headers())
        .containsEntry("ocp-batch-file-isdirectory", "true");
    wire.get(folder).expect(404);
    wire.send("DELETE", files + "/startup/wd/out/passwd", "", Map.of()).expect(404);
    wire.send("DELETE", folder, "", Map.of()).expect(409);
    wire.send("DELETE", file, "", Map.of()).expect(200);
    wire.get(file).expect(404);
    wire.send("DELETE", folder + "?recursive=true", "", Map.of()).expect(200);
    assertThat(names(files + "?recursive=true")).doesNotContain("startup/wd/a");
    assertThat(Path.of("/etc/passwd")).exists();
  }

  private List<String> names(String list) {
    return wire.get(list).expect(200).json().path("value").findValuesAsText("name");
  }

  @Test
  void whatIsTamperedWithBeforeTheStartTaskIsSeenByIt() {
    tamper.set(folder -> write(folder.resolve("planted"), "x"));
    wire.addPool("p", 1, startTask("test ! -e $AZ_BATCH_NODE_ROOT_DIR/planted"));
    wire.awaitNodes("p", 1, "starttaskfailed");
  }

  @Test
  void aFaultWhileANodeStartsMakesItUnusable() {
    tamper.set(
        folder -> {
          throw new UncheckedIOException(new IOException("disk gone"));
        });
    wire.addPool("p", 1, "");
    JsonNode node = wire.awaitNodes("p", 1, "unusable").get(0);
    assertThat(node.path("errors").get(0).path("message").asText()).contains("disk gone");
  }

  @Test
  void aTaskRunsWithTheEnvironmentOfItsNodeAndNothingElse() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "env; pwd", ",`environmentSettings`:[{`name`:`FRAME`,`value`:`7 8`}]");
    JsonNode task = wire.awaitTask("j", "t", "completed");
    assertThat(task.path("executionInfo").path("exitCode").asInt()).isZero();
    assertThat(task.path("executionInfo").path("result").asText()).isEqualTo("success");
    String node = task.path("nodeInfo").path("nodeId").asText();
    String out = wire.get("/jobs/j/tasks/t/files/stdout.txt").expect(200).text();
    String root = emulator.nodeRoot().resolve("p").resolve(node).toString();
    assertThat(out.lines())
        .contains(
            "FRAME=7 8",
            "AZ_BATCH_NODE_ROOT_DIR=" + root,
            "AZ_BATCH_TASK_WORKING_DIR=" + root + "/workitems/j/job-1/t/wd",
            "AZ_BATCH_JOB_ID=j",
            "AZ_BATCH_TASK_ID=t",
            "AZ_BATCH_POOL_ID=p",
            "HOME=" + root + "/workitems/j/job-1/t/wd",
            root + "/workitems/j/job-1/t/wd")
        .noneMatch(line -> line.startsWith("JAVA_HOME=") || line.startsWith("MAVEN"));
  }

  @Test
  void aTaskKilledFromOutsideShowsTheSignal() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "echo $$ > pid; exec sleep 300", "");
    long pid = pidOf("t");
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    JsonNode info = wire.awaitTask("j", "t", "completed").path("executionInfo");
    assertThat(info.path("exitCode").asInt()).isEqualTo(137);
    assertThat(info.path("result").asText()).isEqualTo("failure");
    wire.awaitNodes("p", 1, "idle");
  }

  @Test
  void aProgramThatIsNotThereIsAFailureWithoutExitCode() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.post("/jobs/j/tasks", "{`id`:`t`,`commandLine`:`no-such-program x`}").expect(201);
    JsonNode info = wire.awaitTask("j", "t", "completed").path("executionInfo");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("CommandProgramNotFound");
    assertThat(info.has("exitCode")).isFalse();
  }

  @Test
  void anUnprivilegedTaskCanChangeNeitherWhatRootPutOnTheNodeNorAnotherTask() {
    if (!System.getProperty("user.name").equals("root")) {
      assertThatEverythingRunsAsTheCurrentUser();
      return;
    }
    wire.addPool(
        "p",
        1,
        startTask(
            "mkdir -p $AZ_BATCH_NODE_ROOT_DIR/pkg && echo good > $AZ_BATCH_NODE_ROOT_DIR/pkg/f"));
    wire.addJob("j", "p", "");
    wire.addTask("j", "first", "echo secret > mine; id -u", "");
    wire.awaitTask("j", "first", "completed");
    wire.addTask(
        "j",
        "second",
        "id -u; R=$AZ_BATCH_NODE_ROOT_DIR; echo bad > $R/pkg/f; mv $R/pkg $R/gone; touch $R/new;"
            + " cat $R/workitems/j/job-1/first/wd/mine; ls $R/workitems/j/job-1/first; cat $R/pkg/f",
        "");
    wire.awaitTask("j", "second", "completed");
    String first = wire.get("/jobs/j/tasks/first/files/stdout.txt").text().trim();
    assertThat(wire.get("/jobs/j/tasks/second/files/stdout.txt").text().lines().toList())
        .hasSize(2)
        .endsWith("good")
        .doesNotContain(first, "0", "secret");
  }

  @Test
  void disablingAJobKillsItsTasksAndQueuesThemAgain() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "(sleep 301 &) ; echo $$ > pid; sleep 301", "");
    long pid = pidOf("t");
    wire.post("/jobs/j/disable", REQUEUE).expect(202);
    wire.awaitJob("j", "disabled");
    JsonNode task = wire.get("/jobs/j/tasks/t").json();
    assertThat(task.path("state").asText()).isEqualTo("active");
    assertThat(task.path("previousState").asText()).isEqualTo("running");
    assertThat(task.path("executionInfo").path("requeueCount").asInt()).isEqualTo(1);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    awaitNothingRunsOnNodes();
    wire.post("/jobs/j/enable", "").expect(202);
    wire.awaitTask("j", "t", "running");
  }

  @Test
  void aFailedPreparationTaskKeepsTheJobOffTheNodeAndTheNodeIdle() {
    wire.addPool("p", 1, "");
    wire.addJob(
        "j",
        "p",
        ",`jobPreparationTask`:{`commandLine`:"
            + BatchWire.sh("echo bad scene >&2; exit 11")
            + ","
            + ADMIN
            + "}");
    wire.addTask("j", "t", "true", "");
    String path = "/jobs/j/jobpreparationandreleasetaskstatus";
    JsonNode status =
        wire.await(
                path,
                json ->
                    json.path("value")
                        .path(0)
                        .path("jobPreparationTaskExecutionInfo")
                        .path("state")
                        .asText()
                        .equals("completed"))
            .path("value")
            .get(0);
    JsonNode info = status.path("jobPreparationTaskExecutionInfo");
    assertThat(info.path("exitCode").asInt()).isEqualTo(11);
    assertThat(info.path("result").asText()).isEqualTo("failure");
    wire.awaitNodes("p", 1, "idle");
    assertThat(wire.get("/jobs/j/tasks/t").json().path("state").asText()).isEqualTo("active");
    assertThat(wire.get("/jobs/j").json().path("state").asText()).isEqualTo("active");
    String file =
        "/pools/p/nodes/"
            + status.path("nodeId").asText()
            + "/files/"
            + info.path("taskRootDirectory").asText();
    assertThat(wire.get(file + "/stderr.txt").expect(200).text()).isEqualTo("bad scene\n");
    wire.addJob("other", "p", "");
    wire.addTask("other", "t", "true", "");
    wire.awaitTask("other", "t", "completed");
  }

  @Test
  void aPreparationTaskRunsOnceForEachNodeBeforeTheTasks() {
    wire.addPool("p", 1, "");
    wire.addJob(
        "j",
        "p",
        ",`jobPreparationTask`:{`commandLine`:"
            + BatchWire.sh("echo x >> $AZ_BATCH_NODE_SHARED_DIR/n; echo ok > made")
            + ","
            + ADMIN
            + "}");
    wire.addTask("j", "a", "cat $AZ_BATCH_JOB_PREP_WORKING_DIR/made", "");
    wire.addTask("j", "b", "wc -l < $AZ_BATCH_NODE_SHARED_DIR/n", "");
    wire.awaitTask("j", "a", "completed");
    wire.awaitTask("j", "b", "completed");
    assertThat(wire.get("/jobs/j/tasks/a/files/stdout.txt").text()).isEqualTo("ok\n");
    assertThat(wire.get("/jobs/j/tasks/b/files/stdout.txt").text().trim()).isEqualTo("1");
  }

  @Test
  void anExitConditionDisablesTheJob() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", ",`onTaskFailure`:`performexitoptionsjobaction`");
    String conditions =
        ",`exitConditions`:{`exitCodes`:[{`code`:11,`exitOptions`:{`jobAction`:`disable`}}],`default`:{`jobAction`:`none`}}";
    wire.addTask("j", "harmless", "exit 3", conditions);
    wire.awaitTask("j", "harmless", "completed");
    assertThat(wire.get("/jobs/j").json().path("state").asText()).isEqualTo("active");
    wire.addTask("j", "differs", "exit 11", conditions);
    wire.addTask("j", "after", "true", conditions);
    wire.awaitJob("j", "disabled");
    assertThat(wire.get("/jobs/j/tasks/after").json().path("state").asText()).isEqualTo("active");
  }

  @Test
  void withoutExitConditionsAFailedTaskTerminatesAJobThatActsOnIt() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", ",`onTaskFailure`:`performexitoptionsjobaction`");
    wire.addTask("j", "t", "exit 1", "");
    assertThat(
            wire.awaitJob("j", "completed").path("executionInfo").path("terminateReason").asText())
        .isEqualTo("TaskFailed");
  }

  @Test
  void aTaskThatFailsIsRepeatedAsOftenAsItMayBe() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "exit 1", ",`constraints`:{`maxTaskRetryCount`:2}");
    assertThat(
            wire.awaitTask("j", "t", "completed").path("executionInfo").path("retryCount").asInt())
        .isEqualTo(2);
  }

  @Test
  void aTaskThatTakesTooLongIsEnded() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "sleep 302", ",`constraints`:{`maxWallClockTime`:`PT0.3S`}");
    JsonNode info = wire.awaitTask("j", "t", "completed").path("executionInfo");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("TaskEnded");
  }

  @Test
  void aJobEndsWithItsTasks() {
    wire.addPool("p", 2, "");
    wire.addJob("j", "p", "");
    for (int i = 0; i < 6; i++) {
      wire.addTask("j", "t" + i, "true", "");
    }
    wire.send("PATCH", "/jobs/j", "{\"onAllTasksComplete\":\"terminatejob\"}", Map.of())
        .expect(200);
    JsonNode job = wire.awaitJob("j", "completed");
    assertThat(job.path("executionInfo").path("terminateReason").asText())
        .isEqualTo("AllTasksComplete");
    assertThat(wire.get("/jobs/j/taskcounts").json().path("taskCounts").path("succeeded").asInt())
        .isEqualTo(6);
  }

  @Test
  void aRebootRunsTheStartTaskAgainAndAReimageClearsTheDisk() {
    wire.addPool("p", 1, startTask("echo x >> runs; cat runs"));
    String node = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    String stdout = "/pools/p/nodes/" + node + "/files/startup/stdout.txt";
    wire.post("/pools/p/nodes/" + node + "/reboot", "").expect(202);
    wire.awaitNodes("p", 1, "idle");
    assertThat(wire.get(stdout).text()).isEqualTo("x\nx\n");
    wire.post("/pools/p/nodes/" + node + "/reimage", "").expect(202);
    wire.awaitNodes("p", 1, "idle");
    assertThat(wire.get(stdout).text()).isEqualTo("x\n");
  }

  @Test
  void aNodeShowsTheStartTaskThatItRanAndNotTheOneThatThePoolHasNow() {
    wire.addPool("p", 1, startTask("echo old"));
    wire.awaitNodes("p", 1, "idle");
    String changed = "{`startTask`:{`commandLine`:`/bin/echo new`}}".replace('`', '"');
    wire.send("PATCH", "/pools/p", changed, Map.of()).expect(200);
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:2}").expect(202);
    JsonNode nodes = wire.awaitNodes("p", 2, "idle");
    assertThat(nodes.get(0).path("startTask").path("commandLine").asText()).contains("echo old");
    assertThat(nodes.get(1).path("startTask").path("commandLine").asText()).contains("echo new");
  }

  @Test
  void aPoolWithNodesKeepsWhatTheyWereMadeFrom() {
    wire.addPool("p", 1, "");
    wire.awaitNodes("p", 1, "idle");
    assertThat(
            wire.send("PATCH", "/pools/p", "{\"vmSize\":\"other\"}", Map.of()).expect(409).code())
        .isEqualTo("OperationInvalidForCurrentState");
    assertThat(wire.get("/pools/p").json().path("vmSize").asText()).isEqualTo("standard_d2s_v3");
  }

  @Test
  void aRemovedNodesTaskRunsAgainElsewhere() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "echo $$ > pid; exec sleep 303", "");
    long pid = pidOf("t");
    String node = wire.get("/jobs/j/tasks/t").json().path("nodeInfo").path("nodeId").asText();
    wire.post("/pools/p/removenodes", "{`nodeList`:[`" + node + "`]}").expect(202);
    wire.await("/pools/p", pool -> pool.path("allocationState").asText().equals("steady"));
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(Files.exists(emulator.nodeRoot().resolve("p").resolve(node))).isFalse();
    assertThat(wire.get("/pools/p").json().path("targetDedicatedNodes").asInt()).isZero();
    wire.post("/pools/p/resize", "{`targetDedicatedNodes`:1}").expect(202);
    wire.awaitTask("j", "t", "running");
  }

  @Test
  void aDeletedPoolAndAnEndedJobLeaveNothingRunning() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "echo $$ > pid; exec sleep 304", "");
    pidOf("t");
    wire.post("/jobs/j/terminate", "{`terminateReason`:`enough`}").expect(202);
    JsonNode job = wire.awaitJob("j", "completed");
    assertThat(job.path("executionInfo").path("terminateReason").asText()).isEqualTo("enough");
    assertThat(
            wire.get("/jobs/j/tasks/t")
                .json()
                .path("executionInfo")
                .path("failureInfo")
                .path("code")
                .asText())
        .isEqualTo("TaskEnded");
    wire.send("DELETE", "/jobs/j", "", Map.of()).expect(202);
    wire.await("/jobs/j", json -> json.path("code").asText().equals("JobNotFound"));
    wire.send("DELETE", "/pools/p", "", Map.of()).expect(202);
    wire.await("/pools/p", json -> json.path("code").asText().equals("PoolNotFound"));
    awaitNothingRunsOnNodes();
  }

  @Test
  void closingLeavesNoProcessNotEvenADaemon() {
    wire.addPool("p", 2, startTask("sleep 305 & echo started"));
    wire.awaitNodes("p", 2, "idle");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "(setsid sleep 306 &) ; echo $$ > pid; sleep 306", "");
    wire.addTask("j", "u", "sleep 306", "");
    pidOf("t");
    assertThat(processesOnNodes()).hasSizeGreaterThanOrEqualTo(5);
    emulator.close();
    awaitNothingRunsOnNodes();
    assertThat(Files.exists(emulator.nodeRoot())).isFalse();
  }

  @Test
  void aShortTaskStartsWithinMilliseconds() {
    wire.addPool("p", 1, "");
    wire.awaitNodes("p", 1, "idle");
    wire.addJob("j", "p", "");
    wire.addTask("j", "warm", "true", "");
    wire.awaitTask("j", "warm", "completed");
    long begin = System.nanoTime();
    wire.addTask("j", "t", "true", "");
    wire.awaitTask("j", "t", "completed");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(400));
  }

  private static String startTask(String script) {
    return ",`startTask`:{`commandLine`:"
        + BatchWire.sh(script)
        + ",`waitForSuccess`:true,"
        + ADMIN
        + "}";
  }

  /** The process id that a task wrote into its working directory as its first act. */
  private long pidOf(String task) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              BatchWire.Reply reply = wire.get("/jobs/j/tasks/" + task + "/files/wd/pid");
              return reply.status() == 200 && reply.text().endsWith("\n")
                  ? Optional.of(Long.parseLong(reply.text().trim()))
                  : Optional.<Long>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private void awaitNothingRunsOnNodes() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(processesOnNodes()).isEmpty());
  }

  /** Command lines of the processes whose environment names this emulator's nodes. */
  private List<String> processesOnNodes() {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(
              process -> read(process.resolve("environ")).contains("=" + emulator.nodeRoot() + "/"))
          .map(process -> process + " " + read(process.resolve("cmdline")).replace('\0', ' '))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is documented for an emulator that is not root. */
  private void assertThatEverythingRunsAsTheCurrentUser() {
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "id -un", "");
    wire.awaitTask("j", "t", "completed");
    assertThat(wire.get("/jobs/j/tasks/t/files/stdout.txt").text().trim())
        .isEqualTo(System.getProperty("user.name"));
  }
}
