package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.DetailLevel;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.models.ApplicationSummary;
import com.microsoft.azure.batch.protocol.models.AutoPoolSpecification;
import com.microsoft.azure.batch.protocol.models.AutoScaleRun;
import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.azure.batch.protocol.models.CloudJob;
import com.microsoft.azure.batch.protocol.models.CloudJobSchedule;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeDeallocateOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeRebootOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeReimageOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeState;
import com.microsoft.azure.batch.protocol.models.DependencyAction;
import com.microsoft.azure.batch.protocol.models.DisableComputeNodeSchedulingOption;
import com.microsoft.azure.batch.protocol.models.DisableJobOption;
import com.microsoft.azure.batch.protocol.models.ExitConditions;
import com.microsoft.azure.batch.protocol.models.ExitOptions;
import com.microsoft.azure.batch.protocol.models.FileProperties;
import com.microsoft.azure.batch.protocol.models.ImageInformation;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobManagerTask;
import com.microsoft.azure.batch.protocol.models.JobPatchParameter;
import com.microsoft.azure.batch.protocol.models.JobPreparationAndReleaseTaskExecutionInformation;
import com.microsoft.azure.batch.protocol.models.JobPreparationTask;
import com.microsoft.azure.batch.protocol.models.JobReleaseTask;
import com.microsoft.azure.batch.protocol.models.JobScheduleState;
import com.microsoft.azure.batch.protocol.models.JobSpecification;
import com.microsoft.azure.batch.protocol.models.JobState;
import com.microsoft.azure.batch.protocol.models.JobUpdateParameter;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.NodeFile;
import com.microsoft.azure.batch.protocol.models.PoolAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolInformation;
import com.microsoft.azure.batch.protocol.models.PoolLifetimeOption;
import com.microsoft.azure.batch.protocol.models.PoolNodeCounts;
import com.microsoft.azure.batch.protocol.models.PoolPatchParameter;
import com.microsoft.azure.batch.protocol.models.PoolSpecification;
import com.microsoft.azure.batch.protocol.models.PoolUpdatePropertiesParameter;
import com.microsoft.azure.batch.protocol.models.Schedule;
import com.microsoft.azure.batch.protocol.models.StartTask;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskConstraints;
import com.microsoft.azure.batch.protocol.models.TaskCountsResult;
import com.microsoft.azure.batch.protocol.models.TaskDependencies;
import com.microsoft.azure.batch.protocol.models.TaskIdRange;
import com.microsoft.azure.batch.protocol.models.TaskState;
import com.microsoft.azure.batch.protocol.models.UserAccount;
import com.microsoft.azure.batch.protocol.models.UserIdentity;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.joda.time.Period;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole API, driven by Microsoft's previous client, which speaks the same version of it. */
class OracleIT {

  private static final ObjectMapper STRICT =
      new AzureJacksonAdapter()
          .serializer()
          .copy()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private BatchEmulator emulator;
  private BatchWire wire;
  private BatchClient client;

