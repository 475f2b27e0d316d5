package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.TokenRequestContext;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.batchclient.RotatedKey;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.VaultProbe;
import io.github.sealframe.batchclient.internal.KeyVaultSecretsIT.SetClock;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key of a Batch account is made anew, with a Resource Manager and a vault that have TLS. */
@Tag("batch-key-rotation")
@Tag("kv-rotate-90d")
class KeyRotationIT {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final String GROUP =
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio";
  private static final String ACCOUNT = GROUP + "/providers/Microsoft.Batch/batchAccounts/acct";
  private static final String SECRET = "/secrets/batch-key";
  private static final String FIRST = "CANARY-primary-0";
  private static final String SECOND = "CANARY-secondary-0";
  private static final String REQUEST = "0f8fad5b-d9cb-469f-a165-70867728950e";

  private static Tls tls;

  private final SetClock clock = new SetClock(NOW);
  private final List<ServiceCall> calls = new CopyOnWriteArrayList<>();
  private final Vault.Tokens tokens = new Vault.Tokens();
  private SecureSite arm;
  private Vault vault;
  private KeyRotation rotation;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, Vault.NAMES + ",dns:management.azure.com");
  }

  @BeforeEach
  void connect() throws Exception {
    arm = SecureSite.start(tls);
    vault = Vault.start(tls);
    rotation =
        new KeyRotation(
            new AccountKeys(
                ArmScope.of(URI.create(GROUP))
                    .connect(
                        new SignIn(tokens),
                        new RedactingClient(arm.http()),
                        Wire.resilience(1, Duration.ofSeconds(10)),
                        calls::add),
                ACCOUNT),
            new KeptSecret(
                VaultConnection.to(
                    vault.address(),
                    new SignIn(tokens),
                    new RedactingClient(vault.http()),
                    Wire.resilience(1, Duration.ofSeconds(10)),
                    calls::add),
                new SecretName("batch-key")),
            clock);
    keys(Scenario.STARTED, FIRST, SECOND);
    keys("Primary", "CANARY-primary-1", SECOND);
    keys("Secondary", FIRST, "CANARY-secondary-1");
    regenerated("Primary", "CANARY-primary-1", SECOND);
    regenerated("Secondary", FIRST, "CANARY-secondary-1");
    kept(FIRST, NOW.minus(Duration.ofDays(95)), "\"owner\":\"Ada\"");
    vault.stub(patch(urlPathEqualTo(SECRET + "/v1")).willReturn(json("{\"id\":\"x\"}")));
    vault.stub(put(urlPathEqualTo(SECRET)).willReturn(json("{\"id\":\"x\"}")));
  }

  @AfterEach
  void stop() throws IOException {
    arm.close();
    vault.close();
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse()
        .withHeader("Content-Type", "application/json")
        .withHeader("x-ms-request-id", REQUEST)
        .withBody(body);
  }

  private static ResponseDefinitionBuilder both(String primary, String secondary) {
    return json(
        "{\"accountName\":\"acct\",\"primary\":\"%s\",\"secondary\":\"%s\"}"
            .formatted(primary, secondary));
  }

  private void keys(String since, String primary, String secondary) {
    arm.server()
        .stubFor(
            post(urlPathEqualTo(ACCOUNT + "/listKeys"))
                .inScenario("keys")
                .whenScenarioStateIs(since)
                .willReturn(both(primary, secondary)));
  }

  private void regenerated(String key, String primary, String secondary) {
    arm.server()
        .stubFor(
            post(urlPathEqualTo(ACCOUNT + "/regenerateKeys"))
                .withRequestBody(matchingJsonPath("$.keyName", equalTo(key)))
                .inScenario("keys")
                .willSetStateTo(key)
                .willReturn(both(primary, secondary)));
  }

  private void kept(String value, Instant made, String tags) {
    vault.stub(
        get(urlPathEqualTo(SECRET))
            .willReturn(
                json(
                    """
                    {"value":"%s","id":"%s/secrets/batch-key/v1","tags":{%s},
                     "attributes":{"enabled":true,"created":%d}}
                    """
                        .formatted(value, vault.address(), tags, made.getEpochSecond()))));
  }

  /** Methods and paths of what changed the vault, with what was sent. */
  private List<String> writes() {
    return vault.requests().stream()
        .filter(request -> !request.getMethod().getName().equals("GET"))
        .map(request -> request.getMethod() + " " + path(request) + " " + sorted(request))
        .toList();
  }

  private static String path(LoggedRequest request) {
    return request.getUrl().split("\\?", 2)[0];
  }

  private static String sorted(LoggedRequest request) {
    try {
      return Json.MAPPER
          .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(Json.MAPPER.readValue(request.getBodyAsString(), Map.class));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String mark() {
    return "PATCH "
        + SECRET
        + "/v1 {\"tags\":{\"owner\":\"Ada\",\"sealframe-rotation\":\"begun\"}}";
  }

  private static String version(String value) {
    return "PUT "
        + SECRET
        + " {\"attributes\":{\"enabled\":true,\"exp\":"
        + NOW.plus(Duration.ofDays(90)).getEpochSecond()
        + "},\"tags\":{\"owner\":\"Ada\"},\"value\":\""
        + value
        + "\"}";
  }

  private List<String> asked() {
    return arm.server().findAll(anyRequestedFor(anyUrl())).stream()
        .map(request -> path(request).substring(ACCOUNT.length()))
        .toList();
  }

  @Test
  void theKeyThatIsNotInUseIsMadeAnewAndPutIntoTheVault() {
    RotatedKey rotated = rotation.rotate();

    assertThat(rotated)
        .isEqualTo(
            new RotatedKey(
                new SecretName("batch-key"), "secondary", NOW.plus(Duration.ofDays(90)), false));
    assertThat(writes()).containsExactly(mark(), version("CANARY-secondary-1"));
    assertThat(asked()).containsExactlyInAnyOrder("/listKeys", "/regenerateKeys", "/listKeys");
    assertThat(calls)
        .filteredOn(call -> !call.isRead())
        .extracting(call -> call.answer().operation())
        .containsExactly("listKeys", "updateSecret", "regenerateKeys", "setSecret", "listKeys");
    assertThat(calls.toString()).doesNotContain("CANARY");
    assertThat(tokens.asked())
        .flatExtracting(TokenRequestContext::getScopes)
        .containsOnly("https://management.azure.com/.default", VaultAddress.SCOPE);
  }

  @Test
  void theNextTimeItIsTheOther() {
    kept(SECOND + "\\n", NOW.minus(KeyRotation.BETWEEN), "\"owner\":\"Ada\"");

    assertThat(rotation.rotate().key()).isEqualTo("primary");
    assertThat(writes()).containsExactly(mark(), version("CANARY-primary-1"));
  }

  /** The key in the vault is the other one still, and the mark beside it tells. */
  @Test
  void cutOffBeforeItIsInTheVaultItIsDoneAgain() {
    vault.stub(put(urlPathEqualTo(SECRET)).willReturn(Vault.error(503, "", "")));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> rotation.rotate())
        .withMessageNotContaining("CANARY");
    assertThat(writes()).startsWith(mark());

    kept(
        FIRST,
        NOW.minus(Duration.ofDays(95)),
        "\"owner\":\"Ada\",\"sealframe-rotation\":\"begun\"");
    vault.stub(put(urlPathEqualTo(SECRET)).willReturn(json("{\"id\":\"x\"}")));
    RotatedKey rotated = rotation.rotate();

    assertThat(rotated.key()).isEqualTo("secondary");
    assertThat(rotated.wasCutOff()).isTrue();
    assertThat(writes()).endsWith(version("CANARY-secondary-1"));
    assertThat(writes()).filteredOn(write -> write.startsWith("PATCH")).hasSize(1);
  }

  /** Two at once: what is in the vault at the end is a key that works. */
  @Test
  void whatSomebodyElseMadeMeanwhileIsWhatIsKept() {
    keys("Secondary", FIRST, "CANARY-secondary-2");

    rotation.rotate();

    assertThat(writes())
        .containsExactly(mark(), version("CANARY-secondary-1"), version("CANARY-secondary-2"));
  }

  @Test
  void aSecretThatIsNeitherKeyIsLeftAlone() {
    kept("CANARY-another", NOW.minus(Duration.ofDays(1)), "");

    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> rotation.rotate())
        .withMessageContaining("it is neither of the Batch account's keys")
        .withMessageNotContaining("CANARY");
    assertUntouched();
  }

  @Test
  void whatWasReadALittleWhileAgoIsStillUsed() {
    kept(FIRST, NOW.minus(KeyRotation.BETWEEN).plusSeconds(1), "");

    assertThatExceptionOfType(CapacityRefusal.class)
        .isThrownBy(() -> rotation.rotate())
        .withMessageContaining("rotate it again after 2026-11-28T12:00:01Z");
    assertUntouched();
  }

  @Test
  void whoMayNotWriteTheSecretMakesNoKeyAnew() {
    vault.stub(
        patch(urlPathEqualTo(SECRET + "/v1"))
            .willReturn(Vault.error(403, "Forbidden", "ForbiddenByRbac")));

    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> rotation.rotate())
        .withMessageContaining("Key Vault Secrets Officer");
    assertThat(asked()).containsExactly("/listKeys");
  }

  @Test
  void answersThatAreNoneShowNoKey() {
    arm.server()
        .stubFor(
            post(urlPathEqualTo(ACCOUNT + "/listKeys"))
                .willReturn(json("{\"primary\":\"CANARY\",\"secondary\":7}")));
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> rotation.rotate())
        .withMessageContaining("the secondary one is not told")
        .withMessageNotContaining("CANARY");

    vault.stub(get(urlPathEqualTo(SECRET)).willReturn(json("{\"value\":\"CANARY\",\"id\":\"/\"}")));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> rotation.rotate())
        .withMessageContaining("what answered is not Key Vault")
        .withMessageNotContaining("CANARY");
    assertUntouched();
  }

  /** A vault that is not reached from here has refused nothing. */
  @ParameterizedTest
  @Tag("kv-least-privilege")
  @CsvSource({
    "200, '', true",
    "403, ForbiddenByRbac, false",
    "403, ForbiddenByPolicy, false",
    "403, ForbiddenByFirewall,",
    "401, Unauthorized,"
  })
  void whoMayListSecretsIsTried(int status, String code, Boolean may) throws Exception {
    vault.stub(
        get(urlPathEqualTo("/secrets"))
            .willReturn(
                status == 200
                    ? json("{\"value\":[],\"nextLink\":null}")
                    : Vault.error(status, "Forbidden", code)));
    VaultProbe probe =
        new VaultProbe(
            VaultConnection.to(
                vault.address(),
                new SignIn(tokens),
                new RedactingClient(vault.http()),
                Wire.resilience(1, Duration.ofSeconds(10)),
                call -> {}));

    if (may == null) {
      assertThatExceptionOfType(AccessRefusal.class).isThrownBy(probe::mayListSecrets);
    } else {
      assertThat(probe.mayListSecrets()).isEqualTo(may);
    }
    assertUntouched();
  }

  private void assertUntouched() {
    assertThat(writes()).isEmpty();
    assertThat(asked()).doesNotContain("/regenerateKeys");
  }
}
