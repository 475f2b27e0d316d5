package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.RequestConditions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.internal.LossyAccount.Loss;
import io.github.sealframe.batchclient.internal.LossyAccount.Trouble;
import io.github.sealframe.batchclient.models.BatchJobCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobDisableParameters;
import io.github.sealframe.batchclient.models.BatchJobReplaceParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleConfiguration;
import io.github.sealframe.batchclient.models.BatchJobScheduleCreateParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleReplaceParameters;
import io.github.sealframe.batchclient.models.BatchJobScheduleUpdateParameters;
import io.github.sealframe.batchclient.models.BatchJobSpecification;
import io.github.sealframe.batchclient.models.BatchJobTerminateParameters;
import io.github.sealframe.batchclient.models.BatchJobUpdateParameters;
import io.github.sealframe.batchclient.models.BatchNodeDeallocateParameters;
import io.github.sealframe.batchclient.models.BatchNodeDisableSchedulingParameters;
import io.github.sealframe.batchclient.models.BatchNodeRebootParameters;
import io.github.sealframe.batchclient.models.BatchNodeReimageParameters;
import io.github.sealframe.batchclient.models.BatchNodeRemoveParameters;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchPoolEnableAutoScaleParameters;
import io.github.sealframe.batchclient.models.BatchPoolEvaluateAutoScaleParameters;
import io.github.sealframe.batchclient.models.BatchPoolInfo;
import io.github.sealframe.batchclient.models.BatchPoolReplaceParameters;
import io.github.sealframe.batchclient.models.BatchPoolResizeParameters;
import io.github.sealframe.batchclient.models.BatchPoolUpdateParameters;
import io.github.sealframe.batchclient.models.BatchTaskConstraints;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.batchclient.models.BatchTaskReplaceParameters;
import io.github.sealframe.batchclient.models.DisableBatchJobOption;
import io.github.sealframe.batchclient.models.UploadBatchServiceLogsParameters;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever becomes of an answer, nothing is done twice, and nothing is called done that is not. */
class OnceOnlyIT {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String LOOK = "look whether";

  private static LossyAccount account;

  private final List<ServiceCall> calls = Collections.synchronizedList(new ArrayList<>());
  private BatchClient client;

  /** What an operation comes to when the answer to its first attempt is lost. */
  private enum Outcome {
    /** It is sent once more, told that it was done, and ends well. */
    TOLD,
    /** It is done once more, which changes nothing, and ends well. */
    SAME,
    /** Nobody can tell: it is refused, and says that one should look. */
    REFUSED
  }