  @BeforeEach
  void start() {
    emulator =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults()
                .withApplications(
                    List.of(new BatchApplication("blender", "Blender", List.of("3.6", "4.2")))));
    wire = new BatchWire(emulator);
    client =
        BatchClient.open(
            new BatchSharedKeyCredentials(
                emulator.endpoint().toString(), emulator.accountName(), emulator.accountKey()));
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void pools() throws IOException {
    var pools = client.poolOperations();
    pools.createPool(pool("p"));
    assertThat(pools.existsPool("p")).isTrue();
    assertThat(pools.existsPool("q")).isFalse();
    await(() -> pools.getPool("p"), pool -> pool.currentDedicatedNodes() == 1);
    assertThat(pools.listPools(where("startswith(id,'p')").build()))
        .extracting(CloudPool::id)
        .containsExactly("p");
    pools.patchPool(
        "p",
        new PoolPatchParameter()
            .withMetadata(List.of(new MetadataItem().withName("show").withValue("tundra"))));
    assertThat(pools.getPool("p").metadata()).extracting(MetadataItem::value).contains("tundra");
    pools.updatePoolProperties(
        "p",
        new PoolUpdatePropertiesParameter()
            .withCertificateReferences(List.of())
            .withApplicationPackageReferences(List.of())
            .withMetadata(List.of()));
    assertThat(pools.getPool("p").startTask()).isNull();
    steady("p");
    pools.resizePool("p", 2, 0);
    steady("p");
    List<ComputeNode> nodes = idle("p", 2);
    pools.removeNodeFromPool("p", nodes.get(0).id());
    steady("p");
    pools.enableAutoScale("p", "$TargetDedicatedNodes = 0;", Period.minutes(5));
    AutoScaleRun run = pools.evaluateAutoScale("p", "$TargetDedicatedNodes = 3;");
    assertThat(run.results()).startsWith("$TargetDedicatedNodes=3;");
    assertThat(run.error()).isNull();
    assertThat(pools.getPool("p").autoScaleRun().results()).startsWith("$TargetDedicatedNodes=0;");
    pools.disableAutoScale("p");
    assertThat(client.accountOperations().listPoolNodeCounts())
        .extracting(PoolNodeCounts::poolId)
        .containsExactly("p");
    assertThat(client.accountOperations().listSupportedImages())
        .extracting(ImageInformation::nodeAgentSKUId)
        .containsExactly("batch.node.debian 12");
    pools.deletePool("p");
    await(() -> pools.existsPool("p"), exists -> !exists);
  }

  @Test
  void nodesAndFiles() throws IOException {
    var nodes = client.computeNodeOperations();
    var files = client.fileOperations();
    client.poolOperations().createPool(pool("p"));
    String id = idle("p", 1).get(0).id();
    assertThat(nodes.getComputeNode("p", id).startTaskInfo().exitCode()).isZero();
    nodes.disableComputeNodeScheduling("p", id, DisableComputeNodeSchedulingOption.REQUEUE);
    assertThat(nodes.getComputeNode("p", id).state()).isEqualTo(ComputeNodeState.OFFLINE);
    nodes.enableComputeNodeScheduling("p", id);
    nodes.rebootComputeNode("p", id, ComputeNodeRebootOption.REQUEUE);
    idle("p", 1);
    nodes.reimageComputeNode("p", id, ComputeNodeReimageOption.REQUEUE);
    idle("p", 1);
    nodes.deallocateComputeNode("p", id, ComputeNodeDeallocateOption.TERMINATE);
    await(() -> nodes.getComputeNode("p", id), one -> one.state() == ComputeNodeState.DEALLOCATED);
    nodes.startComputeNode("p", id);
    idle("p", 1);
    assertThat(
            files.listFilesFromComputeNode(
                "p", id, true, where("startswith(name,'startup/')").build()))
        .extracting(NodeFile::name)
        .contains("startup/stdout.txt", "startup/wd");
    assertThat(files.listFilesFromComputeNode("p", id))
        .extracting(NodeFile::name)
        .contains("startup")
        .doesNotContain("startup/stdout.txt");
    FileProperties properties =
        files.getFilePropertiesFromComputeNode("p", id, "startup/stdout.txt");
    assertThat(properties.contentLength()).isEqualTo("started\n".length());
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    files.getFileFromComputeNode("p", id, "startup/stdout.txt", content);
    assertThat(content.toString(StandardCharsets.UTF_8)).isEqualTo("started\n");
    refused(
        "OperationInvalidForCurrentState",
        () -> files.deleteFileFromComputeNode("p", id, "startup"));
    files.deleteFileFromComputeNode("p", id, "startup", true);
    refused(
        "FileNotFound",
        () -> files.getFilePropertiesFromComputeNode("p", id, "startup/stdout.txt"));
  }

