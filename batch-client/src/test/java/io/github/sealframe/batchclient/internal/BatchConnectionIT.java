package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.NodeId;
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
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes out to the Batch service, and what becomes of its answers, over real sockets. */
class BatchConnectionIT {
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

  private AzurePools pools;
  private AzureJobs jobs;

  @BeforeEach
  void connect() {
    pools = Wire.pools(SERVER);
    jobs = Wire.jobs(SERVER);
  }

  private static String sign(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(Wire.KEY), "HmacSHA256"));
    byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    return "SharedKey " + Wire.ACCOUNT + ":" + Base64.getEncoder().encodeToString(signature);
  }

  private AzurePools at(Instant now) {
    return Wire.pools(
        Wire.connection(Wire.uri(SERVER), Clock.fixed(now, java.time.ZoneOffset.UTC)));
  }

  @Test
  void signsARequestWithABodyAsTheServiceDoes() throws Exception {
    SERVER.stubFor(
        get(urlPathEqualTo(POOL))
            .willReturn(
                Wire.json(
                    200,
                    """
                    {"id":"p","metadata":[{"name":"sealframe-production","value":"%s"}]}
                    """
                        .formatted(Plans.PRODUCTION))));
    SERVER.stubFor(post(urlPathEqualTo(POOL + "/resize")).willReturn(Wire.done(202)));

    at(Instant.parse("2026-11-23T22:00:05Z")).resize(Plans.POOL, 3);

    String expected =
        sign(
            """
            POST


            53

            application/json; odata=minimalmetadata; charset=utf-8
            Mon, 23 Nov 2026 22:00:05 GMT





            /acct/pools/pabcdefghij-0123456789ab/resize
            api-version:2024-07-01.20.0""");
    SERVER.verify(
        postRequestedFor(urlPathEqualTo(POOL + "/resize"))
            .withRequestBody(equalTo("{\"targetDedicatedNodes\":3,\"targetLowPriorityNodes\":0}"))
            .withHeader("Date", equalTo("Mon, 23 Nov 2026 22:00:05 GMT"))
            .withHeader("Authorization", equalTo(expected)));
  }

  @Test
  void signsOcpHeadersAndADecodedQuery() throws Exception {
    SERVER.stubFor(get(anyUrl()).willReturn(Wire.done(200).withBody("text")));
    AzurePools client = at(Instant.parse("2026-11-23T22:00:05Z"));

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

    Jobs.TaskCounts counts =
        Wire.jobs(Wire.connection(Wire.uri(SERVER), clock)).taskCounts(Plans.JOB);

    assertThat(counts).isEqualTo(new Jobs.TaskCounts(1, 2, 3, 4));
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
        .isThrownBy(() -> pools.createPool(Plans.pool()))
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
    SERVER.stubFor(get(urlPathEqualTo(JOB)).willReturn(error(404, "JobNotFound", "gone again")));

    assertThat(jobs.createJob(Plans.job(1))).isFalse();
    SERVER.verify(2, postRequestedFor(urlPathEqualTo("/jobs")));
  }

  @Test
  void saysWhichEndpointDoesNotAnswer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    AzureJobs lost =
        Wire.jobs(Wire.connection(URI.create("http://127.0.0.1:" + port), Clock.systemUTC()));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> lost.openJobs(Plans.PRODUCTION))
        .withMessage(
            "cannot list jobs: the Batch endpoint http://127.0.0.1:"
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
        .isThrownBy(() -> pools.createPool(Plans.pool()))
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
        .isThrownBy(() -> jobs.taskCounts(Plans.JOB))
        .withMessageContaining("HTTP 403");

    SERVER.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(200)
                    .withHeader("Content-Type", "text/html")
                    .withBody("<html>sign in</html>")));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> jobs.taskCounts(Plans.JOB))
        .withMessageContaining("is not the Batch service");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> jobs.job(Plans.JOB));

    for (String body : List.of("", "{\"taskCounts\":{\"active\":", "[1]", "7")) {
      SERVER.stubFor(any(anyUrl()).willReturn(json(200, body)));
      assertThatExceptionOfType(ServiceRefusal.class)
          .describedAs(body)
          .isThrownBy(() -> jobs.taskCounts(Plans.JOB));
      assertThatExceptionOfType(ServiceRefusal.class)
          .describedAs(body)
          .isThrownBy(() -> jobs.job(Plans.JOB));
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
        .isThrownBy(() -> pools.createPool(Plans.pool()))
        .satisfies(
            e -> {
              assertThat(e.toString()).doesNotContain("CANARY").contains("http://127.0.0.1:1/acct");
              assertThat(e.getCause()).isNull();
            });
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
          .isThrownBy(() -> jobs.openJobs(Plans.PRODUCTION))
          .withMessageContaining("another address")
          .withMessageNotContaining("CANARY");
    }
    OTHER.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void aLinkThatIsNoAddressIsCalledThat() {
    SERVER.stubFor(
        get(urlPathEqualTo("/jobs"))
            .willReturn(json(200, "{\"value\":[],\"odata.nextLink\":\"http://[no address\"}")));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> jobs.openJobs(Plans.PRODUCTION))
        .withMessageContaining("the list goes on at what is no address");
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
        .isThrownBy(() -> pools.createPool(Plans.pool()))
        .withMessageContaining("HTTP 307");
    OTHER.verify(0, anyRequestedFor(anyUrl()));
  }
}
