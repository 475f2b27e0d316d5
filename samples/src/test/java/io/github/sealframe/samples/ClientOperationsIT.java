package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.azure.core.http.RequestConditions;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.BatchApplications;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchFiles;
import io.github.sealframe.batchclient.BatchJobSchedules;
import io.github.sealframe.batchclient.BatchJobs;
import io.github.sealframe.batchclient.BatchNodes;
import io.github.sealframe.batchclient.BatchPools;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.BatchTasks;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.RefusedTask;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.models.AllocationState;
import io.github.sealframe.batchclient.models.BatchAllTasksCompleteMode;
import io.github.sealframe.batchclient.models.BatchJobCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobDisableParameters;
import io.github.sealframe.batchclient.models.BatchJobPreparationTask;
import io.github.sealframe.batchclient.models.BatchJobReplaceParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleConfiguration;
import io.github.sealframe.batchclient.models.BatchJobScheduleCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleReplaceParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleState;
import io.github.sealframe.batchclient.models.BatchJobScheduleUpdateParameters;
import io.github.sealframe.batchclient.models.BatchJobSpecification;
import io.github.sealframe.batchclient.models.BatchJobState;
import io.github.sealframe.batchclient.models.BatchJobTerminateParameters;
import io.github.sealframe.batchclient.models.BatchJobUpdateParameters;
import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.batchclient.models.BatchNode;
import io.github.sealframe.batchclient.models.BatchNodeDeallocateParameters;
import io.github.sealframe.batchclient.models.BatchNodeDisableSchedulingParameters;
import io.github.sealframe.batchclient.models.BatchNodeFile;
import io.github.sealframe.batchclient.models.BatchNodeRebootParameters;
import io.github.sealframe.batchclient.models.BatchNodeReimageParameters;
import io.github.sealframe.batchclient.models.BatchNodeRemoveParameters;
import io.github.sealframe.batchclient.models.BatchNodeState;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchPoolEnableAutoScaleParameters;
import io.github.sealframe.batchclient.models.BatchPoolEvaluateAutoScaleParameters;
import io.github.sealframe.batchclient.models.BatchPoolInfo;
import io.github.sealframe.batchclient.models.BatchPoolReplaceParameters;
import io.github.sealframe.batchclient.models.BatchPoolResizeParameters;
import io.github.sealframe.batchclient.models.BatchPoolUpdateParameters;
import io.github.sealframe.batchclient.models.BatchTask;
import io.github.sealframe.batchclient.models.BatchTaskConstraints;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.batchclient.models.BatchTaskReplaceParameters;
import io.github.sealframe.batchclient.models.BatchTaskState;
import io.github.sealframe.batchclient.models.BatchVmImageReference;
import io.github.sealframe.batchclient.models.DisableBatchJobOption;
import io.github.sealframe.batchclient.models.SchedulingState;
import io.github.sealframe.batchclient.models.UploadBatchServiceLogsParameters;
import io.github.sealframe.batchclient.models.VirtualMachineConfiguration;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.emulator.Azurite;
import io.github.sealframe.emulator.BatchApplication;
import io.github.sealframe.emulator.BatchEmulator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the client, as the emulator answers it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClientOperationsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String POOL = "a-pool";
  private static final Set<String> CARRIED_OUT = new ConcurrentSkipListSet<>();

  private static BatchEmulator emulator;
  private static Azurite azurite;
  private static BatchClient client;

  @BeforeAll
  static void start(@TempDir Path blobs) {
    emulator =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults()
                .withNodeCreationTime(Duration.ofMillis(50))
                .withApplications(
                    List.of(new BatchApplication("blender", "Blender", List.of("4.2")))));
    azurite =
        Azurite.start(
            LocalServices.blobs(blobs).withAccount(emulator.accountName(), emulator.accountKey()));
    client =
        AzureFarm.batch(
            new FarmSettings(
                emulator.endpoint(),
                azurite.blobEndpoint(),
                LocalServices.PRODUCTION,
                new FarmCredential.SharedKeys(
                    emulator.accountName(),
                    emulator.accountKey(),
                    azurite.accountName(),
                    azurite.accountKey()),
                Optional.empty()),
            Resilience.standard(),
            ClientOperationsIT::note);
    client.pools().createPool(pool(POOL, 2));
    awaitNodes(POOL, 2);
  }

  private static void note(ServiceCall call) {
    if (call.isDone()) {
      CARRIED_OUT.add(call.answer().operation());
    }
  }

  @AfterAll
  static void stop() {
    try {
      if (azurite != null) {
        azurite.close();
      }
    } finally {
      if (emulator != null) {
        emulator.close();
      }
    }
  }

  private static BatchPoolCreateParameters pool(String id, int nodes) {
    return BatchPoolCreateParameters.builder(id, "STANDARD_D2S_V5")
        .virtualMachineConfiguration(
            VirtualMachineConfiguration.builder(
                    BatchVmImageReference.builder()
                        .publisher("debian")
                        .offer("debian-12")
                        .sku("12")
                        .build(),
                    "batch.node.debian 12")
                .build())
        .targetDedicatedNodes(nodes)
        .build();
  }

  private static List<BatchNode> awaitNodes(String pool, int count) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.nodes().listNodes(pool, BatchQuery.ALL.filter("state eq 'idle'")).count()
                    == count);
    awaitSteady(pool);
    return client.nodes().listNodes(pool, BatchQuery.ALL).toList();
  }

  private static void awaitSteady(String pool) {
    await()
        .atMost(PATIENCE)
        .until(() -> AllocationState.STEADY.equals(client.pools().getPool(pool).allocationState()));
  }

  private static BatchNode awaitNode(String pool, String node, BatchNodeState state) {
    await().atMost(PATIENCE).until(() -> state.equals(client.nodes().getNode(pool, node).state()));
    return client.nodes().getNode(pool, node);
  }

  private static void createJob(String id) {
    client
        .jobs()
        .createJob(BatchJobCreateParameters.builder(id, new BatchPoolInfo(POOL, null)).build());
  }

  private static BatchTask awaitTask(String job, String task) {
    await()
        .atMost(PATIENCE)
        .until(() -> BatchTaskState.COMPLETED.equals(client.tasks().getTask(job, task).state()));
    return client.tasks().getTask(job, task);
  }

  private static void awaitJob(String job, BatchJobState state) {
    await().atMost(PATIENCE).until(() -> state.equals(client.jobs().getJob(job).state()));
  }

  @Test
  void pools() {
    BatchPools pools = client.pools();
    pools.createPool(pool("other", 0));
    awaitSteady("other");

    assertThat(pools.listPools(BatchQuery.ALL.pageSize(1)).map(pool -> pool.id()))
        .contains(POOL, "other");
    assertThat(pools.poolExists("other")).isTrue();
    assertThat(pools.poolExists("none")).isFalse();
    assertThat(pools.getPool("other").vmSize()).isEqualToIgnoringCase("STANDARD_D2S_V5");
    assertThat(pools.listSupportedImages(BatchQuery.ALL)).isNotEmpty();
    assertThat(
            pools
                .listPoolNodeCounts(BatchQuery.ALL.filter("poolId eq '" + POOL + "'"))
                .map(counts -> counts.dedicated().total()))
        .containsExactly(2);

    pools.updatePool(
        "other",
        BatchPoolUpdateParameters.builder()
            .metadata(List.of(new BatchMetadataItem("show", "one")))
            .build());
    assertThat(pools.getPool("other").metadata()).extracting("value").containsExactly("one");
    pools.replacePoolProperties(
        "other", new BatchPoolReplaceParameters(null, List.of(), List.of(), List.of(), null));
    assertThat(pools.getPool("other").metadata()).isNullOrEmpty();

    String stale = pools.getPool("other").eTag();
    pools.updatePool("other", BatchPoolUpdateParameters.builder().displayName("x").build());
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> pools.when(new RequestConditions().setIfMatch(stale)).deletePool("other"))
        .satisfies(e -> assertThat(e.answer().orElseThrow().code()).isEqualTo("ConditionNotMet"));

    scale(pools);
    pools.resizePool("other", new BatchPoolResizeParameters(1, null, null, null));
    List<BatchNode> nodes = awaitNodes("other", 1);
    pools.removeNodes(
        "other", new BatchNodeRemoveParameters(List.of(nodes.get(0).id()), null, null));
    await()
        .atMost(PATIENCE)
        .until(() -> client.nodes().listNodes("other", BatchQuery.ALL).findAny().isEmpty());
    awaitSteady("other");
    pools.resizePool("other", new BatchPoolResizeParameters(3, null, null, null));
    pools.stopPoolResize("other");
    awaitSteady("other");

    pools.deletePool("other");
    await().atMost(PATIENCE).until(() -> !pools.poolExists("other"));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> pools.getPool("other"))
        .withMessageStartingWith("cannot read pool other: the Batch service answered HTTP 404")
        .satisfies(
            e -> {
              assertThat(e.answer().orElseThrow().code()).isEqualTo("PoolNotFound");
              assertThat(e.answer().orElseThrow().operation()).isEqualTo("getPool");
            });
  }

  private static void scale(BatchPools pools) {
    String formula = "$TargetDedicatedNodes = 0;";
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(
            () ->
                pools.evaluatePoolAutoScale(
                    "other", new BatchPoolEvaluateAutoScaleParameters(formula)));
    pools.enablePoolAutoScale("other", new BatchPoolEnableAutoScaleParameters(formula, null));
    assertThat(
            pools
                .evaluatePoolAutoScale("other", new BatchPoolEvaluateAutoScaleParameters(formula))
                .results())
        .contains("$TargetDedicatedNodes=0");
    awaitSteady("other");
    pools.disablePoolAutoScale("other");
    awaitSteady("other");
  }

  @Test
  void nodes() {
    BatchNodes nodes = client.nodes();
    client.pools().createPool(pool("nodes", 1));
    String node = awaitNodes("nodes", 1).get(0).id();

    assertThat(
            nodes
                .uploadNodeLogs(
                    "nodes",
                    node,
                    new UploadBatchServiceLogsParameters(
                        container(), OffsetDateTime.now(ZoneOffset.UTC).minusHours(1), null, null))
                .numberOfFilesUploaded())
        .isPositive();
    nodes.disableNodeScheduling("nodes", node, new BatchNodeDisableSchedulingParameters(null));
    assertThat(nodes.getNode("nodes", node).schedulingState()).isEqualTo(SchedulingState.DISABLED);
    nodes.enableNodeScheduling("nodes", node);
    assertThat(nodes.getNode("nodes", node).schedulingState()).isEqualTo(SchedulingState.ENABLED);
    nodes.rebootNode("nodes", node, new BatchNodeRebootParameters(null));
    awaitNode("nodes", node, BatchNodeState.IDLE);
    nodes.reimageNode("nodes", node, new BatchNodeReimageParameters(null));
    awaitNode("nodes", node, BatchNodeState.IDLE);
    nodes.deallocateNode("nodes", node, new BatchNodeDeallocateParameters(null));
    awaitNode("nodes", node, BatchNodeState.DEALLOCATED);
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> nodes.rebootNode("nodes", node, new BatchNodeRebootParameters(null)))
        .satisfies(e -> assertThat(e.answer().orElseThrow().isConflict()).isTrue());
    nodes.startNode("nodes", node);
    awaitNode("nodes", node, BatchNodeState.IDLE);
  }

  /** A container to which whoever has this URL may write. */
  private static String container() {
    BlobContainerClient logs =
        new BlobServiceClientBuilder()
            .endpoint(azurite.blobEndpoint().toString())
            .serviceVersion(BlobServiceVersion.V2026_06_06)
            .credential(new StorageSharedKeyCredential(azurite.accountName(), azurite.accountKey()))
            .buildClient()
            .createBlobContainerIfNotExists("logs");
    return logs.getBlobContainerUrl()
        + "?"
        + logs.generateSas(
            new BlobServiceSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                new BlobContainerSasPermission().setWritePermission(true)));
  }

  @Test
  void jobs() {
    BatchJobs jobs = client.jobs();
    jobs.createJob(
        BatchJobCreateParameters.builder("a-job", new BatchPoolInfo(POOL, null))
            .jobPreparationTask(
                BatchJobPreparationTask.builder("/bin/true").id("jobpreparation").build())
            .build());
    client.tasks().createTask("a-job", BatchTaskCreateParameters.builder("t", "/bin/true").build());
    awaitTask("a-job", "t");

    assertThat(jobs.listJobs(BatchQuery.ALL).map(job -> job.id())).contains("a-job");
    assertThat(jobs.getJobTaskCounts("a-job").taskCounts().succeeded()).isOne();
    assertThat(
            jobs.listJobPreparationAndReleaseTaskStatus("a-job", BatchQuery.ALL)
                .map(status -> status.jobPreparationTaskExecutionInfo().exitCode()))
        .containsExactly(0);
    jobs.updateJob("a-job", BatchJobUpdateParameters.builder().priority(7).build());
    assertThat(jobs.getJob("a-job").priority()).isEqualTo(7);
    jobs.replaceJob(
        "a-job",
        BatchJobReplaceParameters.builder(new BatchPoolInfo(POOL, null))
            .allTasksCompleteMode(BatchAllTasksCompleteMode.NO_ACTION)
            .build());
    assertThat(jobs.getJob("a-job").priority()).isZero();
    jobs.disableJob("a-job", new BatchJobDisableParameters(DisableBatchJobOption.REQUEUE));
    awaitJob("a-job", BatchJobState.DISABLED);
    jobs.enableJob("a-job");
    awaitJob("a-job", BatchJobState.ACTIVE);
    jobs.terminateJob("a-job", new BatchJobTerminateParameters("enough"));
    awaitJob("a-job", BatchJobState.COMPLETED);
    assertThat(jobs.getJob("a-job").executionInfo().terminationReason()).isEqualTo("enough");
    jobs.deleteJob("a-job");
    await()
        .atMost(PATIENCE)
        .until(() -> jobs.listJobs(BatchQuery.ALL).noneMatch(job -> job.id().equals("a-job")));
  }

  @Test
  void jobSchedules() {
    BatchJobSchedules schedules = client.jobSchedules();
    BatchJobSpecification jobs =
        BatchJobSpecification.builder(new BatchPoolInfo(POOL, null)).build();
    BatchJobScheduleConfiguration hourly =
        new BatchJobScheduleConfiguration(null, null, null, Duration.ofHours(1));
    schedules.createJobSchedule(
        new BatchJobScheduleCreateParameters("nightly", null, hourly, jobs, null));

    assertThat(schedules.jobScheduleExists("nightly")).isTrue();
    assertThat(schedules.jobScheduleExists("daily")).isFalse();
    assertThat(schedules.listJobSchedules(BatchQuery.ALL).map(schedule -> schedule.id()))
        .contains("nightly");
    await()
        .atMost(PATIENCE)
        .until(() -> client.jobs().listJobsFromSchedule("nightly", BatchQuery.ALL).count() == 1);
    assertThat(client.jobs().getJob("nightly:job-1").state()).isEqualTo(BatchJobState.ACTIVE);
    schedules.updateJobSchedule(
        "nightly",
        new BatchJobScheduleUpdateParameters(
            null, null, List.of(new BatchMetadataItem("show", "one"))));
    assertThat(schedules.getJobSchedule("nightly").metadata()).hasSize(1);
    schedules.replaceJobSchedule(
        "nightly", new BatchJobScheduleReplaceParameters(hourly, jobs, List.of()));
    assertThat(schedules.getJobSchedule("nightly").metadata()).isNullOrEmpty();
    schedules.disableJobSchedule("nightly");
    assertThat(schedules.getJobSchedule("nightly").state())
        .isEqualTo(BatchJobScheduleState.DISABLED);
    schedules.enableJobSchedule("nightly");
    schedules.terminateJobSchedule("nightly");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                BatchJobScheduleState.COMPLETED.equals(
                    schedules.getJobSchedule("nightly").state()));
    schedules.deleteJobSchedule("nightly");
    await().atMost(PATIENCE).until(() -> !schedules.jobScheduleExists("nightly"));
  }

  @Test
  void tasks() {
    BatchTasks tasks = client.tasks();
    createJob("tasks");
    BatchTaskCreateParameters fails = BatchTaskCreateParameters.builder("t", "/bin/false").build();
    tasks.createTask("tasks", fails);
    assertThat(awaitTask("tasks", "t").executionInfo().exitCode()).isOne();
    tasks.reactivateTask("tasks", "t");
    awaitTask("tasks", "t");
    assertThat(tasks.listSubTasks("tasks", "t")).isEmpty();

    assertThat(
            tasks
                .createTaskCollection(
                    "tasks",
                    new BatchTaskGroup(
                        List.of(
                            fails,
                            BatchTaskCreateParameters.builder("u", "/bin/sleep 60").build())))
                .values())
        .extracting(result -> result.status() + " " + result.taskId())
        .containsExactly("clienterror t", "success u");
    tasks.replaceTask(
        "tasks", "u", new BatchTaskReplaceParameters(new BatchTaskConstraints(null, null, 1)));
    assertThat(tasks.getTask("tasks", "u").constraints().maxTaskRetryCount()).isOne();
    tasks.terminateTask("tasks", "u");
    awaitTask("tasks", "u");
    tasks.deleteTask("tasks", "u");
    assertThat(tasks.listTasks("tasks", BatchQuery.ALL).map(BatchTask::id)).containsExactly("t");
  }

  @Test
  void manyTasksAreThereOnceAndListedPageByPage() {
    BatchTasks tasks = client.tasks();
    createJob("many");
    client.jobs().disableJob("many", new BatchJobDisableParameters(DisableBatchJobOption.REQUEUE));
    List<RefusedTask> refused = new ArrayList<>();
    int count = 2345;

    assertThat(tasks.createTasks("many", some(count, "/bin/true").iterator(), refused::add))
        .isEqualTo(count);
    long again = tasks.createTasks("many", some(150, "/bin/true").iterator(), refused::add);
    assertThat(refused).isEmpty();
    assertThat(again).isEqualTo(150);
    assertThat(tasks.createTasks("many", some(3, "/bin/false").iterator(), refused::add)).isZero();
    assertThat(refused)
        .hasSize(3)
        .allSatisfy(task -> assertThat(task.reason()).endsWith("differs in commandLine"));
    assertThat(
            tasks
                .listTasks("many", BatchQuery.ALL.select("id").pageSize(500))
                .map(BatchTask::id)
                .distinct())
        .hasSize(count);
  }

  private static Stream<BatchTaskCreateParameters> some(int count, String commandLine) {
    return IntStream.range(0, count)
        .mapToObj(i -> BatchTaskCreateParameters.builder("task-" + i, commandLine).build());
  }

  @Test
  void files() throws IOException {
    BatchFiles files = client.files();
    createJob("files");
    client
        .tasks()
        .createTask(
            "files",
            BatchTaskCreateParameters.builder("t", "/bin/sh -c 'echo 0123456789; echo b > b'")
                .build());
    String node = awaitTask("files", "t").nodeInfo().nodeId();

    assertThat(files.listTaskFiles("files", "t", true, BatchQuery.ALL).map(BatchNodeFile::name))
        .contains("stdout.txt", "wd/b");
    assertThat(text(files.getTaskFile("files", "t", "stdout.txt"))).isEqualTo("0123456789\n");
    assertThat(text(files.getTaskFile("files", "t", "stdout.txt", 2, 4))).isEqualTo("234");
    assertThat(files.getTaskFileProperties("files", "t", "stdout.txt").contentLength())
        .isEqualTo(11);
    files.deleteTaskFile("files", "t", "wd/b");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> files.getTaskFile("files", "t", "wd/b"))
        .satisfies(e -> assertThat(e.answer().orElseThrow().isNotFound()).isTrue());

    String path = "workitems/files/job-1/t/stdout.txt";
    assertThat(files.listNodeFiles(POOL, node, true, BatchQuery.ALL).map(BatchNodeFile::name))
        .contains(path);
    assertThat(text(files.getNodeFile(POOL, node, path))).isEqualTo("0123456789\n");
    assertThat(text(files.getNodeFile(POOL, node, path, 9, 100))).isEqualTo("9\n");
    assertThat(files.getNodeFileProperties(POOL, node, path).contentLength()).isEqualTo(11);
    files.deleteNodeFile(POOL, node, path);
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> files.getNodeFile(POOL, node, "../../etc/passwd"));
  }

  private static String text(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void applications() {
    assertThat(client.applications().listApplications(BatchQuery.ALL).map(each -> each.id()))
        .containsExactly("blender");
    assertThat(client.applications().getApplication("blender").versions()).containsExactly("4.2");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void noOperationIsLeftOut() {
    Set<String> all = new TreeSet<>();
    for (Class<?> group :
        List.of(
            BatchPools.class,
            BatchNodes.class,
            BatchJobs.class,
            BatchJobSchedules.class,
            BatchTasks.class,
            BatchFiles.class,
            BatchApplications.class)) {
      Stream.of(group.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .map(Method::getName)
          .forEach(all::add);
    }
    // These two are no operations of the service, and are made of others.
    all.removeAll(Set.of("when", "createTasks"));

    assertThat(CARRIED_OUT).containsExactlyElementsOf(all);
  }
}