  @Test
  void jobsAndTasks() throws IOException, InterruptedException {
    var jobs = client.jobOperations();
    var tasks = client.taskOperations();
    client.poolOperations().createPool(pool("p"));
    jobs.createJob(
        new JobAddParameter()
            .withId("j")
            .withPoolInfo(new PoolInformation().withPoolId("p"))
            .withJobPreparationTask(new JobPreparationTask().withCommandLine("/bin/true")));
    tasks.createTask("j", task("one", "echo one > left; echo out"));
    tasks.createTasks("j", List.of(task("two", "exit 3"), task("three", "exec sleep 300")));
    await(() -> tasks.getTask("j", "two"), one -> one.state() == TaskState.COMPLETED);
    assertThat(tasks.getTask("j", "two").executionInfo().exitCode()).isEqualTo(3);
    assertThat(tasks.listTasks("j", where("state eq 'completed'").withSelectClause("id").build()))
        .extracting(CloudTask::id)
        .containsExactly("one", "two");
    assertThat(tasks.listSubtasks("j", "one")).isEmpty();
    TaskCountsResult counts = jobs.getTaskCountsResult("j");
    assertThat(counts.taskCounts().succeeded()).isEqualTo(1);
    assertThat(counts.taskCounts().failed()).isEqualTo(1);
    assertThat(jobs.listPreparationAndReleaseTaskStatus("j"))
        .extracting(JobPreparationAndReleaseTaskExecutionInformation::poolId)
        .containsExactly("p");
    tasks.updateTask("j", "three", new TaskConstraints().withMaxTaskRetryCount(2));
    assertThat(tasks.getTask("j", "three").constraints().maxTaskRetryCount()).isEqualTo(2);
    tasks.terminateTask("j", "three");
    await(() -> tasks.getTask("j", "three"), one -> one.state() == TaskState.COMPLETED);
    tasks.reactivateTask("j", "two");
    refused("TaskSucceeded", () -> tasks.reactivateTask("j", "one"));
    assertThat(
            client
                .fileOperations()
                .listFilesFromTask("j", "one", true, where("startswith(name,'wd/')").build()))
        .extracting(NodeFile::name)
        .contains("wd/left");
    client.fileOperations().deleteFileFromTask("j", "one", "wd/left");
    refused(
        "FileNotFound",
        () -> client.fileOperations().getFilePropertiesFromTask("j", "one", "wd/left"));
    tasks.deleteTask("j", "one");
    refused("TaskNotFound", () -> tasks.getTask("j", "one"));
    jobs.patchJob("j", new JobPatchParameter().withPriority(5));
    assertThat(jobs.getJob("j").priority()).isEqualTo(5);
    jobs.updateJob(
        "j", new JobUpdateParameter().withPoolInfo(new PoolInformation().withPoolId("p")));
    assertThat(jobs.getJob("j").priority()).isZero();
    assertThat(jobs.listJobs(where("state eq 'active'").build()))
        .extracting(CloudJob::id)
        .containsExactly("j");
    jobs.disableJob("j", DisableJobOption.REQUEUE);
    await(() -> jobs.getJob("j"), job -> job.state() == JobState.DISABLED);
    jobs.enableJob("j");
    jobs.terminateJob("j", "enough");
    await(() -> jobs.getJob("j"), job -> job.state() == JobState.COMPLETED);
    jobs.deleteJob("j");
    await(() -> jobs.listJobs(), List::isEmpty);
  }

  @Test
  void dependencies() throws IOException, InterruptedException {
    client.poolOperations().createPool(pool("p"));
    client
        .jobOperations()
        .createJob(
            new JobAddParameter()
                .withId("j")
                .withPoolInfo(new PoolInformation().withPoolId("p"))
                .withUsesTaskDependencies(true));
    ExitOptions satisfy = new ExitOptions().withDependencyAction(DependencyAction.SATISFY);
    var tasks = client.taskOperations();
    tasks.createTask(
        "j",
        task("after", "true")
            .withDependsOn(
                new TaskDependencies()
                    .withTaskIds(List.of("a"))
                    .withTaskIdRanges(List.of(new TaskIdRange().withStart(1).withEnd(2)))));
    tasks.createTasks("j", List.of(task("1", "true"), task("a", "true")));
    await(() -> tasks.getTask("j", "a"), one -> one.state() == TaskState.COMPLETED);
    assertThat(tasks.getTask("j", "after").state()).isEqualTo(TaskState.ACTIVE);
    assertThat(tasks.getTask("j", "after").dependsOn().taskIds()).containsExactly("a");
    tasks.createTask(
        "j",
        task("2", "exit 9").withExitConditions(new ExitConditions().withDefaultProperty(satisfy)));
    await(() -> tasks.getTask("j", "after"), one -> one.state() == TaskState.COMPLETED);
  }

