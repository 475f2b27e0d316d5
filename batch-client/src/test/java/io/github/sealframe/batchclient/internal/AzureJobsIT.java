package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static io.github.sealframe.batchclient.internal.Wire.live;
import static io.github.sealframe.batchclient.internal.Wire.show;
import static io.github.sealframe.batchclient.internal.Wire.stubTasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs and their tasks against answers, good and bad, over real sockets. */
class AzureJobsIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final String JOB = "/jobs/" + Plans.JOB;

  private AzureJobs jobs;

  @BeforeEach
  void connect() {
    jobs = Wire.jobs(SERVER);
  }

  @Test
  void aJobIsComparedButForWhatChangesWhileItLives() throws IOException {
    SERVER.stubFor(post(urlPathEqualTo("/jobs")).willReturn(Wire.done(201)));
    assertThat(jobs.createJob(Plans.job(1))).isTrue();
    ObjectNode live =
        live(
            SERVER,
            "/jobs",
            """
        "state":"disabled","onAllTasksComplete":"terminatejob","usesTaskDependencies":false,
        "maxParallelTasks":-1,"allowTaskPreemption":false,
        "constraints":{"maxWallClockTime":"P10675199DT2H48M5.4775807S","maxTaskRetryCount":0},
        "executionInfo":{"startTime":"2026-11-23T22:00:00Z","poolId":"p"}
        """);
    // As the service normalises it.
    ((ObjectNode) live.at("/jobPreparationTask/constraints")).put("retentionTime", "P1D");
    show(SERVER, JOB, live);

    assertThat(jobs.job(Plans.job(1)))
        .contains(new Jobs.LiveJob(Plans.JOB, Plans.POOL, Jobs.JobState.DISABLED, true, List.of()));

    ((ObjectNode) live.at("/poolInfo")).put("poolId", "elsewhere");
    live.put("onTaskFailure", "noaction");
    ((ObjectNode) live.at("/jobPreparationTask")).put("waitForSuccess", false);
    ((ObjectNode) live.at("/jobPreparationTask")).remove("environmentSettings");
    ((ObjectNode) live.at("/jobPreparationTask/constraints")).put("maxTaskRetryCount", 3);
    live.put("state", "hibernating");
    show(SERVER, JOB, live);

    Jobs.LiveJob changed = jobs.job(Plans.job(1)).orElseThrow();
    assertThat(changed.state()).isEqualTo(Jobs.JobState.UNKNOWN);
    assertThat(changed.drift())
        .extracting(Drift::field)
        .containsExactlyInAnyOrder(
            "poolInfo.poolId",
            "onTaskFailure",
            "jobPreparationTask.waitForSuccess",
            "jobPreparationTask.environmentSettings[SEALFRAME_IMAGE].name",
            "jobPreparationTask.environmentSettings[SEALFRAME_IMAGE].value",
            "jobPreparationTask.constraints.maxTaskRetryCount");
    assertThat(jobs.job(Plans.JOB).orElseThrow().drift()).isEmpty();
  }

  @Test
  void aJobOnAPoolWithoutANameIsRefused() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB))
            .willReturn(
                json(
                    200,
                    """
                    {"id":"j","state":"active","poolInfo":{"autoPoolSpecification":{}}}
                    """)));

    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> jobs.job(Plans.job(1)))
        .withMessageContaining("no pool that has a name");
  }

  @Test
  void listsTasksPageByPage() {
    String path = JOB + "/tasks";
    String next = "http://127.0.0.1:" + SERVER.getPort() + path + "?api-version=x&$skiptoken=a%20b";
    SERVER.stubFor(
        get(urlPathEqualTo(path))
            .willReturn(
                json(
                    200,
                    """
                    {"odata.metadata":"m","odata.nextLink":"%s","value":[
                    {"id":"a","stateTransitionTime":"2026-11-24T12:00:00Z","nodeInfo":{"nodeId":"n1","surprise":{"x":[1]}}}]}
                    """
                        .formatted(next))));
    SERVER.stubFor(
        get(urlPathEqualTo(path))
            .withQueryParam("$skiptoken", equalTo("a b"))
            .atPriority(1)
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"id":"b","stateTransitionTime":"2026-11-24T12:00:01.1234567Z","executionInfo":{
                    "exitCode":3,"result":"failure","retryCount":0,"failureInfo":{
                    "category":"usererror","code":"FailureExitCode","message":"it\\nfailed"}}}]}
                    """)));
    List<Jobs.LiveTask> tasks = new ArrayList<>();

    jobs.failedTasks(Plans.JOB, tasks::add);

    assertThat(tasks)
        .extracting(Jobs.LiveTask::toString)
        .containsExactly(
            "LiveTask[id=a, since=2026-11-24T12:00:00Z, node=Optional[n1], exitCode=Optional.empty, failure=Optional.empty, folder=Optional[workitems/"
                + Plans.JOB
                + "/job-1/a]]",
            "LiveTask[id=b, since=2026-11-24T12:00:01.123456700Z, node=Optional.empty, exitCode=Optional[3],"
                + " failure=Optional[FailureExitCode: it], folder=Optional.empty]");
  }

  @Test
  void failuresSinceATimeAreAskedForByTheFilterOfBatch() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/tasks"))
            .withQueryParam(
                "$filter",
                equalTo(
                    "state eq 'completed' and executionInfo/result eq 'failure'"
                        + " and stateTransitionTime ge DateTime'2026-11-24T12:00:00Z'"))
            .willReturn(
                json(
                    200,
                    "{\"value\":[{\"id\":\"a\",\"stateTransitionTime\":\"2026-11-24T12:00:01Z\"}]}")));

    Iterator<Jobs.LiveTask> failed =
        jobs.failedTasks(Plans.JOB, Instant.parse("2026-11-24T12:00:00.9Z"));

    assertThat(failed).toIterable().extracting(task -> task.id().value()).containsExactly("a");
  }

  @Test
  void tasksThatACheckRefusedAreAskedForByTheFilterOfBatch() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/tasks"))
            .withQueryParam(
                "$filter",
                equalTo(
                    "state eq 'completed'"
                        + " and executionInfo/exitCode ge 10 and executionInfo/exitCode le 16"
                        + " and stateTransitionTime ge DateTime'1970-01-01T00:00:00Z'"))
            .willReturn(
                json(
                    200,
                    "{\"value\":[{\"id\":\"a\",\"stateTransitionTime\":\"2026-11-24T12:00:01Z\"}]}")));

    Iterator<Jobs.LiveTask> refused = jobs.refusedTasks(Plans.JOB, Instant.EPOCH);

    assertThat(refused).toIterable().extracting(task -> task.id().value()).containsExactly("a");
  }

  /** The tasks of a plan of two, as the service shows them, on two pages. */
  private List<ObjectNode> liveTasks() throws IOException {
    stubTasks(SERVER, "success", "");
    jobs.addTasks(Plans.job(2), added -> {});
    var sent = SERVER.findAll(postRequestedFor(urlPathEqualTo(JOB + "/addtaskcollection")));
    List<ObjectNode> tasks = new ArrayList<>();
    for (JsonNode task : Json.MAPPER.readTree(sent.get(0).getBodyAsString()).get("value")) {
      ObjectNode live = (ObjectNode) task;
      live.put("url", "u").put("eTag", "e").put("state", "active").put("requiredSlots", 1);
      ((ObjectNode) live.get("constraints")).put("maxWallClockTime", "PT4H");
      live.putObject("executionInfo").put("retryCount", 0);
      live.withObject("/exitConditions/default").put("dependencyAction", "block");
      tasks.add(live);
    }
    return tasks;
  }

  private List<Jobs.ComparedTask> compared(List<ObjectNode> tasks) {
    String next = "http://127.0.0.1:" + SERVER.getPort() + JOB + "/tasks?$skiptoken=1";
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/tasks"))
            .willReturn(
                json(
                    200,
                    "{\"value\":[" + tasks.get(0) + "],\"odata.nextLink\":\"" + next + "\"}")));
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/tasks"))
            .withQueryParam("$skiptoken", equalTo("1"))
            .atPriority(1)
            .willReturn(json(200, "{\"value\":[" + tasks.get(1) + "]}")));
    List<Jobs.ComparedTask> compared = new ArrayList<>();
    // Another client than the one that made them: its SAS differ.
    Wire.jobs(SERVER).tasks(Plans.job(2), compared::add);
    return compared;
  }

  @Test
  void tasksAsTheyWereMadeHaveNoDriftAndOneThatIsNotPlannedHas() throws IOException {
    List<ObjectNode> tasks = liveTasks();
    assertThat(compared(tasks))
        .extracting(Jobs.ComparedTask::drift)
        .containsExactly(List.of(), List.of());

    tasks.get(1).put("id", "extra");
    assertThat(compared(tasks).get(1).drift().toString()).isEqualTo("[id is extra, not planned]");
  }

  @ParameterizedTest
  @CsvSource({
    "'',commandLine,x,commandLine",
    "/userIdentity/autoUser,elevationLevel,admin,userIdentity.autoUser.elevationLevel",
    "/userIdentity/autoUser,scope,pool,userIdentity.autoUser.scope",
    "/constraints,maxTaskRetryCount,3,constraints.maxTaskRetryCount",
    "/constraints,retentionTime,P7D,constraints.retentionTime",
    "/exitConditions/default,jobAction,terminate,exitConditions.default.jobAction",
    "/exitConditions/exitCodeRanges/0,end,12,exitConditions.exitCodeRanges[0].end",
    "/outputFiles/0/destination/container,containerUrl,https://other/c,outputFiles[0].destination.container.containerUrl",
    "'',requiredSlots,2,requiredSlots",
    "/containerSettings,imageName,x,containerSettings.imageName",
    "/multiInstanceSettings,coordinationCommandLine,x,multiInstanceSettings.coordinationCommandLine",
    "/affinityInfo,affinityId,x,affinityInfo.affinityId",
    "/surprise,x,y,surprise.x"
  })
  void everyChangeOfATaskIsDrift(String at, String field, String value, String drift)
      throws IOException {
    List<ObjectNode> tasks = liveTasks();
    ObjectNode changed = tasks.get(1);
    (at.isEmpty() ? changed : changed.withObject(at)).put(field, value);

    assertThat(compared(tasks).get(1).drift()).extracting(Drift::field).containsExactly(drift);
  }

  @Test
  void whatATaskIsGivenBesidesThePlanIsDrift() throws IOException {
    List<ObjectNode> tasks = liveTasks();
    ObjectNode changed = tasks.get(0);
    changed.putArray("resourceFiles").addObject().put("filePath", "f");
    changed.putArray("environmentSettings").addObject().put("name", "LD_PRELOAD");
    changed.putArray("applicationPackageReferences").addObject().put("applicationId", "a");
    changed.putObject("authenticationTokenSettings").putArray("access").add("job");
    changed.putObject("dependsOn").putArray("taskIds").add("t");

    assertThat(compared(tasks).get(0).drift())
        .extracting(Drift::field)
        .containsExactlyInAnyOrder(
            "resourceFiles[f].filePath",
            "environmentSettings[LD_PRELOAD].name",
            "applicationPackageReferences[0].applicationId",
            "authenticationTokenSettings.access[0]",
            "dependsOn.taskIds[0]");
  }

  @Test
  void failedPreparationsNameTheirFolder() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/jobpreparationandreleasetaskstatus"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[
                    {"poolId":"p","nodeId":"n1","jobPreparationTaskExecutionInfo":{
                      "state":"completed","exitCode":0,"result":"success"}},
                    {"poolId":"p","nodeId":"n2","jobPreparationTaskExecutionInfo":{
                      "state":"running","retryCount":0}},
                    {"poolId":"p","nodeId":"n3","jobPreparationTaskExecutionInfo":{
                      "state":"completed","exitCode":14,"result":"failure",
                      "taskRootDirectory":"/mnt/batch/tasks/workitems/%s/job-1/jobpreparation",
                      "failureInfo":{"category":"usererror","code":"FailureExitCode"}}}]}
                    """
                        .formatted(Plans.JOB))));
    SERVER.stubFor(get(urlPathEqualTo(JOB)).willReturn(error(404, "JobNotFound", "gone")));

    assertThat(jobs.failedPreparations(Plans.JOB))
        .containsExactly(
            new Jobs.FailedPreparation(
                new NodeId("n3"),
                Optional.of(14),
                List.of("FailureExitCode"),
                "workitems/" + Plans.JOB + "/job-1/jobpreparation"));
  }

  @Test
  void stoppingWhatHasEndedIsNoErrorButStoppingNothingIs() {
    SERVER.stubFor(post(urlPathEqualTo(JOB + "/disable")).willReturn(Wire.done(202)));
    jobs.disable(Plans.JOB);
    SERVER.verify(
        postRequestedFor(urlPathEqualTo(JOB + "/disable"))
            .withRequestBody(equalToJson("{\"disableTasks\":\"requeue\"}")));

    SERVER.stubFor(
        post(urlPathEqualTo(JOB + "/disable"))
            .willReturn(error(409, "InvalidJobState", "not now")));
    showJob("completed", "noaction");
    jobs.disable(Plans.JOB);

    showJob("active", "noaction");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> jobs.disable(Plans.JOB));
  }

  private static void showJob(String state, String onAllTasksComplete) {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB))
            .willReturn(
                json(
                    200,
                    """
                    {"id":"j","state":"%s","onAllTasksComplete":"%s","poolInfo":{"poolId":"p"}}
                    """
                        .formatted(state, onAllTasksComplete))));
  }

  @Test
  void enablingAnActiveJobIsNoError() {
    SERVER.stubFor(
        post(urlPathEqualTo(JOB + "/enable")).willReturn(error(409, "JobNotDisabled", "active")));
    showJob("active", "noaction");
    jobs.enable(Plans.JOB);

    showJob("completed", "noaction");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> jobs.enable(Plans.JOB));
  }

  @Test
  void lettingAJobFinishTwiceIsNoError() {
    SERVER.stubFor(patch(urlPathEqualTo(JOB)).willReturn(Wire.done(200)));
    jobs.allowCompletion(Plans.JOB);
    SERVER.verify(
        patchRequestedFor(urlPathEqualTo(JOB))
            .withRequestBody(equalToJson("{\"onAllTasksComplete\":\"terminatejob\"}")));

    SERVER.stubFor(patch(urlPathEqualTo(JOB)).willReturn(error(409, "JobCompleted", "ended")));
    showJob("completed", "terminatejob");
    jobs.allowCompletion(Plans.JOB);

    showJob("disabling", "noaction");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> jobs.allowCompletion(Plans.JOB));
  }

  @Test
  void findsTheProductionsOpenJobs() {
    SERVER.stubFor(
        get(urlPathEqualTo("/jobs"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[
                    {"id":"marked","metadata":[
                      {"name":"sealframe-production","value":"pabcdefghij"}]},
                    {"id":"pabcdefghij-unmarked"},
                    {"id":"pabcdefghij-theirs","metadata":[
                      {"name":"sealframe-production","value":"pother"}]},
                    {"id":"pabcdefghij-both","metadata":[
                      {"name":"sealframe-production","value":"pabcdefghij"},
                      {"name":"sealframe-production","value":"pother"}]},
                    {"id":"pother-1","metadata":[{"name":"sealframe-production","value":"pother"}]}]}
                    """)));

    assertThat(jobs.openJobs(Plans.PRODUCTION))
        .extracting(Object::toString)
        .containsExactly("marked", "pabcdefghij-unmarked");
  }

  @Test
  void aJobOfAScheduleIsOneOfTheOpenJobsAndCanBeStopped() {
    SERVER.stubFor(
        get(urlPathEqualTo("/jobs"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"pabcdefghij-nightly:job-12\"}]}")));
    String disable = "/jobs/pabcdefghij-nightly%3Ajob-12/disable";
    SERVER.stubFor(post(urlPathEqualTo(disable)).willReturn(Wire.done(202)));

    List<JobId> open = jobs.openJobs(Plans.PRODUCTION);
    open.forEach(jobs::disable);

    assertThat(open).containsExactly(new JobId("pabcdefghij-nightly:job-12"));
    SERVER.verify(1, postRequestedFor(urlPathEqualTo(disable)));
  }

  @Test
  void anErrorWithoutACodeIsToldByItsMessage() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/tasks"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"id":"a","stateTransitionTime":"2026-11-24T12:00:00Z",
                     "executionInfo":{"failureInfo":{"message":"it failed"}}}]}
                    """)));
    List<Jobs.LiveTask> failed = new ArrayList<>();

    jobs.failedTasks(Plans.JOB, failed::add);

    assertThat(failed).extracting(Jobs.LiveTask::failure).containsExactly(Optional.of("it failed"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'id':null}", "{'id':''}", "{'id':'no id'}", "{'id':{}}"})
  void whatHasNoIdThatBatchGivesIsRefused(String odd) {
    String metadata = "'metadata':[{'name':'sealframe-production','value':'pabcdefghij'}]";
    String since = "'stateTransitionTime':'2026-11-24T12:00:00Z'";
    stubList("/jobs", with(odd, metadata));
    stubList(JOB + "/tasks", with(odd, since));
    String failed = "'jobPreparationTaskExecutionInfo':{'state':'completed','exitCode':1}";
    stubList(
        JOB + "/jobpreparationandreleasetaskstatus", with(odd.replace("'id'", "'nodeId'"), failed));

    refusesTheForm(() -> jobs.openJobs(Plans.PRODUCTION));
    refusesTheForm(() -> jobs.failedTasks(Plans.JOB, task -> {}));
    refusesTheForm(() -> jobs.tasks(Plans.job(1), task -> {}));
    refusesTheForm(() -> jobs.failedPreparations(Plans.JOB));
  }

  @Test
  void aPoolOrANodeThatBatchCannotHaveIsRefused() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB))
            .willReturn(json(200, "{\"id\":\"j\",\"poolInfo\":{\"poolId\":\"no id\"}}")));
    stubList(
        JOB + "/tasks",
        "{'id':'a','stateTransitionTime':'2026-11-24T12:00:00Z','nodeInfo':{'nodeId':'no id'}}");

    refusesTheForm(() -> jobs.job(Plans.JOB));
    refusesTheForm(() -> jobs.failedTasks(Plans.JOB, task -> {}));
  }

  private static String with(String item, String more) {
    return "{" + more + (item.equals("{}") ? "" : ",") + item.substring(1);
  }

  private static void stubList(String path, String item) {
    String list = "{'value':[" + item + "]}";
    SERVER.stubFor(get(urlPathEqualTo(path)).willReturn(json(200, list.replace('\'', '"'))));
  }

  private static void refusesTheForm(ThrowingCallable call) {
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(call)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .matches(".*(in an unknown form|is not the Batch service).*"));
  }
}