  /**
   * @param request how it is sent
   */
  private record Operation(
      String name, String request, Outcome outcome, Consumer<BatchClient> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void open() throws IOException {
    account = new LossyAccount();
  }

  @AfterAll
  static void close() throws IOException {
    account.close();
  }

  @BeforeEach
  void reset() {
    Map<String, String> there = new LinkedHashMap<>();
    String pool = "\"vmSize\":\"a\",\"state\":\"active\",\"allocationState\":";
    there.put("/pools/p", "{\"id\":\"p\"," + pool + "\"steady\",\"targetDedicatedNodes\":1}");
    there.put("/pools/grows", "{\"id\":\"grows\"," + pool + "\"resizing\"}");
    there.put(
        "/pools/scales", "{\"id\":\"scales\"," + pool + "\"steady\",\"enableAutoScale\":true}");
    there.put(
        "/pools/p/nodes/n1", "{\"id\":\"n1\",\"state\":\"idle\",\"schedulingState\":\"enabled\"}");
    there.put(
        "/pools/p/nodes/n2", "{\"id\":\"n2\",\"state\":\"idle\",\"schedulingState\":\"disabled\"}");
    there.put("/pools/p/nodes/n3", "{\"id\":\"n3\",\"state\":\"deallocated\"}");
    there.put("/pools/p/nodes/n1/files/f.txt", "{}");
    there.put("/jobs/j", "{\"id\":\"j\",\"state\":\"active\"}");
    there.put("/jobs/halted", "{\"id\":\"halted\",\"state\":\"disabled\"}");
    there.put("/jobs/j/tasks/t", "{\"id\":\"t\",\"state\":\"active\"}");
    there.put("/jobs/j/tasks/t/files/f.txt", "{}");
    there.put("/jobschedules/s", "{\"id\":\"s\",\"state\":\"active\"}");
    there.put("/jobschedules/halted", "{\"id\":\"halted\",\"state\":\"disabled\"}");
    account.reset(there);
    calls.clear();
    client = client(DEADLINE, calls::add);
  }

  private static BatchClient client(Duration deadline, Consumer<ServiceCall> listener) {
    return client(
        new SharedKeyPolicy(Wire.ACCOUNT, Wire.KEY, Clock.systemUTC()), deadline, listener);
  }

  private static BatchClient client(
      HttpPipelinePolicy credential, Duration deadline, Consumer<ServiceCall> listener) {
    return new BatchClient(
        new BatchConnection(
            account.endpoint(),
            credential,
            new Resilience(
                new ResilienceSettings(
                    deadline,
                    4,
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    16,
                    1000,
                    1000,
                    100,
                    Duration.ofSeconds(1))),
            listener));
  }

  private static BatchPoolCreateParameters pool(String vmSize) {
    return BatchPoolCreateParameters.builder("new", vmSize).build();
  }

  private static BatchJobCreateParameters job() {
    return BatchJobCreateParameters.builder("new", new BatchPoolInfo("p", null))
        .priority(7)
        .build();
  }

  private static BatchJobScheduleCreateParameters schedule() {
    return new BatchJobScheduleCreateParameters("new", null, weekly(), jobs(), null);
  }

  private static BatchJobScheduleConfiguration weekly() {
    return new BatchJobScheduleConfiguration(null, null, null, Duration.ofDays(7));
  }

  private static BatchJobSpecification jobs() {
    return BatchJobSpecification.builder(new BatchPoolInfo("p", null)).build();
  }

  private static BatchTaskCreateParameters task() {
    return BatchTaskCreateParameters.builder("new", "render 1").build();
  }

  private static Operation told(String name, String request, Consumer<BatchClient> call) {
    return new Operation(name, request, Outcome.TOLD, call);
  }

  private static Operation same(String name, String request, Consumer<BatchClient> call) {
    return new Operation(name, request, Outcome.SAME, call);
  }

  private static Operation refused(String name, String request, Consumer<BatchClient> call) {
    return new Operation(name, request, Outcome.REFUSED, call);
  }

  /** All that changes something. */
  private static List<Operation> operations() {
    return List.of(
        told("createPool", "POST /pools", c -> c.pools().createPool(pool("a"))),
        same(
            "updatePool",
            "PATCH /pools/p",
            c ->
                c.pools().updatePool("p", BatchPoolUpdateParameters.builder().vmSize("b").build())),
        same(
            "replacePoolProperties",
            "POST /pools/p/updateproperties",
            c ->
                c.pools()
                    .replacePoolProperties(
                        "p",
                        new BatchPoolReplaceParameters(
                            null, List.of(), List.of(), List.of(), null))),
        told("deletePool", "DELETE /pools/p", c -> c.pools().deletePool("p")),
        told(
            "resizePool",
            "POST /pools/p/resize",
            c -> c.pools().resizePool("p", new BatchPoolResizeParameters(9, null, null, null))),
        told(
            "stopPoolResize",
            "POST /pools/grows/stopresize",
            c -> c.pools().stopPoolResize("grows")),
        told(
            "enablePoolAutoScale",
            "POST /pools/p/enableautoscale",
            c ->
                c.pools()
                    .enablePoolAutoScale(
                        "p", new BatchPoolEnableAutoScaleParameters("$x=1", Duration.ofHours(2)))),
        told(
            "disablePoolAutoScale",
            "POST /pools/scales/disableautoscale",
            c -> c.pools().disablePoolAutoScale("scales")),
        same(
            "evaluatePoolAutoScale",
            "POST /pools/scales/evaluateautoscale",
            c ->
                c.pools()
                    .evaluatePoolAutoScale(
                        "scales", new BatchPoolEvaluateAutoScaleParameters("$x=1"))),
        told(
            "removeNodes",
            "POST /pools/p/removenodes",
            c ->
                c.pools()
                    .removeNodes(
                        "p", new BatchNodeRemoveParameters(List.of("n1", "n2"), null, null))),
        refused(
            "rebootNode",
            "POST /pools/p/nodes/n1/reboot",
            c -> c.nodes().rebootNode("p", "n1", new BatchNodeRebootParameters(null))),
        refused(
            "reimageNode",
            "POST /pools/p/nodes/n1/reimage",
            c -> c.nodes().reimageNode("p", "n1", new BatchNodeReimageParameters(null))),
        told("startNode", "POST /pools/p/nodes/n3/start", c -> c.nodes().startNode("p", "n3")),
        told(
            "deallocateNode",
            "POST /pools/p/nodes/n1/deallocate",
            c -> c.nodes().deallocateNode("p", "n1", new BatchNodeDeallocateParameters(null))),
        refused(
            "disableNodeScheduling",
            "POST /pools/p/nodes/n1/disablescheduling",
            c ->
                c.nodes()
                    .disableNodeScheduling(
                        "p", "n1", new BatchNodeDisableSchedulingParameters(null))),
        told(
            "enableNodeScheduling",
            "POST /pools/p/nodes/n2/enablescheduling",
            c -> c.nodes().enableNodeScheduling("p", "n2")),
        refused(
            "uploadNodeLogs",
            "POST /pools/p/nodes/n1/uploadbatchservicelogs",
            c ->
                c.nodes()
                    .uploadNodeLogs(
                        "p",
                        "n1",
                        new UploadBatchServiceLogsParameters("https://x/c", null, null, null))),
        told("createJob", "POST /jobs", c -> c.jobs().createJob(job())),
        same(
            "updateJob",
            "PATCH /jobs/j",
            c -> c.jobs().updateJob("j", BatchJobUpdateParameters.builder().priority(3).build())),
        same(
            "replaceJob",
            "PUT /jobs/j",
            c ->
                c.jobs()
                    .replaceJob(
                        "j",
                        BatchJobReplaceParameters.builder(new BatchPoolInfo("p", null)).build())),
        told("deleteJob", "DELETE /jobs/j", c -> c.jobs().deleteJob("j")),
        refused(
            "disableJob",
            "POST /jobs/j/disable",
            c ->
                c.jobs()
                    .disableJob("j", new BatchJobDisableParameters(DisableBatchJobOption.REQUEUE))),
        told("enableJob", "POST /jobs/halted/enable", c -> c.jobs().enableJob("halted")),
        told(
            "terminateJob",
            "POST /jobs/j/terminate",
            c -> c.jobs().terminateJob("j", new BatchJobTerminateParameters("over"))),
        told("createTask", "POST /jobs/j/tasks", c -> c.tasks().createTask("j", task())),
        same(
            "replaceTask",
            "PUT /jobs/j/tasks/t",
            c ->
                c.tasks()
                    .replaceTask(
                        "j",
                        "t",
                        new BatchTaskReplaceParameters(new BatchTaskConstraints(null, null, 1)))),
        told("deleteTask", "DELETE /jobs/j/tasks/t", c -> c.tasks().deleteTask("j", "t")),
        told(
            "terminateTask",
            "POST /jobs/j/tasks/t/terminate",
            c -> c.tasks().terminateTask("j", "t")),
        refused(
            "createTaskCollection",
            "POST /jobs/j/addtaskcollection",
            c -> c.tasks().createTaskCollection("j", new BatchTaskGroup(List.of(task())))),
        refused(
            "reactivateTask",
            "POST /jobs/j/tasks/t/reactivate",
            c -> c.tasks().reactivateTask("j", "t")),
        told(
            "createJobSchedule",
            "POST /jobschedules",
            c -> c.jobSchedules().createJobSchedule(schedule())),
        same(
            "updateJobSchedule",
            "PATCH /jobschedules/s",
            c ->
                c.jobSchedules()
                    .updateJobSchedule(
                        "s", new BatchJobScheduleUpdateParameters(weekly(), null, null))),
        same(
            "replaceJobSchedule",
            "PUT /jobschedules/s",
            c ->
                c.jobSchedules()
                    .replaceJobSchedule(
                        "s", new BatchJobScheduleReplaceParameters(weekly(), jobs(), null))),
        told(
            "deleteJobSchedule",
            "DELETE /jobschedules/s",
            c -> c.jobSchedules().deleteJobSchedule("s")),
        told(
            "disableJobSchedule",
            "POST /jobschedules/s/disable",
            c -> c.jobSchedules().disableJobSchedule("s")),
        told(
            "enableJobSchedule",
            "POST /jobschedules/halted/enable",
            c -> c.jobSchedules().enableJobSchedule("halted")),
        told(
            "terminateJobSchedule",
            "POST /jobschedules/s/terminate",
            c -> c.jobSchedules().terminateJobSchedule("s")),
        told(
            "deleteNodeFile",
            "DELETE /pools/p/nodes/n1/files/f.txt",
            c -> c.files().deleteNodeFile("p", "n1", "f.txt")),
        told(
            "deleteTaskFile",
            "DELETE /jobs/j/tasks/t/files/f.txt",
            c -> c.files().deleteTaskFile("j", "t", "f.txt")));
  }

  @Test
  void everyOperationThatChangesSomethingIsHere() {
    Set<String> known = new TreeSet<>();
    operations().forEach(operation -> known.add(operation.name()));
    known.add("createTasks"); // Looks at what is there of each of its tasks.

    Set<String> all = new TreeSet<>();
    for (Method group : BatchClient.class.getDeclaredMethods()) {
      for (Method operation : group.getReturnType().getDeclaredMethods()) {
        if (Modifier.isPublic(operation.getModifiers())
            && !operation.getName().matches("(get|list|when).*|.*Exists")) {
          all.add(operation.getName());
        }
      }
    }
    assertThat(known).isEqualTo(all);
  }

  static Stream<Arguments> lostAnswers() {
    return operations().stream()
        .flatMap(
            operation ->
                Stream.of(Loss.values())
                    .filter(loss -> loss != Loss.HTTP_429 && loss != Loss.HTTP_503)
                    .map(loss -> Arguments.of(operation, loss)));
  }

  @ParameterizedTest
  @MethodSource("lostAnswers")
  void isDoneOnceWhenItsAnswerIsLost(Operation operation, Loss loss) {
    account.next(new Trouble(loss, true));

    if (operation.outcome() == Outcome.REFUSED) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> operation.call().accept(client))
          .withMessageContaining(LOOK);
    } else {
      operation.call().accept(client);
    }