  @Test
  void schedulesAndApplications() throws IOException {
    var schedules = client.jobScheduleOperations();
    JobSpecification jobs =
        new JobSpecification().withPoolInfo(new PoolInformation().withPoolId("p"));
    schedules.createJobSchedule("s", new Schedule().withRecurrenceInterval(Period.hours(25)), jobs);
    assertThat(schedules.existsJobSchedule("s")).isTrue();
    assertThat(schedules.existsJobSchedule("t")).isFalse();
    assertThat(client.jobOperations().listJobs("s"))
        .extracting(CloudJob::id)
        .containsExactly("s:job-1");
    assertThat(client.jobOperations().getJob("s:job-1").state()).isEqualTo(JobState.ACTIVE);
    client.taskOperations().createTask("s:job-1", task("t", "true"));
    assertThat(client.taskOperations().getTask("s:job-1", "t").state()).isEqualTo(TaskState.ACTIVE);
    schedules.patchJobSchedule("s", null, jobs.withPriority(9));
    schedules.updateJobSchedule("s", new Schedule().withStartWindow(Period.minutes(7)), jobs);
    assertThat(schedules.listJobSchedules(where("state eq 'active'").build()))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.jobSpecification().priority()).isEqualTo(9);
              assertThat(one.executionInfo().recentJob().id()).isEqualTo("s:job-1");
              assertThat(one.schedule().startWindow()).isEqualTo(Period.minutes(7));
            });
    schedules.disableJobSchedule("s");
    schedules.enableJobSchedule("s");
    schedules.terminateJobSchedule("s");
    await(() -> schedules.getJobSchedule("s"), one -> one.state() == JobScheduleState.COMPLETED);
    schedules.deleteJobSchedule("s");
    await(() -> schedules.existsJobSchedule("s"), exists -> !exists);
    assertThat(client.applicationOperations().listApplications())
        .extracting(ApplicationSummary::id)
        .containsExactly("blender");
    assertThat(client.applicationOperations().getApplication("Blender").versions())
        .containsExactly("3.6", "4.2");
    refused("ApplicationNotFound", () -> client.applicationOperations().getApplication("maya"));
  }

  @Test
  void whatIsAnsweredHasNothingThatTheModelsDoNotKnow() throws IOException {
    client.poolOperations().createPool(pool("p"));
    client
        .poolOperations()
        .createPool(
            new PoolAddParameter()
                .withId("scaling")
                .withVmSize("v")
                .withEnableAutoScale(true)
                .withAutoScaleFormula("$TargetDedicatedNodes = 0;"));
    client
        .jobScheduleOperations()
        .createJobSchedule(
            "s",
            new Schedule(),
            new JobSpecification().withPoolInfo(new PoolInformation().withPoolId("p")));
    client.taskOperations().createTask("s:job-1", task("t", "exit 1"));
    wire.awaitTask("s:job-1", "t", "completed");
    String node = idle("p", 1).get(0).id();
    read("/pools/scaling", CloudPool.class);
    read("/pools/p/nodes/" + node, ComputeNode.class);
    read("/jobs/s:job-1", CloudJob.class);
    read("/jobs/s:job-1/tasks/t", CloudTask.class);
    read("/jobschedules/s", CloudJobSchedule.class);
    read("/applications/blender", ApplicationSummary.class);
    for (JsonNode pool : wire.get("/pools").json().path("value")) {
      STRICT.treeToValue(pool, CloudPool.class);
    }
    for (JsonNode counts : wire.get("/nodecounts").json().path("value")) {
      STRICT.treeToValue(counts, PoolNodeCounts.class);
    }
    for (JsonNode file :
        wire.get("/pools/p/nodes/" + node + "/files?recursive=true").json().path("value")) {
      STRICT.treeToValue(file, NodeFile.class);
    }
  }

  @Test
  void aJobMayBringItsPoolItsManagerAndWhatComesBeforeAndAfter()
      throws IOException, InterruptedException {
    var jobs = client.jobOperations();
    jobs.createJob(
        new JobAddParameter()
            .withId("j")
            .withPoolInfo(
                new PoolInformation()
                    .withAutoPoolSpecification(
                        new AutoPoolSpecification()
                            .withAutoPoolIdPrefix("shot")
                            .withPoolLifetimeOption(PoolLifetimeOption.JOB)
                            .withPool(
                                new PoolSpecification()
                                    .withVmSize("v")
                                    .withTargetDedicatedNodes(1)
                                    .withUserAccounts(
                                        List.of(
                                            new UserAccount()
                                                .withName("artist")
                                                .withPassword("secret"))))))
            .withJobManagerTask(
                new JobManagerTask()
                    .withId("m")
                    .withCommandLine("/bin/true")
                    .withKillJobOnCompletion(false)
                    .withUserIdentity(new UserIdentity().withUserName("artist")))
            .withJobPreparationTask(new JobPreparationTask().withCommandLine("/bin/true"))
            .withJobReleaseTask(new JobReleaseTask().withCommandLine("/bin/false")));
    await(
        () -> client.taskOperations().getTask("j", "m"),
        task -> task.state() == TaskState.COMPLETED);
    String pool = jobs.getJob("j").executionInfo().poolId();
    assertThat(client.poolOperations().getPool(pool).userAccounts())
        .singleElement()
        .satisfies(account -> assertThat(account.password()).isNull());
    read("/pools/" + pool, CloudPool.class);
    jobs.terminateJob("j", "enough");
    CloudJob ended = await(() -> jobs.getJob("j"), job -> job.state() == JobState.COMPLETED);
    assertThat(ended.poolInfo().autoPoolSpecification().keepAlive()).isFalse();
    assertThat(jobs.listPreparationAndReleaseTaskStatus("j"))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.jobPreparationTaskExecutionInfo().exitCode()).isZero();
              assertThat(one.jobReleaseTaskExecutionInfo().exitCode()).isEqualTo(1);
            });
    await(() -> client.poolOperations().existsPool(pool), exists -> !exists);
    read("/jobs/j", CloudJob.class);
    read("/jobs/j/tasks/m", CloudTask.class);
    for (JsonNode one :
        wire.get("/jobs/j/jobpreparationandreleasetaskstatus").json().path("value")) {
      STRICT.treeToValue(one, JobPreparationAndReleaseTaskExecutionInformation.class);
    }
  }

  private void read(String path, Class<?> model) throws IOException {
    ObjectNode entity = (ObjectNode) wire.get(path).expect(200).json();
    entity.remove("odata.metadata");
    STRICT.treeToValue(entity, model);
  }

  private static PoolAddParameter pool(String id) {
    return new PoolAddParameter()
        .withId(id)
        .withVmSize("standard_d2s_v3")
        .withTargetDedicatedNodes(1)
        .withTaskSlotsPerNode(2)
        .withStartTask(new StartTask().withCommandLine("/bin/echo started"));
  }

  private static TaskAddParameter task(String id, String script) {
    return new TaskAddParameter().withId(id).withCommandLine("/bin/sh -c '" + script + "'");
  }

  private static DetailLevel.Builder where(String filter) {
    return new DetailLevel.Builder().withFilterClause(filter);
  }

  private List<ComputeNode> idle(String pool, int count) {
    return await(
        () ->
            List.copyOf(
                client
                    .computeNodeOperations()
                    .listComputeNodes(pool, where("state eq 'idle'").build())),
        nodes -> nodes.size() == count);
  }

  private void steady(String pool) {
    wire.await("/pools/" + pool, json -> json.path("allocationState").asText().equals("steady"));
  }

  private static <T> T await(Callable<T> read, Predicate<T> until) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(read, until);
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BatchErrorException.class,
            error -> {
              // The answer to HEAD has no body to read a code from.
              if (error.body() != null) {
                assertThat(error.body().code()).isEqualTo(code);
              } else {
                assertThat(error.response().raw().request().method()).isEqualTo("HEAD");
                assertThat(error.response().code()).isEqualTo(404);
              }
            });
  }
}
