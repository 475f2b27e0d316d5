package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What a user-delegation SAS is good for, over https, and what it is not. */
class DelegatedAccessIT {
  private static final Duration LIMIT = Duration.ofHours(6);
  private static final BlobRef PACKAGE = new BlobRef(ContainerRole.PACKAGES, "package");
  private static final BlobRef RECORD = new BlobRef(ContainerRole.OUTPUT, "j/t/record.txt");

  private static SSLContext before;
  private static SSLContext trusted;
  private static Certificate certificate;
  private static Azurite azurite;
  private static BlobStore blobs;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    before = SSLContext.getDefault();
    certificate = Certificate.make(folder);
    trusted = certificate.trusted();
    SSLContext.setDefault(trusted);
    azurite = Azurite.start(Files.createDirectory(folder.resolve("https")), certificate);
    blobs =
        new Connections(
                azurite.endpoint(),
                azurite.endpoint(),
                Plans.PRODUCTION,
                Clock.systemUTC(),
                Resilience.standard(),
                call -> {})
            .withToken(token(), new NodeRights.TaskSas(LIMIT), Optional.empty(), Optional.empty())
            .farm()
            .blobs();
    blobs.createContainers();
    for (ContainerRole role : ContainerRole.values()) {
      blobs.putIfAbsent(new BlobRef(role, "package"), Content.of("in " + role.label()));
    }
    blobs.putIfAbsent(new BlobRef(ContainerRole.PACKAGES, "other"), Content.of("other"));
  }

  @AfterAll
  static void stop() {
    SSLContext.setDefault(before);
    if (azurite != null) {
      azurite.close();
    }
  }

  /** An unsigned token of the right shape, which is all that Azurite looks at. */
  private static TokenCredential token() {
    Instant now = Instant.now();
    String claims =
        """
        {"aud":"https://storage.azure.com","iss":"https://sts.windows.net/tenant/",
        "iat":%1$d,"nbf":%1$d,"exp":%2$d,"oid":"an-object","tid":"a-tenant"}
        """
            .formatted(now.getEpochSecond() - 60, now.plus(LIMIT).getEpochSecond());
    AccessToken token =
        new AccessToken(
            base64("{\"alg\":\"none\"}") + "." + base64(claims) + ".none",
            now.plus(LIMIT).atOffset(ZoneOffset.UTC));
    return asked -> Mono.just(token);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static DelegatedAccess access(URI endpoint, Duration limit, Clock clock) {
    return new DelegatedAccess(
        new BlobAddresses(endpoint, Plans.PRODUCTION),
        BlobConnection.to(endpoint, token(), Resilience.standard()),
        limit,
        clock);
  }

  private static DelegatedAccess access() {
    return access(azurite.endpoint(), LIMIT, Clock.systemUTC());
  }

  private static String readUrl(DelegatedAccess access) {
    NodeInput input =
        new NodeInput("x", PACKAGE, Sha256.of(new byte[0]), Content.of("not looked at"));
    return access.input(input).httpUrl();
  }

  /** The URL of a blob in the container that may be written, with the SAS for it. */
  private static String writeUrl(DelegatedAccess access, String name) {
    String[] output = access.output(RECORD).containerUrl().split("\\?", -1);
    return output[0] + "/" + name + "?" + output[1];
  }

  private static int send(String method, String url) throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .sslContext(trusted)
        .build()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("x-ms-blob-type", "BlockBlob")
                .method(
                    method,
                    method.equals("PUT")
                        ? HttpRequest.BodyPublishers.ofString("from a node")
                        : HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static Map<String, String> query(String url) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : url.substring(url.indexOf('?') + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      query.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  @Test
  void aTaskReadsItsOneBlobAndNothingElse() throws Exception {
    String url = readUrl(access());

    assertThat(send("GET", url)).isEqualTo(200);
    assertThat(send("GET", url.replace("/package?", "/other?"))).isEqualTo(403);
    for (ContainerRole role : ContainerRole.values()) {
      if (role != ContainerRole.PACKAGES) {
        assertThat(send("GET", url.replace("-packages/", "-" + role.label() + "/")))
            .as(role.label())
            .isEqualTo(403);
      }
    }
    assertThat(send("PUT", url)).isEqualTo(403);
    assertThat(send("DELETE", url)).isEqualTo(403);
    assertThat(send("GET", url.replace("/package?", "?restype=container&comp=list&")))
        .isEqualTo(403);
    assertThat(query(url)).containsEntry("sr", "b").containsEntry("sp", "r");
  }

  @Test
  void aTaskWritesTheOutputContainerAndReadsNothingInIt() throws Exception {
    DelegatedAccess access = access();
    String url = writeUrl(access, "j/t/record.txt");

    assertThat(send("PUT", url)).isEqualTo(201);
    assertThat(send("GET", url)).isEqualTo(403);
    assertThat(send("DELETE", url)).isEqualTo(403);
    assertThat(send("GET", writeUrl(access, "").replace("/?", "?restype=container&comp=list&")))
        .isEqualTo(403);
    for (ContainerRole role : ContainerRole.values()) {
      if (role != ContainerRole.OUTPUT) {
        assertThat(send("PUT", url.replace("-output/", "-" + role.label() + "/")))
            .as(role.label())
            .isEqualTo(403);
      }
    }
    assertThat(query(url)).containsEntry("sr", "c").containsEntry("sp", "cw");
  }

  @Test
  @Tag("portal-session-timeout")
  @Tag("storage-sas")
  void aSasLivesAsLongAsTheJobMayAndABitOfThePast() throws Exception {
    Instant now = Instant.parse("2026-11-24T12:00:00Z");
    for (Clock clock :
        List.of(
            Clock.systemUTC(), Clock.offset(Clock.systemUTC(), LIMIT.negated().minusMinutes(1)))) {
      boolean alive = clock.equals(Clock.systemUTC());
      DelegatedAccess access = access(azurite.endpoint(), LIMIT, clock);
      assertThat(send("GET", readUrl(access))).isEqualTo(alive ? 200 : 403);
      assertThat(send("PUT", writeUrl(access, "late"))).isEqualTo(alive ? 201 : 403);
    }
    DelegatedAccess fixed = access(azurite.endpoint(), LIMIT, Clock.fixed(now, ZoneOffset.UTC));
    for (String url : List.of(readUrl(fixed), writeUrl(fixed, "x"))) {
      assertThat(query(url))
          .containsEntry("st", "2026-11-24T11:55:00Z")
          .containsEntry("se", "2026-11-24T18:00:00Z")
          .containsEntry("skt", "2026-11-24T11:50:00Z")
          .containsEntry("ske", "2026-12-01T11:50:00Z");
    }
  }

  @Test
  void aChangedSasIsRefused() throws Exception {
    String url = readUrl(access());
    for (Map.Entry<String, String> change :
        Map.of("sp=r", "sp=rw", "spr=https", "spr=https%2Chttp", "sr=b", "sr=c").entrySet()) {
      String changed = url.replaceAll("(?<=[?&])" + change.getKey() + "(?=&|$)", change.getValue());
      assertThat(changed).isNotEqualTo(url);
      assertThat(send("GET", changed)).as(change.getValue()).isEqualTo(403);
    }
  }

  /** The other Azurite knows the same key, and has the same blobs: only http is another. */
  @Test
  @Tag("storage-sas")
  @Tag("storage-secure-transfer")
  void aSasIsForHttpsOnly(@TempDir Path folder) throws Exception {
    try (Azurite plain = Azurite.start(folder)) {
      BlobStore there =
          new Connections(
                  plain.endpoint(),
                  plain.endpoint(),
                  Plans.PRODUCTION,
                  Clock.systemUTC(),
                  Resilience.standard(),
                  call -> {})
              .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
              .farm()
              .blobs();
      there.createContainers();
      there.putIfAbsent(PACKAGE, Content.of("over http"));
      String http = plain.endpoint().toString();
      String https = azurite.endpoint().toString();

      assertThat(send("GET", readUrl(access()).replace(https, http))).isEqualTo(403);
      assertThat(send("PUT", writeUrl(access(), "x").replace(https, http))).isEqualTo(403);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DelegatedAccess(
                    new BlobAddresses(Wire.BLOBS, Plans.PRODUCTION),
                    BlobConnection.to(
                        Wire.BLOBS,
                        new StorageSharedKeyCredential(Wire.ACCOUNT, Wire.STORAGE_KEY),
                        Resilience.standard()),
                    LIMIT,
                    Clock.systemUTC()))
        .withMessageContaining("https only");
  }

  @Test
  @Tag("storage-sas")
  @Tag("wf-batch-separate-containers")
  @Tag("wf-batch-node-scoped-input")
  void noPoolHoldsASasAndNoNodeHasARightOnOtherContainers() {
    DelegatedAccess access = access();
    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> new PoolBody(access).of(Plans.pool()))
        .withMessageContaining("let a StartTask fetch blob packages/sha256/")
        .withMessageContaining("a SAS never stands in a pool");
    PoolPlan pool = Plans.pool();
    PoolPlan ofImage =
        new PoolPlan(
            pool.id(),
            pool.production(),
            pool.shape(),
            new GateTask(pool.startTask().commandLine(), List.of()),
            pool.nodes());
    assertThat(Json.MAPPER.valueToTree(new PoolBody(access).of(ofImage)).toString())
        .doesNotContain("sig=");

    for (NodeAccess each :
        List.of(access, Wire.identityAccess(), Wire.sasAccess(Clock.systemUTC()))) {
      for (ContainerRole role : ContainerRole.values()) {
        BlobRef place = new BlobRef(role, "x");
        NodeInput input =
            new NodeInput("x", place, Sha256.of(new byte[0]), Content.of("not looked at"));
        if (role != ContainerRole.PACKAGES && role != ContainerRole.INPUT) {
          assertThatExceptionOfType(PolicyRefusal.class).isThrownBy(() -> each.input(input));
        }
        if (role != ContainerRole.OUTPUT) {
          assertThatExceptionOfType(PolicyRefusal.class).isThrownBy(() -> each.output(place));
        }
      }
    }
  }

  @Test
  void aJobEndsWithTheSasOfItsTasks() throws IOException {
    JsonNode job = Json.MAPPER.valueToTree(new JobBody(access()).of(Plans.job(1)));

    JobAddParameter read = BodiesIT.read(job.toString(), JobAddParameter.class);
    assertThat(read.constraints().maxWallClockTime().toStandardHours().getHours()).isEqualTo(6);
    assertThat(read.jobPreparationTask().resourceFiles())
        .allSatisfy(file -> assertThat(query(file.httpUrl())).containsEntry("sp", "r"));
    JsonNode later = Json.MAPPER.valueToTree(new JobBody(access()).of(Plans.job(1)));
    assertThat(Comparison.ofJobs().between(later, job)).isEmpty();
    ObjectNode unlimited = later.deepCopy();
    unlimited.remove("constraints");
    assertThat(Comparison.ofJobs().between(job, unlimited))
        .extracting(Drift::field)
        .containsExactly("constraints.maxWallClockTime");
  }

  @Test
  void oneKeySignsForManyTasks() {
    withKey(
        Duration.ofDays(6),
        (endpoint, server) -> {
          DelegatedAccess access = access(endpoint, LIMIT, Clock.systemUTC());
          for (int i = 0; i < 1000; i++) {
            access.output(RECORD);
          }
          server.verify(1, anyRequestedFor(anyUrl()));
        });
  }

  @Test
  void aKeyThatEndsBeforeTheJobIsRefused() {
    withKey(
        Duration.ofHours(1),
        (endpoint, server) ->
            assertThatExceptionOfType(PolicyRefusal.class)
                .isThrownBy(() -> access(endpoint, LIMIT, Clock.systemUTC()).output(RECORD))
                .withMessageContaining("before the job's limit of PT6H"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> access(azurite.endpoint(), Duration.ofDays(7), Clock.systemUTC()));
  }

  @Test
  void whoMayNotHaveAKeyIsToldSo() {
    withAnswer(
        403,
        "<?xml version=\"1.0\"?><Error><Code>AuthorizationPermissionMismatch</Code></Error>",
        (endpoint, server) ->
            assertThatExceptionOfType(AccessRefusal.class)
                .isThrownBy(() -> access(endpoint, LIMIT, Clock.systemUTC()).output(RECORD))
                .withMessageContaining("get the user-delegation key of the Blob service")
                .withMessageContaining("AuthorizationPermissionMismatch"));
  }

  private interface WithServer {
    void run(URI endpoint, WireMockServer server);
  }

  private static void withKey(Duration life, WithServer test) {
    withAnswer(
        200,
        """
        <?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>o</SignedOid>
        <SignedTid>t</SignedTid><SignedStart>2026-11-24T00:00:00Z</SignedStart>
        <SignedExpiry>%s</SignedExpiry><SignedService>b</SignedService>
        <SignedVersion>2026-06-06</SignedVersion><Value>a2V5</Value></UserDelegationKey>
        """
            .formatted(Instant.now().plus(life).truncatedTo(ChronoUnit.SECONDS)),
        test);
  }

  private static void withAnswer(int status, String body, WithServer test) {
    WireMockServer server =
        new WireMockServer(
            wireMockConfig()
                .bindAddress("127.0.0.1")
                .dynamicHttpsPort()
                .httpDisabled(true)
                .keystorePath(certificate.keyStore().toString())
                .keystorePassword(Certificate.PASSWORD)
                .keyManagerPassword(Certificate.PASSWORD));
    server.start();
    try {
      server.stubFor(
          any(anyUrl())
              .willReturn(
                  aResponse()
                      .withStatus(status)
                      .withHeader("Content-Type", "application/xml")
                      .withHeader("x-ms-error-code", "AuthorizationPermissionMismatch")
                      .withBody(body)));
      test.run(URI.create("https://127.0.0.1:" + server.httpsPort() + "/acct"), server);
    } finally {
      server.stop();
    }
  }
}
