package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.notMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static io.github.sealframe.batchclient.internal.Wire.live;
import static io.github.sealframe.batchclient.internal.Wire.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Pools;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools and nodes against answers, good and bad, over real sockets. */
class AzurePoolsIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final String POOL = "/pools/" + Plans.POOL;

  private AzurePools pools;

  @BeforeEach
  void connect() {
    pools = Wire.pools(SERVER);
  }

  @Test
  void aPoolThatExistsIsNotMadeAgain() {
    SERVER.stubFor(post(urlPathEqualTo("/pools")).willReturn(error(409, "PoolExists", "there")));
    assertThat(pools.createPool(Plans.pool())).isFalse();

    SERVER.stubFor(post(urlPathEqualTo("/pools")).willReturn(Wire.done(201)));
    assertThat(pools.createPool(Plans.pool())).isTrue();
  }

  @Test
  void aPoolWithAnotherIdentityIsNotAskedFor() {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> Wire.poolsOfIdentities(SERVER).createPool(Plans.pool()))
        .withMessageContaining("jobs are written for " + Plans.IDENTITY.toLowerCase(Locale.ROOT));
    SERVER.verify(0, anyRequestedFor(anyUrl()));
  }

  private ObjectNode livePool() throws IOException {
    SERVER.stubFor(post(urlPathEqualTo("/pools")).willReturn(Wire.done(201)));
    pools.createPool(Plans.pool());
    return live(
        SERVER,
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
  @Test
  void aPoolAsItWasMadeHasNoDrift() throws IOException {
    show(SERVER, POOL, livePool());

    assertThat(pools.pool(Plans.pool())).contains(new Pools.LivePool(true, 1, 2, List.of()));
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
    show(SERVER, POOL, live);

    assertThat(pools.pool(Plans.pool()).orElseThrow().drift())
        .extracting(Drift::field)
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
    show(SERVER, POOL, live);

    assertThat(pools.pool(Plans.pool()).orElseThrow().drift())
        .extracting(Drift::toString)
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
    show(SERVER, POOL, live);

    assertThat(pools.pool(Plans.pool()).orElseThrow().drift().toString())
        .contains("acct/other")
        .doesNotContain("CANARY")
        .doesNotContain("sig=");
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

    List<Pools.DifferentNode> different = pools.differentNodes(Plans.pool());

    assertThat(different)
        .extracting(node -> node.id().value() + " " + node.drift().get(0).field())
        .containsExactly("other startTask.commandLine", "none startTask.commandLine");
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes")).willReturn(error(404, "PoolNotFound", "gone")));
    assertThat(pools.differentNodes(Plans.pool())).isEmpty();
  }

  @Test
  void readyNodesAreThoseThatTakeWork() {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .withQueryParam("$filter", equalTo("state eq 'idle' or state eq 'running'"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\"},{\"id\":\"n2\"}]}")));

    assertThat(pools.readyNodes(Plans.POOL)).containsExactly(new NodeId("n1"), new NodeId("n2"));
  }

  @Test
  void refusedNodesTellWhy() {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .withQueryParam(
                "$filter",
                equalTo("state eq 'unusable' or state eq 'starttaskfailed' or state eq 'unknown'"))
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

    assertThat(pools.refusedNodes(Plans.POOL))
        .containsExactly(
            new Pools.RefusedNode(
                new NodeId("n1"),
                Pools.NodeRefusal.START_TASK_FAILED,
                Instant.parse("2026-11-23T22:00:00.1234567Z"),
                Optional.of(11),
                List.of("FailureExitCode: The task exited with an exit code")),
            new Pools.RefusedNode(
                new NodeId("n2"),
                Pools.NodeRefusal.UNUSABLE,
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

    assertThat(pools.nodeCounts(Plans.POOL)).isEqualTo(new Pools.NodeCounts(6, 4, 9));
  }

  @Test
  void resizeErrorsAreToldOnceSteady() {
    String body =
        """
        {"id":"p","allocationState":"%s","currentDedicatedNodes":0,"targetDedicatedNodes":2,
         "resizeErrors":[{"code":"AccountCoreQuotaReached","message":"quota"}]}
        """;
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("steady"))));
    assertThat(pools.resizeErrors(Plans.POOL)).containsExactly("AccountCoreQuotaReached: quota");

    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("resizing"))));
    assertThat(pools.resizeErrors(Plans.POOL)).isEmpty();
  }

  @Test
  void stopsGrowthByEndingTheResizeOrByAimingAtWhatThereIs() {
    String body =
        """
        {"id":"p","allocationState":"%s","currentDedicatedNodes":1,"targetDedicatedNodes":2}
        """;
    SERVER.stubFor(post(anyUrl()).willReturn(Wire.done(202)));
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("resizing"))));
    assertThat(pools.stopGrowing(Plans.POOL)).isFalse();
    SERVER.verify(1, postRequestedFor(urlPathEqualTo(POOL + "/stopresize")));

    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("stopping"))));
    assertThat(pools.stopGrowing(Plans.POOL)).isFalse();
    SERVER.verify(1, postRequestedFor(anyUrl()));

    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, body.formatted("steady"))));
    assertThat(pools.stopGrowing(Plans.POOL)).isFalse();
    SERVER.verify(
        1,
        postRequestedFor(urlPathEqualTo(POOL + "/resize"))
            .withRequestBody(
                equalToJson("{\"targetDedicatedNodes\":1,\"targetLowPriorityNodes\":0}")));

    SERVER.stubFor(post(urlPathEqualTo(POOL + "/disableautoscale")).willReturn(Wire.done(200)));
    String scaled = body.replace("\"id\"", "\"enableAutoScale\":true,\"id\"");
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, scaled.formatted("steady"))));
    assertThat(pools.stopGrowing(Plans.POOL)).isFalse();
    SERVER.verify(1, postRequestedFor(urlPathEqualTo(POOL + "/disableautoscale")));

    String enough = body.replace("Nodes\":2", "Nodes\":1").formatted("steady");
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(json(200, enough)));
    assertThat(pools.stopGrowing(Plans.POOL)).isTrue();
    SERVER.stubFor(get(urlPathEqualTo(POOL)).willReturn(error(404, "PoolNotFound", "gone")));
    assertThat(pools.stopGrowing(Plans.POOL)).isTrue();
    SERVER.verify(3, postRequestedFor(anyUrl()));
  }

  @Test
  void removesOnlyNodesThatAreThere() {
    labelled(Plans.PRODUCTION.value());
    SERVER.stubFor(post(anyUrl()).willReturn(Wire.done(202)));
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\"},{\"id\":\"n3\"}]}")));

    pools.removeNodes(Plans.POOL, List.of(new NodeId("n1"), new NodeId("n2")));

    SERVER.verify(
        1,
        postRequestedFor(urlPathEqualTo(POOL + "/removenodes"))
            .withRequestBody(
                equalToJson("{\"nodeList\":[\"n1\"],\"nodeDeallocationOption\":\"requeue\"}")));

    pools.removeNodes(Plans.POOL, List.of(new NodeId("n2")));
    SERVER.verify(1, postRequestedFor(anyUrl()));
  }

  /** Batch takes 100 at a time, and none while it is at work on others. */
  @Test
  void asksForAHundredNodesAtMostAndAgainLater() {
    labelled(Plans.PRODUCTION.value());
    List<NodeId> all =
        IntStream.range(0, 250).mapToObj(number -> new NodeId("n" + number)).toList();
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(
                json(
                    200,
                    all.stream()
                        .map("{\"id\":\"%s\"}"::formatted)
                        .collect(Collectors.joining(",", "{\"value\":[", "]}")))));
    SERVER.stubFor(post(anyUrl()).willReturn(Wire.done(202)));

    pools.removeNodes(Plans.POOL, all);

    SERVER.verify(
        1,
        postRequestedFor(urlPathEqualTo(POOL + "/removenodes"))
            .withRequestBody(matchingJsonPath("$.nodeList[99]", equalTo("n99")))
            .withRequestBody(notMatching(".*n100.*")));
    SERVER.verify(1, postRequestedFor(anyUrl()));

    SERVER.stubFor(post(anyUrl()).willReturn(error(409, "PoolBeingResized", "not now")));
    assertThatCode(() -> pools.removeNodes(Plans.POOL, all)).doesNotThrowAnyException();
  }

  private static void labelled(String... codes) {
    String labels =
        Arrays.stream(codes)
            .map("{\"name\":\"sealframe-production\",\"value\":\"%s\"}"::formatted)
            .collect(Collectors.joining(","));
    SERVER.stubFor(
        get(urlPathEqualTo(POOL))
            .willReturn(
                json(
                    200,
                    """
                    {"id":"p","allocationState":"steady","currentDedicatedNodes":1,
                     "targetDedicatedNodes":2,"metadata":[%s]}
                    """
                        .formatted(labels))));
  }

  @Test
  @Tag("batch-pool-per-production")
  void aPoolOfAnotherProductionIsNotTouched() {
    SERVER.stubFor(post(anyUrl()).willReturn(Wire.done(202)));
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\"}]}")));
    for (String[] codes : new String[][] {{"pzzzzzzzzzz"}, {"pzzzzzzzzzz", "pabcdefghij"}}) {
      labelled(codes);
      refusedAsForeign(() -> pools.resize(Plans.POOL, 1));
      refusedAsForeign(() -> pools.removeNodes(Plans.POOL, List.of(new NodeId("n1"))));
      assertThat(pools.stopGrowing(Plans.POOL)).isTrue();
      assertThat(pools.stopScheduling(Plans.POOL, new NodeId("n1"))).isFalse();
      assertThat(pools.saveAgentLogs(Plans.POOL, new NodeId("n1"))).isEmpty();
    }
    SERVER.verify(0, postRequestedFor(anyUrl()));
  }

  /** Whoever takes the label away does not get the pool out of a hold, nor anything into it. */
  @Test
  @Tag("batch-pool-per-production")
  void aPoolWhoseLabelIsGoneIsHeldAndNotWorkedWith() {
    labelled();
    SERVER.stubFor(post(anyUrl()).willReturn(Wire.done(202)));
    refusedAsForeign(() -> pools.resize(Plans.POOL, 1));
    refusedAsForeign(() -> pools.removeNodes(Plans.POOL, List.of(new NodeId("n1"))));
    SERVER.verify(0, postRequestedFor(anyUrl()));

    assertThat(pools.stopGrowing(Plans.POOL)).isFalse();

    SERVER.verify(1, postRequestedFor(urlPathEqualTo(POOL + "/resize")));
  }

  private static void refusedAsForeign(ThrowingCallable call) {
    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(call)
        .withMessageContaining("(control batch-pool-per-production)");
  }

  @Test
  void aFileThatCannotBeHadIsEmpty() {
    for (int status : new int[] {404, 409}) {
      SERVER.stubFor(get(anyUrl()).willReturn(error(status, "NodeNotReady", "no")));
      assertThat(pools.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stdout.txt", 100)).isEmpty();
    }
    SERVER.stubFor(get(anyUrl()).willReturn(error(416, "InvalidRange", "it is empty")));
    assertThat(pools.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stdout.txt", 100))
        .contains("");
    SERVER.stubFor(get(anyUrl()).willReturn(Wire.done(200).withBody("0123456789")));
    assertThat(pools.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stdout.txt", 4))
        .contains("0123");
    for (String path : List.of("../x", "/etc/passwd", "a//b", "a/./b", "")) {
      assertThatExceptionOfType(ConfigurationRefusal.class)
          .isThrownBy(() -> pools.nodeFile(Plans.POOL, new NodeId("n1"), path, 4));
    }
  }

  @Test
  void errorsWithoutACodeAreToldByTheirMessage() {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"id":"n1","state":"unusable",
                     "stateTransitionTime":"2026-11-23T22:00:01Z","errors":[{"message":"no space"},{}],
                     "startTaskInfo":{"state":"completed","failureInfo":{}}}]}
                    """)));
    SERVER.stubFor(
        get(urlPathEqualTo(POOL))
            .willReturn(
                json(
                    200,
                    "{\"allocationState\":\"steady\",\"resizeErrors\":[{\"message\":\"quota\"}]}")));

    assertThat(pools.refusedNodes(Plans.POOL).get(0).errors()).containsExactly("no space", "", "");
    assertThat(pools.resizeErrors(Plans.POOL)).containsExactly("quota");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'id':null", ",'id':''", ",'id':'no id'"})
  void aNodeWithoutAnIdThatBatchGivesIsRefused(String id) {
    String node = "'state':'idle','stateTransitionTime':'2026-11-23T22:00:01Z'" + id;
    String list = "{'value':[{" + node + "}]}";
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes")).willReturn(json(200, list.replace('\'', '"'))));

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> pools.nodes(Plans.POOL),
            () -> pools.differentNodes(Plans.pool()),
            () -> pools.readyNodes(Plans.POOL),
            () -> pools.refusedNodes(Plans.POOL))) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(call)
          .withMessageContaining("in an unknown form");
    }
  }

  @Test
  void whatTheServiceLeavesOutOfANodeOrACountIsNoCrash() {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\",\"state\":\"unusable\"}]}")));
    SERVER.stubFor(get(urlPathEqualTo("/nodecounts")).willReturn(json(200, "{\"value\":[{}]}")));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> pools.refusedNodes(Plans.POOL))
        .withMessageContaining("node n1")
        .withMessageContaining("in an unknown form");
    SERVER.stubFor(
        get(urlPathEqualTo(POOL + "/nodes"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"n1\"}]}")));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> pools.differentNodes(Plans.pool()))
        .withMessageContaining("in an unknown form");
    assertThat(pools.nodeCounts(Plans.POOL)).isEqualTo(new Pools.NodeCounts(0, 0, 0));
  }
}
