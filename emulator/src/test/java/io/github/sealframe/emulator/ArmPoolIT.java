package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools made, changed and removed through Azure Resource Manager. */
class ArmPoolIT {

  private static final Map<String, String> NEW = Map.of("If-None-Match", "*");
  private static final String MACHINE =
      "`vmSize`:`STANDARD_D2S_V3`,`deploymentConfiguration`:{`virtualMachineConfiguration`:{"
          + "`imageReference`:{`id`:`/subscriptions/s/images/i/versions/1.0.0`},"
          + "`nodeAgentSkuId`:`batch.node.ubuntu 22.04`,`securityProfile`:{"
          + "`securityType`:`trustedLaunch`,`encryptionAtHost`:true,"
          + "`uefiSettings`:{`secureBootEnabled`:true,`vTpmEnabled`:true}}}}";

  private static BatchEmulator emulator;
  private static BatchWire wire;
  private static ArmWire arm;

  @BeforeAll
  static void start() {
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults().withBearerToken());
    wire = new BatchWire(emulator);
    arm = new ArmWire(emulator);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static String fixed(int nodes) {
    return ",`scaleSettings`:{`fixedScale`:{`targetDedicatedNodes`:" + nodes + "}}";
  }

  private static String body(String more) {
    return "{`identity`:{`type`:`UserAssigned`,`userAssignedIdentities`:{`"
        + ArmWire.identity("nodes")
        + "`:{}}},`properties`:{"
        + MACHINE
        + more
        + "}}";
  }

