package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Batch;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client against answers, good and bad, over real sockets. */
class AzureBatchIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @RegisterExtension
  static final WireMockExtension OTHER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final String POOL = "/pools/" + Plans.POOL;
  private static final String JOB = "/jobs/" + Plans.JOB;

  private AzureBatch batch;

  @BeforeEach
  void connect() {
    batch = Wire.client(SERVER);
  }

  private static String sign(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(Wire.KEY), "HmacSHA256"));
    byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    return "SharedKey " + Wire.ACCOUNT + ":" + Base64.getEncoder().encodeToString(signature);
  }

  private AzureBatch at(Instant now) {
    return Wire.client(
        URI.create("http://127.0.0.1:" + SERVER.getPort()),
        Clock.fixed(now, java.time.ZoneOffset.UTC));
  }

  @Test
  void signsARequestWithABodyAsTheServiceDoes() throws Exception {
    SERVER.stubFor(post(urlPathEqualTo(POOL + "/resize")).willReturn(aResponse().withStatus(202)));

    at(Instant.parse("2026-11-23T22:00:05Z")).resize(Plans.POOL, 3);

    String expected =
        sign(
            """
            POST


            26

            application/json; odata=minimalmetadata; charset=utf-8
            Mon, 23 Nov 2026 22:00:05 GMT





            /acct/pools/pabcdefghij-0123456789ab/resize
            api-version:2024-07-01.20.0""");
    SERVER.verify(
        postRequestedFor(urlPathEqualTo(POOL + "/resize"))
            .withRequestBody(equalTo("{\"targetDedicatedNodes\":3}"))
            .withHeader("Date", equalTo("Mon, 23 Nov 2026 22:00:05 GMT"))
            .withHeader("Authorization", equalTo(expected)));
  }

  @Test
  void signsOcpHeadersAndADecodedQuery() throws Exception {
    SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(200).withBody("text")));
    AzureBatch client = at(Instant.parse("2026-11-23T22:00:05Z"));

    assertThat(client.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stderr.txt", 10))
        .contains("text");

    String expected =
        sign(
            """
            GET





            Mon, 23 Nov 2026 22:00:05 GMT





            ocp-range:bytes=0-9
            /acct/pools/pabcdefghij-0123456789ab/nodes/n1/files/startup/stderr.txt
            api-version:2024-07-01.20.0""");
    SERVER.verify(
        getRequestedFor(urlPathEqualTo(POOL + "/nodes/n1/files/startup/stderr.txt"))
            .withHeader("Authorization", equalTo(expected)));

    SERVER.stubFor(get(urlPathEqualTo("/nodecounts")).willReturn(json(200, "{\"value\":[]}")));
    client.nodeCounts(Plans.POOL);
    SERVER.verify(
        getRequestedFor(urlPathEqualTo("/nodecounts"))
            .withQueryParam("$filter", equalTo("poolId eq '" + Plans.POOL + "'"))
            .withHeader(
                "Authorization",
                equalTo(
                    sign(
                        """
                        GET





                        Mon, 23 Nov 2026 22:00:05 GMT





                        /acct/nodecounts
                        $filter:poolId eq '%s'
                        api-version:2024-07-01.20.0"""
                            .formatted(Plans.POOL)))));
  }

  @Test
  void waitsAsLongAsTheServiceSaysAndSignsEachAttempt() {
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/taskcounts"))
            .inScenario("busy")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(error(429, "TooManyRequests", "slow down").withHeader("Retry-After", "1"))
            .willSetStateTo("free"));
    SERVER.stubFor(
        get(urlPathEqualTo(JOB + "/taskcounts"))
            .inScenario("busy")
            .whenScenarioStateIs("free")
            .willReturn(
                json(
                    200,
                    """
                    {"taskCounts":{"active":1,"running":2,"completed":7,"succeeded":3,"failed":4},
                     "taskSlotCounts":{"active":1}}
                    """)));
    TickingClock clock = new TickingClock();
    Instant began = Instant.now();

    Batch.TaskCounts counts =
        Wire.client(URI.create("http://127.0.0.1:" + SERVER.getPort()), clock)
            .taskCounts(Plans.JOB);

    assertThat(counts).isEqualTo(new Batch.TaskCounts(1, 2, 3, 4));
    assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofMillis(900));
    var requests = SERVER.findAll(getRequestedFor(anyUrl()));
    assertThat(requests).hasSize(2);
    assertThat(requests.get(0).getHeader("Authorization"))
        .isNotEqualTo(requests.get(1).getHeader("Authorization"));
    assertThat(requests.get(0).getHeader("client-request-id")).isNotEmpty();
    assertThat(requests.get(0).getHeader("User-Agent")).matches("sealframe-batch-client/\\d.*");
  }

  /** Is a second later each time that it is asked. */
  private static final class TickingClock extends Clock {
    private Instant now = Instant.parse("2026-11-23T22:00:00Z");

    @Override
    public java.time.ZoneId getZone() {
      return java.time.ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      now = now.plusSeconds(1);
      return now;
    }
  }

  @Test
  void doesNotRepeatWhatTheServiceRefused() {
    SERVER.stubFor(any(anyUrl()).willReturn(error(400, "InvalidPropertyValue", "no")));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> batch.createPool(Plans.pool()))
        .withMessageContaining("HTTP 400 InvalidPropertyValue, no");
    SERVER.verify(1, anyRequestedFor(anyUrl()));
  }

  @Test
  void goesOnAfterABrokenConnection() {
    SERVER.stubFor(
        post(urlPathEqualTo("/jobs"))
            .inScenario("reset")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
            .willSetStateTo("made"));
    SERVER.stubFor(
        post(urlPathEqualTo("/jobs"))
            .inScenario("reset")
            .whenScenarioStateIs("made")
            .willReturn(error(409, "JobExists", "there is one")));

    assertThat(batch.createJob(Plans.job(1))).isFalse();
    SERVER.verify(2, postRequestedFor(urlPathEqualTo("/jobs")));
  }

  @Test
  void saysWhichEndpointDoesNotAnswer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    AzureBatch lost = Wire.client(URI.create("http://127.0.0.1:" + port), Clock.systemUTC());

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> lost.openJobs(Plans.PRODUCTION))
        .withMessage(
            "cannot list the jobs of production pabcdefghij: the Batch endpoint http://127.0.0.1:"
                + port
                + " does not answer; check the address and the network, or start the emulator");
  }

  @ParameterizedTest
  @CsvSource({
    "401,AuthenticationFailed,io.github.sealframe.core.AccessRefusal",
    "403,AuthenticationFailed,io.github.sealframe.core.AccessRefusal",
    "409,AccountCoreQuotaReached,io.github.sealframe.core.CapacityRefusal",
    "409,PoolBeingDeleted,io.github.sealframe.core.ServiceRefusal",
    "413,RequestBodyTooLarge,io.github.sealframe.core.ServiceRefusal"
  })
  void everyFailureHasItsRefusal(int status, String code, Class<? extends Refusal> type) {
    SERVER.stubFor(any(anyUrl()).willReturn(error(status, code, "because")));

    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> batch.createPool(Plans.pool()))
        .satisfies(
            e ->
                assertThat(e)
                    .isInstanceOf(type)
                    .hasMessageContaining("cannot create pool " + Plans.POOL)
                    .hasMessageContaining("HTTP " + status + " " + code + ", because")
                    .hasMessageContaining("request 0f8fad5b")
                    .hasMessageNotContaining("\n"));
  }

  @Test
  void anAnswerThatIsNoJsonIsARefusal() {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(403)
                    .withHeader("Content-Type", "text/html")
                    .withBody("<html>proxy</html>")));
    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> batch.taskCounts(Plans.JOB))
        .withMessageContaining("HTTP 403");

    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(200)
                    .withHeader("Content-Type", "text/html")
                    .withBody("<html>sign in</html>")));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> batch.taskCounts(Plans.JOB))
        .withMessageContaining("is not the Batch service");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> batch.job(Plans.JOB));

    for (String body : List.of("", "{\"taskCounts\":{\"active\":", "[1]", "7")) {
      SERVER.stubFor(any(anyUrl()).willReturn(json(200, body)));
      assertThatExceptionOfType(ServiceRefusal.class)
          .describedAs(body)
          .isThrownBy(() -> batch.taskCounts(Plans.JOB));
      assertThatExceptionOfType(ServiceRefusal.class)
          .describedAs(body)
          .isThrownBy(() -> batch.job(Plans.JOB));
    }
  }

  @Test
  void noMessageShowsASecret() {
    String secrets =
        "key "
            + Wire.KEY
            + " at http://127.0.0.1:1/acct/c/b?sv=1&sig=CANARYsig and Bearer CANARYtoken and"
            + " SharedKey acct:CANARYmac";
    SERVER.stubFor(any(anyUrl()).willReturn(error(403, "AuthenticationFailed", secrets)));

    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> batch.createPool(Plans.pool()))
        .satisfies(
            e -> {
              assertThat(e.toString()).doesNotContain("CANARY").contains("http://127.0.0.1:1/acct");
              assertThat(e.getCause()).isNull();
            });
  }

  @Test
  void aPoolThatExistsIsNotMadeAgain() {
    SERVER.stubFor(post(urlPathEqualTo("/pools")).willReturn(error(409, "PoolExists", "there")));
    assertThat(batch.createPool(Plans.pool())).isFalse();

    SERVER.stubFor(post(urlPathEqualTo("/pools")).willReturn(aResponse().withStatus(201)));
    assertThat(batch.createPool(Plans.pool())).isTrue();
  }

  @Test
  void aPoolWithAnIdentityIsNotMadeWithoutIt() {
    AzureBatch client = Wire.clientOfIdentities(SERVER);
    var plan = Plans.pool(Optional.of(Plans.SUBNET), Optional.of(Plans.IDENTITY));
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(error(404, "PoolNotFound", "none")));
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> client.createPool(plan))
        .withMessageContaining("Resource Manager");
    SERVER.verify(0, postRequestedFor(anyUrl()));

    SERVER.stubFor(
        get(urlPathEqualTo(POOL)).willReturn(json(200, "{\"id\":\"" + Plans.POOL + "\"}")));
    assertThat(client.createPool(plan)).isFalse();
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> client.createPool(Plans.pool()));
  }

  private ObjectNode livePool() throws IOException {
    SERVER.stubFor(post(urlPathEqualTo("/pools")).willReturn(aResponse().withStatus(201)));
    batch.createPool(Plans.pool());
    return live(
        "/pools",
        """
        "url":"u","eTag":"e","state":"active","stateTransitionTime":"2026-11-23T22:00:00.1234567Z",
        "allocationState":"steady","currentDedicatedNodes":1,"currentLowPriorityNodes":0,
        "targetLowPriorityNodes":0,"enableAutoScale":false,"resizeTimeout":"PT15M",
        "taskSchedulingPolicy":{"nodeFillType":"Spread"},"currentNodeCommunicationMode":"simplified",
        "userAccounts":[],"odata.metadata":"m"
        """);
  }

  /** What was sent, with what the service adds. */
  private static ObjectNode live(String path, String added) throws IOException {
    var sent = SERVER.findAll(postRequestedFor(urlPathEqualTo(path)));
    ObjectNode body =
        (ObjectNode) Json.MAPPER.readTree(sent.get(sent.size() - 1).getBodyAsString());
    body.setAll((ObjectNode) Json.MAPPER.readTree("{" + added + "}"));
    return body;
  }

  private static void show(String path, JsonNode body) {
    SERVER.stubFor(get(urlPathEqualTo(path)).willReturn(json(200, body.toString())));
  }

  @Test
  void aPoolAsItWasMadeHasNoDrift() throws IOException {
    show(POOL, livePool());

    assertThat(Wire.client(SERVER).pool(Plans.pool()))
        .contains(new Batch.LivePool(true, 1, 2, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "/startTask,commandLine,true,startTask.commandLine",
    "/startTask,waitForSuccess,false,startTask.waitForSuccess",
    "/startTask/resourceFiles/0,httpUrl,http://127.0.0.1:1/acct/other,startTask.resourceFiles[verify.sh].httpUrl",
    "/startTask/userIdentity/autoUser,elevationLevel,nonadmin,startTask.userIdentity.autoUser.elevationLevel",
    "/startTask,surprise,x,startTask.surprise",
    "/virtualMachineConfiguration/imageReference,virtualMachineImageId,latest,virtualMachineConfiguration.imageReference.virtualMachineImageId",
    "/virtualMachineConfiguration/securityProfile/uefiSettings,secureBootEnabled,false,virtualMachineConfiguration.securityProfile.uefiSettings.secureBootEnabled",
    "'',targetNodeCommunicationMode,classic,targetNodeCommunicationMode",
    "'',enableInterNodeCommunication,true,enableInterNodeCommunication",
    "'',targetLowPriorityNodes,5,targetLowPriorityNodes",
    "'',taskSlotsPerNode,8,taskSlotsPerNode",
    "/startTask/environmentSettings/0,value,other,startTask.environmentSettings[SEALFRAME_IMAGE].value",
    "/metadata/0,value,other,metadata[sealframe-production].value"
  })
  void everyChangeOfAPoolIsDrift(String at, String field, String value, String drift)
      throws IOException {
    ObjectNode live = livePool();
    ((ObjectNode) (at.isEmpty() ? live : live.at(at))).put(field, value);
    show(POOL, live);

    assertThat(batch.pool(Plans.pool()).orElseThrow().drift())
        .extracting(Batch.Drift::field)
        .containsExactly(drift);
  }

  @Test
  void whatAPlanNeverHasIsDriftToo() throws IOException {
    ObjectNode live = livePool();
    live.putArray("userAccounts").addObject().put("name", "eve");
    live.withObject("/startTask").putArray("environmentSettings").addObject().put("name", "LD");
    live.remove("metadata");
    live.putObject("identity")
        .putArray("userAssignedIdentities")
        .addObject()
        .put("resourceId", "x");
    show(POOL, live);

    assertThat(batch.pool(Plans.pool()).orElseThrow().drift())
        .extracting(Batch.Drift::toString)
        .contains(
            "userAccounts[eve].name is eve, not absent",
            "startTask.environmentSettings[LD].name is LD, not absent",
            "metadata[sealframe-production].value is absent, not pabcdefghij",
            "identity is x, not absent");
  }

  @Test
  void driftShowsNoSas() throws IOException {
    ObjectNode live = livePool();
    String url = "http://127.0.0.1:1/acct/other?sig=CANARY";
    ((ObjectNode) live.at("/startTask/resourceFiles/0")).put("httpUrl", url);
    ((ObjectNode) live.at("/startTask")).put("commandLine", "curl " + url);
    show(POOL, live);

    assertThat(batch.pool(Plans.pool()).orElseThrow().drift().toString())
        .contains("acct/other")
        .doesNotContain("CANARY")
        .doesNotContain("sig=");
  }

  @Test
  void aJobIsComparedButForWhatChangesWhileItLives() throws IOException {
    SERVER.stubFor(post(urlPathEqualTo("/jobs")).willReturn(aResponse().withStatus(201)));
    assertThat(batch.createJob(Plans.job(1))).isTrue();
    ObjectNode live =
        live(
            "/jobs",
            """
        "state":"disabled","onAllTasksComplete":"terminatejob","usesTaskDependencies":false,
        "maxParallelTasks":-1,"allowTaskPreemption":false,
        "constraints":{"maxWallClockTime":"P10675199DT2H48M5.4775807S","maxTaskRetryCount":0},
        "executionInfo":{"startTime":"2026-11-23T22:00:00Z","poolId":"p"}
        """);
    // As the service normalises it.
    ((ObjectNode) live.at("/jobPreparationTask/constraints")).put("retentionTime", "P1D");
    show(JOB, live);

    assertThat(batch.job(Plans.job(1)))
        .contains(
            new Batch.LiveJob(Plans.JOB, Plans.POOL, Batch.JobState.DISABLED, true, List.of()));

    ((ObjectNode) live.at("/poolInfo")).put("poolId", "elsewhere");
    live.put("onTaskFailure", "noaction");
    ((ObjectNode) live.at("/jobPreparationTask")).put("waitForSuccess", false);
    ((ObjectNode) live.at("/jobPreparationTask")).remove("environmentSettings");
    ((ObjectNode) live.at("/jobPreparationTask/constraints")).put("maxTaskRetryCount", 3);
    live.put("state", "hibernating");
    show(JOB, live);

    Batch.LiveJob changed = batch.job(Plans.job(1)).orElseThrow();
    assertThat(changed.state()).isEqualTo(Batch.JobState.UNKNOWN);
    assertThat(changed.drift())
        .extracting(Batch.Drift::field)
        .containsExactlyInAnyOrder(
            "poolInfo.poolId",
            "onTaskFailure",
            "jobPreparationTask.waitForSuccess",
            "jobPreparationTask.environmentSettings[SEALFRAME_IMAGE].name",
            "jobPreparationTask.environmentSettings[SEALFRAME_IMAGE].value",
            "jobPreparationTask.constraints.maxTaskRetryCount");
    assertThat(batch.job(Plans.JOB).orElseThrow().drift()).isEmpty();
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
        .isThrownBy(() -> batch.job(Plans.job(1)))
        .withMessageContaining("no pool that has a name");
  }

  @Test
  void addsTasksAHundredAtATime() {
    stubTasks("success", "");
    List<Integer> told = new ArrayList<>();

    batch.addTasks(Plans.job(250), told::add);

    assertThat(told).containsExactly(100, 200, 250);
    SERVER.verify(3, postRequestedFor(urlPathEqualTo(JOB + "/addtaskcollection")));
  }

  private static void stubTasks(String status, String error) {
    SERVER.stubFor(
        post(urlPathEqualTo(JOB + "/addtaskcollection"))
            .willReturn(
                json(
                        200,
                        """
                        {"odata.metadata":"m","value":[
                        {{#each (jsonPath request.body '$.value') as |task|}}
                        {"status":"%s","taskId":"{{task.id}}"%s}{{#unless @last}},{{/unless}}
                        {{/each}}]}
                        """
                            .formatted(status, error))
                    .withTransformers("response-template")));
  }

  @Test
  void aTaskThatIsThereCounts() {
    stubTasks("clienterror", ",\"error\":{\"code\":\"TaskExists\",\"message\":{\"value\":\"x\"}}");

    batch.addTasks(Plans.job(3), each -> {});

    SERVER.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void aTaskThatIsRefusedIsNamed() {
    stubTasks("clienterror", ",\"error\":{\"code\":\"InvalidTask\",\"message\":{\"value\":\"x\"}}");

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> batch.addTasks(Plans.job(3), each -> {}))
        .withMessageContaining("task 00001-1 to job " + Plans.JOB)
        .withMessageContaining("InvalidTask, x");
  }

  @Test
  void whatTheServiceFailedAtIsSentAgainAndOnlyThat() {
    String path = JOB + "/addtaskcollection";
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .inScenario("fails")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"status":"success","taskId":"00001-1"},
                    {"status":"servererror","taskId":"00002-2","error":{"code":"InternalError"}}]}
                    """))
            .willSetStateTo("works"));
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .inScenario("fails")
            .whenScenarioStateIs("works")
            .willReturn(
                json(200, "{\"value\":[{\"status\":\"success\",\"taskId\":\"00002-2\"}]}")));

    batch.addTasks(Plans.job(2), each -> {});

    var requests = SERVER.findAll(postRequestedFor(urlPathEqualTo(path)));
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1).getBodyAsString()).contains("00002-2").doesNotContain("00001-1");
  }

  @Test
  void aGroupThatIsTooLargeIsSplit() {
    String path = JOB + "/addtaskcollection";
    stubTasks("success", "");
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .withRequestBody(
                com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath("$.value[2]"))
            .atPriority(1)
            .willReturn(error(413, "RequestBodyTooLarge", "too large")));
    List<Integer> told = new ArrayList<>();

    batch.addTasks(Plans.job(5), told::add);

    assertThat(told).containsExactly(5);
    // 5 is too large, so 2 and 3; 3 is too large, so 1 and 2.
    SERVER.verify(5, postRequestedFor(urlPathEqualTo(path)));
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
                    {"id":"a","nodeInfo":{"nodeId":"n1","surprise":{"x":[1]}}}]}
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
                    {"value":[{"id":"b","executionInfo":{
                    "exitCode":3,"result":"failure","retryCount":0,"failureInfo":{
                    "category":"usererror","code":"FailureExitCode","message":"it\\nfailed"}}}]}
                    """)));
    List<Batch.LiveTask> tasks = new ArrayList<>();

    batch.failedTasks(Plans.JOB, tasks::add);

    assertThat(tasks)
        .extracting(Batch.LiveTask::toString)
        .containsExactly(
            "LiveTask[id=a, node=Optional[n1], exitCode=Optional.empty, failure=Optional.empty]",
            "LiveTask[id=b, node=Optional.empty, exitCode=Optional[3],"
                + " failure=Optional[FailureExitCode: it]]");
  }

  /** The tasks of a plan of two, as the service shows them, on two pages. */
  private List<ObjectNode> liveTasks() throws IOException {
    stubTasks("success", "");
    batch.addTasks(Plans.job(2), added -> {});
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

  private List<Batch.ComparedTask> compared(List<ObjectNode> tasks) {
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
    List<Batch.ComparedTask> compared = new ArrayList<>();
    // Another client than the one that made them: its SAS differ.
    Wire.client(SERVER).tasks(Plans.job(2), compared::add);
    return compared;
  }

  @Test
  void tasksAsTheyWereMadeHaveNoDriftAndOneThatIsNotPlannedHas() throws IOException {
    List<ObjectNode> tasks = liveTasks();
    assertThat(compared(tasks))
        .extracting(Batch.ComparedTask::drift)
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

    assertThat(compared(tasks).get(1).drift())
        .extracting(Batch.Drift::field)
        .containsExactly(drift);
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
        .extracting(Batch.Drift::field)
        .containsExactlyInAnyOrder(
            "resourceFiles[f].filePath",
            "environmentSettings[LD_PRELOAD].name",
            "applicationPackageReferences[0].applicationId",
            "authenticationTokenSettings.access[0]",
            "dependsOn.taskIds[0]");
  }

  @Test
  void aNodeIsDifferentByTheStartTaskThatItShows() throws IOException {
    JsonNode planned = livePool().get("startTask");
    ObjectNode other = planned.deepCopy();
    other.put("commandLine", "/bin/true");
    String nodes =
        """
        {"value":[{"id":"same","state":"idle","startTask":%1$s},
        {"id":"other","state":"running","startTask":%2$s},
        {"id":"none","state":"idle"},{"id":"early","state":"starting"},
        {"id":"leaves","state":"leavingpool","startTask":%2$s}]}
        """
            .formatted(planned, other);
    SERVER.stubFor(get(urlPathEqualTo(POOL + "/nodes")).willReturn(json(200, nodes)));

    List<Batch.DifferentNode> different = Wire.client(SERVER).differentNodes(Plans.pool());

    assertThat(different)
        .extracting(node -> node.id().value() + " " + node.drift().get(0).field())
        .containsExactly("other startTask.commandLine", "none startTask.commandLine");
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes")).willReturn(error(404, "PoolNotFound", "gone")));
    assertThat(batch.differentNodes(Plans.pool())).isEmpty();
  }

  @Test
  void followsNoLinkToAnotherOrigin() {
    OTHER.stubFor(any(anyUrl()).willReturn(json(200, "{\"value\":[]}")));
    for (String link :
        List.of(
            "http://127.0.0.1:" + OTHER.getPort() + "/jobs?sig=CANARY",
            "http://127.0.0.1:" + SERVER.getPort() + "@127.0.0.1:" + OTHER.getPort() + "/jobs",
            "//127.0.0.1:" + OTHER.getPort() + "/jobs")) {
      SERVER.stubFor(
          get(urlPathEqualTo("/jobs"))
              .willReturn(json(200, "{\"value\":[],\"odata.nextLink\":\"" + link + "\"}")));

      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> batch.openJobs(Plans.PRODUCTION))
          .withMessageContaining("another address")
          .withMessageNotContaining("CANARY");
    }
    OTHER.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void followsNoRedirect() {
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(307)
                    .withHeader("Location", "http://127.0.0.1:" + OTHER.getPort() + "/")));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> batch.createPool(Plans.pool()))
        .withMessageContaining("HTTP 307");
    OTHER.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void readyNodesAreThoseThatTakeWork() {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .withQueryParam("$filter", equalTo("state eq 'idle' or state eq 'running'"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\"},{\"id\":\"n2\"}]}")));

    assertThat(batch.readyNodes(Plans.POOL)).containsExactly(new NodeId("n1"), new NodeId("n2"));
  }

  @Test
  void refusedNodesTellWhy() {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .withQueryParam("$filter", equalTo("state eq 'unusable' or state eq 'starttaskfailed'"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[
                    {"id":"n1","state":"starttaskfailed",
                     "stateTransitionTime":"2026-11-23T22:00:00.1234567Z",
                     "startTaskInfo":{"state":"completed","exitCode":11,"retryCount":0,
                       "failureInfo":{"category":"usererror","code":"FailureExitCode",
                         "message":"The task exited with an exit code"}}},
                    {"id":"n2","state":"unusable","stateTransitionTime":"2026-11-23T22:00:01Z",
                     "errors":[{"code":"DiskFull","message":"no space"}]}]}
                    """)));

    assertThat(batch.refusedNodes(Plans.POOL))
        .containsExactly(
            new Batch.RefusedNode(
                new NodeId("n1"),
                Batch.NodeRefusal.START_TASK_FAILED,
                Instant.parse("2026-11-23T22:00:00.1234567Z"),
                Optional.of(11),
                List.of("FailureExitCode: The task exited with an exit code")),
            new Batch.RefusedNode(
                new NodeId("n2"),
                Batch.NodeRefusal.UNUSABLE,
                Instant.parse("2026-11-23T22:00:01Z"),
                Optional.empty(),
                List.of("DiskFull: no space")));
  }

  @Test
  void countsNodes() {
    SERVER.stubFor(
        get(urlPathEqualTo("/nodecounts"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"poolId":"%s","dedicated":{"creating":1,"idle":2,"offline":9,
                    "rebooting":1,"running":3,"starting":1,"startTaskFailed":4,"unusable":5,
                    "waitingForStartTask":1,"total":26},"lowPriority":{"idle":1,"total":1}}]}
                    """
                        .formatted(Plans.POOL))));

    assertThat(batch.nodeCounts(Plans.POOL)).isEqualTo(new Batch.NodeCounts(6, 4, 9));
  }

  @Test
  void resizeErrorsAreToldOnceSteady() {
    String body =
        """
        {"id":"p","allocationState":"%s","currentDedicatedNodes":0,"targetDedicatedNodes":2,
         "resizeErrors":[{"code":"AccountCoreQuotaReached","message":"quota"}]}
        """;
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("steady"))));
    assertThat(batch.resizeErrors(Plans.POOL)).containsExactly("AccountCoreQuotaReached: quota");

    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("resizing"))));
    assertThat(batch.resizeErrors(Plans.POOL)).isEmpty();
  }

  @Test
  void stopsGrowthByEndingTheResizeOrByAimingAtWhatThereIs() {
    String body =
        """
        {"id":"p","allocationState":"%s","currentDedicatedNodes":1,"targetDedicatedNodes":2}
        """;
    SERVER.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(202)));
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("resizing"))));
    batch.stopGrowing(Plans.POOL);
    SERVER.verify(1, postRequestedFor(urlPathEqualTo(POOL + "/stopresize")));

    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("steady"))));
    batch.stopGrowing(Plans.POOL);
    SERVER.verify(
        1,
        postRequestedFor(urlPathEqualTo(POOL + "/resize"))
            .withRequestBody(equalToJson("{\"targetDedicatedNodes\":1}")));

    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(error(404, "PoolNotFound", "gone")));
    batch.stopGrowing(Plans.POOL);
    SERVER.verify(2, postRequestedFor(anyUrl()));
  }

  @Test
  void removesOnlyNodesThatAreThere() {
    SERVER.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(202)));
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\"},{\"id\":\"n3\"}]}")));

    batch.removeNodes(Plans.POOL, List.of(new NodeId("n1"), new NodeId("n2")));

    SERVER.verify(
        1,
        postRequestedFor(urlPathEqualTo(POOL + "/removenodes"))
            .withRequestBody(
                equalToJson("{\"nodeList\":[\"n1\"],\"nodeDeallocationOption\":\"requeue\"}")));

    batch.removeNodes(Plans.POOL, List.of(new NodeId("n2")));
    SERVER.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void aFileThatCannotBeHadIsEmpty() {
    for (int status : new int[] {404, 409}) {
      SERVER.stubFor(get(anyUrl()).willReturn(error(status, "NodeNotReady", "no")));
      assertThat(batch.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stdout.txt", 100)).isEmpty();
    }
    SERVER.stubFor(get(anyUrl()).willReturn(error(416, "InvalidRange", "it is empty")));
    assertThat(batch.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stdout.txt", 100))
        .contains("");
    SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withStatus(200).withBody("0123456789")));
    assertThat(batch.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stdout.txt", 4))
        .contains("0123");
    for (String path : List.of("../x", "/etc/passwd", "a//b", "a/./b", "")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.nodeFile(Plans.POOL, new NodeId("n1"), path, 4));
    }
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

    assertThat(batch.failedPreparations(Plans.JOB))
        .containsExactly(
            new Batch.FailedPreparation(
                new NodeId("n3"),
                Optional.of(14),
                List.of("FailureExitCode"),
                "workitems/" + Plans.JOB + "/job-1/jobpreparation"));
  }

  @Test
  void stoppingWhatHasEndedIsNoErrorButStoppingNothingIs() {
    SERVER.stubFor(post(urlPathEqualTo(JOB + "/disable")).willReturn(aResponse().withStatus(202)));
    batch.disable(Plans.JOB);
    SERVER.verify(
        postRequestedFor(urlPathEqualTo(JOB + "/disable"))
            .withRequestBody(equalToJson("{\"disableTasks\":\"requeue\"}")));

    SERVER.stubFor(
        post(urlPathEqualTo(JOB + "/disable"))
            .willReturn(error(409, "InvalidJobState", "not now")));
    showJob("completed", "noaction");
    batch.disable(Plans.JOB);

    showJob("active", "noaction");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> batch.disable(Plans.JOB));
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
    batch.enable(Plans.JOB);

    showJob("completed", "noaction");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> batch.enable(Plans.JOB));
  }

  @Test
  void lettingAJobFinishTwiceIsNoError() {
    SERVER.stubFor(patch(urlPathEqualTo(JOB)).willReturn(aResponse().withStatus(200)));
    batch.allowCompletion(Plans.JOB);
    SERVER.verify(
        patchRequestedFor(urlPathEqualTo(JOB))
            .withRequestBody(equalToJson("{\"onAllTasksComplete\":\"terminatejob\"}")));

    SERVER.stubFor(patch(urlPathEqualTo(JOB)).willReturn(error(409, "JobCompleted", "ended")));
    showJob("completed", "terminatejob");
    batch.allowCompletion(Plans.JOB);

    showJob("disabling", "noaction");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> batch.allowCompletion(Plans.JOB));
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
                    {"id":"pother-1","metadata":[{"name":"sealframe-production","value":"pother"}]}]}
                    """)));

    assertThat(batch.openJobs(Plans.PRODUCTION))
        .extracting(Object::toString)
        .containsExactly("marked", "pabcdefghij-unmarked");
  }

  @Test
  void capacityIsTold() {
    stubTasks(
        "clienterror",
        ",\"error\":{\"code\":\"JobTaskQuotaReached\",\"message\":{\"value\":\"x\"}}");
    assertThatExceptionOfType(CapacityRefusal.class)
        .isThrownBy(() -> batch.addTasks(Plans.job(1), each -> {}));
  }
}