    int times = operation.outcome() == Outcome.SAME ? 2 : 1;
    assertThat(account.acted()).isEqualTo(Map.of(operation.request(), times));
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).answer().operation()).isEqualTo(operation.name());
    assertThat(calls.get(0).isDone()).isEqualTo(operation.outcome() != Outcome.REFUSED);
  }

  static Stream<Operation> toldOnTheirRepetition() {
    return operations().stream().filter(operation -> operation.outcome() == Outcome.TOLD);
  }

  @ParameterizedTest
  @MethodSource("toldOnTheirRepetition")
  void whatWasThereBeforeIsNotItsOwnDoing(Operation operation) {
    operation.call().accept(client);

    RemoteRefusal first =
        catchThrowableOfType(RemoteRefusal.class, () -> operation.call().accept(client));
    account.next(new Trouble(Loss.HTTP_429, false), new Trouble(Loss.HTTP_503, false));
    RemoteRefusal afterNothing =
        catchThrowableOfType(RemoteRefusal.class, () -> operation.call().accept(client));

    assertThat(first).isNotNull().hasMessageNotContaining(LOOK);
    assertThat(afterNothing).isNotNull().hasMessageNotContaining(LOOK);
    assertThat(account.acted()).isEqualTo(Map.of(operation.request(), 1));
    assertThat(account.requests()).allMatch(operation.request()::equals);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isSentAgainWhenTheServiceDidNothing(Operation operation) {
    account.next(new Trouble(Loss.HTTP_429, false), new Trouble(Loss.HTTP_503, false));

    operation.call().accept(client);

    assertThat(account.acted()).isEqualTo(Map.of(operation.request(), 1));
    assertThat(calls.get(0).attempts()).isEqualTo(3);
  }

  @Test
  void aConditionalChangeIsNotRepeated() {
    account.next(new Trouble(Loss.RESET_BEFORE_IT, true));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(
            () ->
                client
                    .jobs()
                    .when(new RequestConditions().setIfMatch("0x1"))
                    .updateJob("j", BatchJobUpdateParameters.builder().priority(3).build()))
        .withMessageContaining(LOOK);
    assertThat(account.acted()).isEqualTo(Map.of("PATCH /jobs/j", 1));
  }

  @Test
  void whatSomeoneElseMadeMeanwhileIsNoSuccessUnlessItIsTheSame() {
    account.put("/pools/new", "{\"id\":\"new\",\"vmSize\":\"other\",\"state\":\"active\"}");
    account.next(new Trouble(Loss.RESET_BEFORE_IT, false));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.pools().createPool(pool("a")))
        .withMessageContaining("HTTP 409 PoolExists")
        .withMessageContaining("what is there does not show that it was done; use what is there");

    account.put("/pools/new", "{\"id\":\"new\",\"vmSize\":\"a\",\"state\":\"deleting\"}");
    account.next(new Trouble(Loss.RESET_BEFORE_IT, false));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.pools().createPool(pool("a")));

    account.put("/pools/new", "{\"id\":\"new\",\"vmSize\":\"a\",\"state\":\"active\"}");
    account.next(new Trouble(Loss.RESET_BEFORE_IT, false));
    assertThatNoException().isThrownBy(() -> client.pools().createPool(pool("a")));
  }

  @Test
  void aResizeOfSomeoneElseIsNotTakenForOurs() {
    account.put(
        "/pools/p", "{\"id\":\"p\",\"allocationState\":\"resizing\",\"targetDedicatedNodes\":2}");
    account.next(new Trouble(Loss.HTTP_500, false));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(
            () ->
                client.pools().resizePool("p", new BatchPoolResizeParameters(9, null, null, null)))
        .withMessageContaining("HTTP 409 PoolBeingResized")
        .withMessageContaining("what is there does not show that it was done");
  }

  /** As a vault refuses the account's key, or the sign-in a token. */
  private BatchClient clientThatSigns(int times) {
    AtomicInteger left = new AtomicInteger(times);
    AccessRefusal refusal = new AccessRefusal("sign in to", "the vault", "it is shut", "open it");
    return client(
        new HttpPipelineSyncPolicy() {
          @Override
          protected void beforeSendingRequest(HttpPipelineCallContext context) {
            if (left.getAndDecrement() <= 0) {
              throw refusal;
            }
          }
        },
        DEADLINE,
        calls::add);
  }

  @Test
  void aRefusedSignInIsToldAsItIs() {
    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> clientThatSigns(0).pools().createPool(pool("a")))
        .withMessage("cannot sign in to the vault: it is shut; open it");

    assertThat(calls)
        .extracting(ServiceCall::isDone, ServiceCall::attempts)
        .containsExactly(tuple(false, 1));
    assertThat(account.requests()).isEmpty();
  }

  @Test
  void aSignInThatIsRefusedAfterALostAnswerSaysToLook() {
    account.next(new Trouble(Loss.RESET_BEFORE_IT, true));

    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> clientThatSigns(1).pools().createPool(pool("a")))
        .withMessageContaining("cannot create pool new")
        .withMessageContaining("it is shut")
        .withMessageContaining(LOOK);

    assertThat(calls)
        .extracting(ServiceCall::isDone, ServiceCall::attempts)
        .containsExactly(tuple(false, 2));
    assertThat(account.acted()).isEqualTo(Map.of("POST /pools", 1));
  }

  @Test
  void aDeletionThatFindsNothingAtFirstIsRefused() {
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.tasks().deleteTask("j", "none"))
        .withMessageContaining("HTTP 404 TaskNotFound");
    assertThat(account.requests()).containsExactly("DELETE /jobs/j/tasks/none");
  }

  @Test
  void aLookThatFailsIsLeftToTheCaller() {
    account.onRead(
        path -> {
          throw new IllegalStateException();
        });
    account.next(new Trouble(Loss.RESET_BEFORE_IT, true));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.pools().createPool(pool("a")))
        .withMessageContaining("HTTP 409 PoolExists")
        .withMessageContaining("look whether an earlier attempt did it; if not, use what is there");
    assertThat(account.acted()).isEqualTo(Map.of("POST /pools", 1));
  }

  @Test
  void theLookEndsAtTheDeadlineOfTheOperation() {
    Duration deadline = Duration.ofMillis(1500);
    account.onRead(path -> pause(Duration.ofSeconds(30)));
    account.next(new Trouble(Loss.RESET_BEFORE_IT, true));
    long start = System.nanoTime();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client(deadline, calls::add).pools().createPool(pool("a")))
        .withMessageContaining(LOOK);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(deadline, deadline.plusMillis(500));
    assertThat(account.requests()).containsExactly("POST /pools", "POST /pools", "GET /pools/new");
    assertThat(calls).hasSize(1);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatAListenerThrowsChangesNothing() {
    for (Throwable thrown :
        List.of(
            new IllegalStateException("CANARY"),
            new NoClassDefFoundError("CANARY"),
            new AssertionError("CANARY"))) {
      reset();
      BatchClient watched = client(DEADLINE, call -> OnceOnlyIT.<RuntimeException>sneak(thrown));

      watched.jobs().createJob(job());
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> watched.jobs().createJob(job()))
          .withMessageContaining("JobExists");
      assertThat(account.acted()).isEqualTo(Map.of("POST /jobs", 1));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