  @Test
  void aPoolWithAnIdentityIsOneOfTheBatchService() {
    BatchWire.Reply made =
        arm.put(
                "/pools/p1",
                body(
                    fixed(1)
                        + ",`interNodeCommunication`:`Disabled`,`targetNodeCommunicationMode`:"
                        + "`Simplified`,`networkConfiguration`:{`subnetId`:`/s/n`,"
                        + "`publicIPAddressConfiguration`:{`provision`:`NoPublicIPAddresses`}},"
                        + "`startTask`:{`commandLine`:`/bin/true`,`userIdentity`:{`autoUser`:"
                        + "{`scope`:`Pool`,`elevationLevel`:`Admin`}},`waitForSuccess`:true},"
                        + "`metadata`:[{`name`:`a`,`value`:`b`}]"),
                NEW)
            .expect(200);
    assertThat(made.headers()).containsKey("x-ms-request-id").doesNotContainKey("request-id");
    assertThat(made.headers().get("Content-Type")).isEqualTo("application/json; charset=utf-8");
    JsonNode answer = made.json();
    assertThat(answer.path("id").asText()).isEqualTo(ArmWire.ACCOUNT_PATH + "/pools/p1");
    assertThat(answer.path("type").asText()).isEqualTo("Microsoft.Batch/batchAccounts/pools");
    assertThat(answer.path("etag").asText()).isEqualTo(made.headers().get("ETag"));
    assertThat(answer.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(answer.has("odata.metadata")).isFalse();

    wire.awaitNodes("p1", 1, "idle");
    JsonNode pool = wire.get("/pools/p1").expect(200).json();
    JsonNode identity = pool.at("/identity/userAssignedIdentities/0");
    assertThat(pool.at("/identity/type").asText()).isEqualTo("UserAssigned");
    assertThat(identity.path("resourceId").asText()).isEqualTo(ArmWire.identity("nodes"));
    assertThat(answer.at("/identity/userAssignedIdentities").elements().next().path("clientId"))
        .isEqualTo(identity.path("clientId"));
    assertThat(pool.at("/virtualMachineConfiguration/imageReference/virtualMachineImageId"))
        .hasToString("\"/subscriptions/s/images/i/versions/1.0.0\"");
    assertThat(pool.at("/virtualMachineConfiguration/nodeAgentSKUId").asText())
        .isEqualTo("batch.node.ubuntu 22.04");
    assertThat(pool.path("targetNodeCommunicationMode").asText()).isEqualTo("simplified");
    assertThat(pool.at("/networkConfiguration/publicIPAddressConfiguration/provision").asText())
        .isEqualTo("nopublicipaddresses");
    assertThat(pool.path("enableInterNodeCommunication").asBoolean(true)).isFalse();
    assertThat(pool.at("/startTask/userIdentity/autoUser/elevationLevel").asText())
        .isEqualTo("admin");

    wire.send("PATCH", "/pools/p1", "{\"metadata\":[{\"name\":\"c\",\"value\":\"d\"}]}", Map.of())
        .expect(200);
    wire.post("/pools/p1/resize", "{`targetDedicatedNodes`:2}").expect(202);
    wire.awaitNodes("p1", 2, "idle");
    JsonNode read = arm.get("/pools/p1").expect(200).json().path("properties");
    assertThat(read.at("/metadata/0/name").asText()).isEqualTo("c");
    assertThat(read.at("/scaleSettings/fixedScale/targetDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(read.path("currentDedicatedNodes").asInt()).isEqualTo(2);
    assertThat(read.path("interNodeCommunication").asText()).isEqualTo("Disabled");
    assertThat(read.at("/startTask/userIdentity/autoUser/elevationLevel").asText())
        .isEqualTo("Admin");
    assertThat(wire.get("/pools/p1").json().path("identity")).isEqualTo(pool.path("identity"));
  }

  @Test
  void whatWasReadIsWrittenBackUnlessWhatCannotChangeIsOther() {
    String made = arm.put("/pools/p2", body(fixed(1)), NEW).expect(200).text();
    wire.awaitNodes("p2", 1, "idle");
    String tag = arm.get("/pools/p2").headers().get("ETag");

    assertThat(arm.put("/pools/p2", body(fixed(0)), NEW).expect(412).json().at("/error/code"))
        .hasToString("\"ConditionNotMet\"");
    arm.put("/pools/p2", made, Map.of("If-Match", "W/\"0x8D0\"")).expect(412);
    arm.put("/pools/p2", made, Map.of("If-Match", tag)).expect(200);
    arm.put("/pools/none", made, Map.of("If-Match", "*")).expect(412);

    BatchWire.Reply other =
        arm.put("/pools/p2", body(fixed(1)).replace("STANDARD_D2S_V3", "large"), Map.of());
    assertThat(other.expect(400).json().at("/error/code").asText())
        .isEqualTo("PropertyCannotBeUpdated");
    assertThat(other.json().at("/error/details/2/message").asText()).isEqualTo("properties.vmSize");

    arm.put(
            "/pools/p2",
            body(",`scaleSettings`:{`autoScale`:{`formula`:`$TargetDedicatedNodes=2;`}}"),
            Map.of())
        .expect(200);
    wire.awaitNodes("p2", 2, "idle");
    assertThat(arm.get("/pools/p2").json().at("/properties/scaleSettings").toString())
        .contains("formula")
        .doesNotContain("fixedScale");
    arm.put("/pools/p2", body(fixed(0)), Map.of()).expect(200);
    wire.await("/pools/p2/nodes", nodes -> nodes.path("value").isEmpty());
  }

  @Test
  void itsDeletionCanBeWatched() {
    arm.put("/pools/p3", body(fixed(1)), NEW).expect(200);
    wire.awaitNodes("p3", 1, "idle");
    BatchWire.Reply deleting =
        arm.send("DELETE", ArmWire.ACCOUNT_PATH + "/pools/p3" + ArmWire.VERSION, "", Map.of())
            .expect(202);
    URI location = URI.create(deleting.headers().get("Location"));
    assertThat(location.toString()).startsWith(emulator.endpoint() + "/subscriptions/");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                arm.send("GET", location.getPath() + "?" + location.getQuery(), "", Map.of())
                        .status()
                    == 200);
    wire.get("/pools/p3").expect(404);
    arm.send("DELETE", ArmWire.ACCOUNT_PATH + "/pools/p3" + ArmWire.VERSION, "", Map.of())
        .expect(204);
    assertThat(arm.get("/pools/p3").expect(404).json().at("/error/code").asText())
        .isEqualTo("PoolNotFound");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          `frames`:1                                        | 400 | InvalidRequestBody
          `virtualMachineConfiguration`:{}                  | 400 | InvalidRequestBody
          `scaleSettings`:{`fixedScale`:{`frames`:1}}       | 400 | InvalidRequestBody
          `scaleSettings`:1                                 | 400 | InvalidRequestBody
          `startTask`:{`resourceFiles`:[]}                  | 400 | MissingRequiredProperty
          `interNodeCommunication`:`perhaps`                | 400 | InvalidPropertyValue
          `taskSlotsPerNode`:`one`                          | 400 | InvalidRequestBody
          `mountConfiguration`:[],`certificates`:[{}]       | 501 | NotImplemented
          """)
  void whatIsNoPoolIsRefused(String property, int status, String code) {
    BatchWire.Reply refused = arm.put("/pools/bad", body("," + property), NEW).expect(status);
    assertThat(refused.json().at("/error/code").asText()).isEqualTo(code);
    assertThat(refused.json().at("/error/message").asText())
        .contains("RequestId:" + refused.headers().get("x-ms-request-id"));
    wire.get("/pools/bad").expect(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {`properties`:{},`tags`:{}}                                          | InvalidRequestBody
          {`properties`:{}}                                                    | MissingRequiredProperty
          {`identity`:{`type`:`UserAssigned`},`properties`:{}}                 | InvalidPropertyValue
          {`identity`:{`type`:`None`,`userAssignedIdentities`:{`/x`:{}}}}      | InvalidPropertyValue
          {`identity`:{`type`:`UserAssigned`,`userAssignedIdentities`:{`x`:{}}}} | InvalidPropertyValue
          [                                                                    | InvalidRequestBody
          """)
  void whatIsNoBodyIsRefused(String body, String code) {
    assertThat(arm.put("/pools/bad", body, NEW).expect(400).json().at("/error/code").asText())
        .isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "batchAccounts/localbatch, batchAccounts/other, 404, ResourceNotFound",
    "-111122223333, , 400, InvalidSubscriptionId",
    "?api-version=2024-07-01, '', 400, MissingApiVersionParameter",
    "2024-07-01, 2024-07-01.20.0, 400, NoRegisteredProviderFound",
    "/pools/p9, /jobs/p9, 501, NotImplemented"
  })
  void anotherAddressIsRefused(String part, String other, int status, String code) {
    String path = ArmWire.ACCOUNT_PATH + "/pools/p9" + ArmWire.VERSION;
    BatchWire.Reply refused =
        arm.send("GET", path.replace(part, other == null ? "" : other), "", Map.of());
    assertThat(refused.expect(status).json().at("/error/code").asText()).isEqualTo(code);
  }

  @Test
  void onlyTheEmulatorsTokenIsTaken() {
    String path = ArmWire.ACCOUNT_PATH + "/pools/p9";
    assertThat(wire.send("GET", path + ArmWire.VERSION, "", Map.of()).expect(401).text())
        .contains("InvalidAuthenticationToken", "takes no shared key");
    assertThat(
            arm.send(
                    "GET",
                    path + ArmWire.VERSION,
                    "",
                    Map.of("Authorization", "Bearer 0123456789abcdef"))
                .expect(401)
                .text())
        .contains("InvalidAuthenticationToken")
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void faultsBefallItToo() {
    try (BatchEmulator faulty =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults()
                .withBearerToken()
                .withFaults(
                    "{\"rules\":[{\"on\":\"PUT /subscriptions/*/pools/p\",\"limit\":1,"
                        + "\"fault\":{\"throttle\":{\"status\":429,\"retryAfter\":3}}},"
                        + "{\"fault\":{\"quota\":{\"of\":\"pools\",\"most\":1}}}]}"))) {
      ArmWire to = new ArmWire(faulty);
      BatchWire.Reply refused = to.put("/pools/p", body(fixed(0)), NEW).expect(429);
      assertThat(refused.json().at("/error/code").asText()).isEqualTo("TooManyRequests");
      assertThat(refused.headers()).containsEntry("Retry-After", "3");
      to.put("/pools/p", body(fixed(0)), NEW).expect(200);
      to.put("/pools/p", body(fixed(0)), Map.of()).expect(200);
      assertThat(to.put("/pools/q", body(fixed(0)), NEW).expect(409).text())
          .contains("PoolQuotaReached");
    }
  }
}
