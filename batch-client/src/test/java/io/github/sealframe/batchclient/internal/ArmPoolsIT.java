package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.Pools;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pools whose nodes have an identity, made through an Azure Resource Manager with TLS and its own
 * name, and read back from a Batch account.
 */
class ArmPoolsIT {
  private static final ArmAccount ACCOUNT =
      ArmAccount.of(
          URI.create(
              "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio(1)"
                  + "/providers/Microsoft.Batch/batchAccounts/acct"));

  private static final PoolPlan PLAN =
      Plans.pool(Optional.of(Plans.SUBNET), Optional.of(Plans.IDENTITY));

  private static final String POOL = "/pools/" + Plans.POOL;

  @RegisterExtension
  static final WireMockExtension BATCH =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Tls tls;

  private final Vault.Tokens tokens = new Vault.Tokens();
  private final List<ServiceCall> calls = new CopyOnWriteArrayList<>();
  private SecureSite arm;
  private AzurePools pools;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, "dns:management.azure.com");
  }

  @BeforeEach
  void connect() throws Exception {
    arm = SecureSite.start(tls);
    pools =
        new AzurePools(
            Wire.connection(Wire.uri(BATCH), Clock.systemUTC()),
            Wire.identityAccess(),
            new ArmPools(
                ACCOUNT,
                new SignIn(tokens),
                new RedactingClient(arm.http()),
                Resilience.standard(),
                calls::add));
    BATCH.stubFor(get(urlPathEqualTo(POOL)).willReturn(Wire.error(404, "PoolNotFound", "none")));
    answer(made(200));
  }

  @AfterEach
  void stop() throws IOException {
    arm.close();
  }

  private void answer(ResponseDefinitionBuilder answer) {
    arm.server().stubFor(any(anyUrl()).willReturn(answer));
  }

  private static ResponseDefinitionBuilder made(int status) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json; charset=utf-8")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody("{\"name\":\"p\",\"properties\":{\"provisioningState\":\"Succeeded\"}}");
  }

  private static ResponseDefinitionBuilder error(int status, String code, String message) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json; charset=utf-8")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody("{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}".formatted(code, message));
  }

  /** The pool as Batch shows it once it was made, with {@code changed} in place of what it had. */
  private static void show(String changed) throws IOException {
    ObjectNode live = Json.MAPPER.valueToTree(new PoolBody(Wire.identityAccess()).of(PLAN));
    live.setAll(
        (ObjectNode)
            Json.MAPPER.readTree(
                """
                {"url":"u","eTag":"e","state":"active","allocationState":"resizing",
                 "currentDedicatedNodes":0,"currentLowPriorityNodes":0,"targetLowPriorityNodes":0,
                 "resizeTimeout":"PT15M","taskSchedulingPolicy":{"nodeFillType":"spread"},
                 "currentNodeCommunicationMode":"simplified",
                 "identity":{"type":"UserAssigned","userAssignedIdentities":[
                   {"resourceId":"%s","clientId":"c","principalId":"p"}]}}
                """
                    .formatted(Plans.IDENTITY)));
    live.setAll((ObjectNode) Json.MAPPER.readTree(changed));
    Wire.show(BATCH, POOL, live);
  }

  private List<LoggedRequest> asked() {
    return arm.server().findAll(anyRequestedFor(anyUrl()));
  }

  private RemoteRefusal refusal() {
    return catchThrowableOfType(RemoteRefusal.class, () -> pools.createPool(PLAN));
  }

  @Test
  void thePoolIsAskedForOnceWithTheWholePlan() throws Exception {
    assertThat(pools.createPool(PLAN)).isTrue();

    LoggedRequest request = asked().get(0);
    assertThat(asked()).hasSize(1);
    assertThat(arm.hosts()).containsExactly("management.azure.com:443");
    assertThat(request.getMethod().getName()).isEqualTo("PUT");
    assertThat(request.getUrl())
        .isEqualTo(
            "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio%281%29"
                + "/providers/Microsoft.Batch/batchAccounts/acct/pools/"
                + Plans.POOL
                + "?api-version=2024-07-01");
    assertThat(request.getHeader("If-None-Match")).isEqualTo("*");
    assertThat(request.getHeader("Authorization")).isEqualTo("Bearer " + Vault.Tokens.TOKEN);
    assertThat(request.getHeader("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeader("Accept")).isEqualTo("application/json");
    assertThat(request.getHeader("x-ms-client-request-id")).hasSize(36);
    assertThat(request.getHeader("User-Agent")).startsWith("sealframe-batch-client/");
    assertThat(Json.MAPPER.readTree(request.getBodyAsString()))
        .isEqualTo(ArmPoolBody.of(new PoolBody(Wire.identityAccess()).of(PLAN), Plans.IDENTITY));
    assertThat(calls).singleElement().satisfies(call -> assertThat(call.isDone()).isTrue());
  }

  @Test
  void aTokenIsForResourceManagerAndGoesNowhereElse() {
    pools.createPool(PLAN);

    assertThat(tokens.asked())
        .flatExtracting(TokenRequestContext::getScopes)
        .containsOnly("https://management.azure.com/.default");
    BATCH.verify(0, anyRequestedFor(anyUrl()).withHeader("Authorization", matching("Bearer .*")));
    assertThat(
            ArmAccount.of(
                    URI.create(
                        "https://management.chinacloudapi.cn/subscriptions"
                            + "/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g/providers"
                            + "/Microsoft.Batch/batchAccounts/acct"))
                .scope())
        .isEqualTo("https://management.chinacloudapi.cn/.default");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 202})
  void otherWordsForDoneAreUnderstood(int status) {
    answer(made(status));

    assertThat(pools.createPool(PLAN)).isTrue();
    assertThat(asked()).hasSize(1);
  }

  /** Whoever may use pools, but not make them, can submit to one that is there. */
  @Test
  void forAPoolThatIsThereNobodyElseIsAsked() throws Exception {
    show("{}");

    assertThat(pools.createPool(PLAN)).isFalse();
    assertThat(pools.pool(PLAN)).contains(new Pools.LivePool(false, 0, 2, List.of()));
    assertThat(asked()).isEmpty();
    assertThat(tokens.asked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"412,ConditionNotMet", "412,PreconditionFailed", "409,PoolExists", "412,''"})
  void onePoolIsMadeThoughTheAnswerIsLost(int status, String code) throws Exception {
    arm.server()
        .stubFor(
            put(anyUrl())
                .inScenario("lost")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
                .willSetStateTo("made"));
    arm.server()
        .stubFor(
            put(anyUrl())
                .inScenario("lost")
                .whenScenarioStateIs("made")
                .willReturn(error(status, code, "there is one")));
    BATCH.stubFor(
        get(urlPathEqualTo(POOL))
            .inScenario("shown")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(Wire.error(404, "PoolNotFound", "none"))
            .willSetStateTo("shown"));
    BATCH.stubFor(
        get(urlPathEqualTo(POOL))
            .inScenario("shown")
            .whenScenarioStateIs("shown")
            .willReturn(Wire.json(200, "{\"state\":\"active\"}")));

    assertThat(pools.createPool(PLAN)).isFalse();
    assertThat(asked()).hasSize(2).allSatisfy(this::hasTheCondition);
  }

  private void hasTheCondition(LoggedRequest request) {
    assertThat(request.getHeader("If-None-Match")).isEqualTo("*");
  }

  @Test
  void whatSomeoneElseMadeInTheMeantimeIsComparedFieldByField() throws Exception {
    answer(error(412, "ConditionNotMet", "there is one"));
    show(
        """
        {"identity":{"type":"UserAssigned","userAssignedIdentities":[
           {"resourceId":"/other"},{"resourceId":"%s"}]},
         "enableInterNodeCommunication":true,
         "resourceTags":{"a":"b"},
         "targetNodeCommunicationMode":"classic"}
        """
            .formatted(Plans.IDENTITY));

    assertThat(pools.createPool(PLAN)).isFalse();
    assertThat(pools.pool(PLAN).orElseThrow().drift())
        .containsExactlyInAnyOrder(
            new Drift(
                "identity",
                Plans.IDENTITY.toLowerCase(Locale.ROOT),
                "/other," + Plans.IDENTITY.toLowerCase(Locale.ROOT)),
            new Drift("enableInterNodeCommunication", "false", "true"),
            new Drift("resourceTags.a", "absent", "b"),
            new Drift("targetNodeCommunicationMode", "simplified", "classic"));
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 412})
  void aPoolOnItsWayOutIsNotUsed(int status) throws Exception {
    show("{\"state\":\"deleting\"}");
    answer(error(status, status == 409 ? "PoolBeingDeleted" : "ConditionNotMet", "it goes"));

    assertThat(refusal())
        .isInstanceOf(ServiceRefusal.class)
        .hasMessageContaining("cannot create pool " + Plans.POOL)
        .hasMessageContaining("wait until");
    assertThat(asked()).hasSize(1);
  }

  @Test
  void withoutAResourceIdAPoolMustBeThere() throws Exception {
    AzurePools others = Wire.poolsOfIdentities(BATCH);

    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> others.createPool(PLAN))
        .withMessage(
            "cannot create pool "
                + Plans.POOL
                + ": its nodes need the identity "
                + Plans.IDENTITY
                + ", which only Azure Resource Manager can give to a pool; name the resource id of"
                + " the Batch account, or create the pool there with that identity, then submit"
                + " again");
    BATCH.verify(1, anyRequestedFor(anyUrl()));

    show("{}");
    assertThat(others.createPool(PLAN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "401,InvalidAuthenticationToken,AccessRefusal,sign in to the tenant",
    "401,InvalidAuthenticationTokenTenant,AccessRefusal,sign in to the tenant",
    "401,ExpiredAuthenticationToken,AccessRefusal,sign in again",
    "401,'',AccessRefusal,sign in to the tenant",
    "403,AuthorizationFailed,AccessRefusal,role Azure Batch Data Contributor on the Batch account",
    "403,LinkedAuthorizationFailed,AccessRefusal,Managed Identity Operator on the nodes' identity",
    "403,RequestDisallowedByPolicy,AccessRefusal,those who set the subscription's policies",
    "403,Other,AccessRefusal,role Azure Batch Data Contributor",
    "404,SubscriptionNotFound,ServiceRefusal,check the resource id",
    "404,ResourceGroupNotFound,ServiceRefusal,check the resource id",
    "404,ResourceNotFound,ServiceRefusal,check the resource id",
    "404,'',ServiceRefusal,check the resource id",
    "400,InvalidSubscriptionId,ServiceRefusal,check the resource id",
    "400,InvalidRequestBody,ServiceRefusal,report this",
    "400,InvalidPropertyValue,ServiceRefusal,report this",
    "409,PoolQuotaReached,CapacityRefusal,ask for quota",
    "409,AccountCoreQuotaReached,CapacityRefusal,ask for quota",
    "400,NewQuotaExceeded,CapacityRefusal,ask for quota",
    "409,ScopeLocked,ServiceRefusal,lock",
    "409,MissingSubscriptionRegistration,ServiceRefusal,register the provider Microsoft.Batch",
    "409,ReadOnlyDisabledSubscription,ServiceRefusal,enable",
    "501,NotImplemented,ServiceRefusal,leave it"
  })
  void everyErrorHasItsRefusalAndIsNotRepeated(
      int status, String code, String type, String remedy) {
    answer(error(status, code, "because\\nRequestId:x"));

    RemoteRefusal refusal = refusal();

    assertThat(refusal.getClass().getSimpleName()).isEqualTo(type);
    assertThat(refusal)
        .hasMessageStartingWith(
            "cannot create pool "
                + Plans.POOL
                + ": Azure Resource Manager answered HTTP "
                + status
                + (code.isEmpty() ? "" : " " + code)
                + ", because (request 0f8fad5b-d9cb-469f-a165-70867728950e); ")
        .hasNoCause();
    assertThat(refusal.remedy()).contains(remedy);
    assertThat(refusal.answer().orElseThrow().code()).isEqualTo(code);
    assertThat(asked()).hasSize(1);
  }

  @Test
  void whatIsMissingIsSaidThoughTheMessageIsLong() {
    answer(
        error(
            403,
            "LinkedAuthorizationFailed",
            "The client '"
                + "a".repeat(300)
                + "' has permission to perform action 'Microsoft.Batch/batchAccounts/pools/write'"
                + " on scope 'x'; however, it does not have permission to perform action(s)"
                + " 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the"
                + " linked scope(s) '/y'"));

    assertThat(refusal())
        .hasMessageContaining(
            "LinkedAuthorizationFailed, it does not have permission to perform action(s)"
                + " 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the"
                + " linked scope(s) '/y' (request");
  }

  @Test
  void reasonsOfBatchAreTold() {
    answer(
        aResponse()
            .withStatus(400)
            .withHeader("Content-Type", "application/json")
            .withBody(
                """
                {"error":{"code":"InvalidRequestBody",
                 "message":"The Request Body is not valid.\\nRequestId:x","target":"BatchAccount",
                 "details":[
                  {"code":"Reason","message":"Could not find member 'a' at https://h/?sig=CANARY"},
                  {"code":"PropertyPath","message":"a"},{"code":"C"},{"code":"D","message":"d"},
                  {"code":"E","message":"not said"}]}}
                """));

    assertThat(refusal())
        .hasMessageContaining(
            "InvalidRequestBody, The Request Body is not valid., Reason: Could not find member 'a'"
                + " at https://h/, PropertyPath: a, C, D: d;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>CANARY</html>",
        "",
        "{\"error\":\"text\"}",
        "{\"error\":{\"code\":{\"a\":1},\"message\":[1],\"details\":{\"a\":\"b\"}}}",
        "{\"error\":{\"code\":\"",
        "[]"
      })
  void anErrorOfAnotherFormIsToldByItsStatus(String body) {
    answer(aResponse().withStatus(403).withBody(body));

    assertThat(refusal())
        .isInstanceOf(AccessRefusal.class)
        .hasMessageContaining("answered HTTP 403;")
        .hasMessageNotContaining("CANARY");
  }

  @ParameterizedTest
  @CsvSource({"408", "429", "500", "502", "503"})
  void whatMayPassIsRepeated(int status) {
    arm.server()
        .stubFor(
            put(anyUrl())
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(error(status, "Busy", "wait").withHeader("Retry-After", "1"))
                .willSetStateTo("free"));
    arm.server()
        .stubFor(
            put(anyUrl()).inScenario("busy").whenScenarioStateIs("free").willReturn(made(200)));
    long began = System.nanoTime();

    assertThat(pools.createPool(PLAN)).isTrue();
    assertThat(System.nanoTime() - began).isGreaterThan(1_000_000_000L);
    assertThat(asked()).hasSize(2);
    assertThat(calls).singleElement().satisfies(call -> assertThat(call.attempts()).isEqualTo(2));
  }

  @Test
  void whoIsToldToWaitForLongIsToldSo() {
    answer(error(429, "SubscriptionRequestsThrottled", "slow").withHeader("Retry-After", "3600"));

    assertThat(refusal())
        .isInstanceOf(ServiceRefusal.class)
        .hasMessageContaining("left alone for 3600 s")
        .hasMessageContaining("wait a while");
    assertThat(asked()).hasSize(1);
  }

  @Test
  void aPageOfSomeoneElseIsNoSuccess() {
    answer(aResponse().withStatus(200).withHeader("Content-Type", "text/html").withBody("<html>"));

    assertThat(refusal())
        .isInstanceOf(ServiceRefusal.class)
        .hasMessageContaining(
            "what answered at https://management.azure.com:443 is not Azure Resource Manager");
    assertThat(asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void noRedirectIsFollowed(int status) {
    answer(
        aResponse()
            .withStatus(status)
            .withHeader("Location", "https://elsewhere.azure.com/subscriptions"));

    assertThat(refusal()).isInstanceOf(ServiceRefusal.class).hasMessageContaining("no redirect");
    assertThat(arm.hosts()).containsOnly("management.azure.com:443");
    assertThat(asked()).hasSize(1);
  }

  /** As of continuous access evaluation, and as of someone who wants a token for himself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer authorization_uri=\"https://login.evil.example/x\", error=\"invalid_token\"",
        "Bearer authorization=\"https://login.evil.example/x\", resource=\"https://evil.example\"",
        "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\""
      })
  void aChallengeBringsNoTokenForAnyoneElse(String challenge) {
    answer(
        error(401, "InvalidAuthenticationToken", "no").withHeader("WWW-Authenticate", challenge));

    assertThat(refusal()).isInstanceOf(AccessRefusal.class);
    assertThat(tokens.asked())
        .flatExtracting(TokenRequestContext::getScopes)
        .containsOnly("https://management.azure.com/.default");
    assertThat(tokens.asked()).extracting(TokenRequestContext::getTenantId).containsOnlyNulls();
    assertThat(arm.hosts()).containsOnly("management.azure.com:443");
    assertThat(asked()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void whoIsNotSignedInIsToldSo() throws Exception {
    AzurePools nobodys =
        new AzurePools(
            Wire.connection(Wire.uri(BATCH), Clock.systemUTC()),
            Wire.identityAccess(),
            new ArmPools(
                ACCOUNT,
                new SignIn(
                    asked -> {
                      throw new ClientAuthenticationException("AADSTS700082: CANARY", null);
                    }),
                new RedactingClient(arm.http()),
                Resilience.standard(),
                calls::add));

    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> nobodys.createPool(PLAN))
        .withMessageContaining("sign in to Microsoft Entra ID")
        .withMessageContaining("AADSTS700082")
        .withMessageNotContaining("CANARY");
    assertThat(asked()).isEmpty();
  }

  @Test
  void aCertificateOfSomeoneElseIsNotTrusted(@TempDir Path folder) throws Exception {
    AzurePools deceived =
        new AzurePools(
            Wire.connection(Wire.uri(BATCH), Clock.systemUTC()),
            Wire.identityAccess(),
            new ArmPools(
                ACCOUNT,
                new SignIn(tokens),
                arm.http(
                    Tls.make(folder, "dns:management.azure.com").trusting(),
                    Duration.ofSeconds(20)),
                Resilience.standard(),
                calls::add));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> deceived.createPool(PLAN))
        .withMessageContaining(
            "the certificate of Azure Resource Manager at https://management.azure.com:443 is not"
                + " trusted");
    assertThat(asked()).isEmpty();
  }
}
