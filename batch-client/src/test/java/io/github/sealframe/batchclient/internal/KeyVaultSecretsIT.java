package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.TokenRequestContext;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.batchclient.CallJournal;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import io.github.sealframe.core.ServiceRefusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of a key vault, with TLS over real sockets, against answers good and bad. */
class KeyVaultSecretsIT {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final SecretName NAME = new SecretName("batch-key");
  private static final String VALUE = "CANARY value";

  private static Tls tls;

  private final SetClock clock = new SetClock(NOW);
  private Vault vault;
  private Secrets secrets;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, Vault.NAMES);
  }

  @BeforeEach
  void start() throws Exception {
    vault = Vault.start(tls);
    secrets = vault.client(clock);
    vault.answer(secretFrom(NOW));
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
  }

  private ResponseDefinitionBuilder secretFrom(Instant created) {
    return vault.secret(NAME.value(), VALUE, Vault.attributes(created));
  }

  private static String days(long days) {
    return Long.toString(NOW.plus(Duration.ofDays(days)).getEpochSecond());
  }

  /** The vault's own log has the same id of the request. */
  @Test
  @Tag("kv-audit")
  void eachReadIsToldAndNoneThatWasKept(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("calls.journal");
    try (Journal journal =
        Journal.open(file, Plans.PRODUCTION, DenyList.none(), clock, new SecureRandom())) {
      Secrets told =
          new KeyVaultSecrets(
              vault.address(),
              vault.tokens(),
              vault.http(),
              Wire.resilience(4, Duration.ofSeconds(30)),
              clock,
              new CallJournal(journal));
      String id = "0f8fad5b-d9cb-469f-a165-70867728950e";
      vault.answer(secretFrom(NOW).withHeader("x-ms-request-id", id));
      told.read(NAME);
      told.read(NAME);
      clock.forward(KeyVaultSecrets.KEPT);
      vault.answer(Vault.error(403, "Forbidden", "ForbiddenByRbac"));
      assertThatExceptionOfType(AccessRefusal.class).isThrownBy(() -> told.read(NAME));

      String on = "\"operation\":\"getSecret\",\"on\":\"secret batch-key of " + vault.address();
      assertThat(Files.readAllLines(file)).hasSize(3).noneMatch(line -> line.contains("CANARY"));
      assertThat(Files.readAllLines(file).get(1))
          .contains(
              on
                  + ", version 4387e9f3d6e14c459867679a90fd0f79\",\"done\":\"true\",\"status\":\"200\"",
              "\"request\":\"" + id);
      assertThat(Files.readAllLines(file).get(2))
          .contains(on + "\",\"done\":\"false\",\"status\":\"403\",\"code\":\"ForbiddenByRbac\"");
    }
  }

  @Test
  @Tag("kv-rotate-90d")
  void whatIsSixtyDaysOldIsToBeMadeAnew() {
    Instant made = NOW.minus(Secret.ROTATION_DUE_AGE);
    vault.answer(secretFrom(made.plusSeconds(1)));
    secrets.read(NAME);
    assertThat(secrets.rotationDue()).isEmpty();

    clock.forward(KeyVaultSecrets.KEPT);
    secrets.read(NAME);
    assertThat(secrets.rotationDue()).containsExactly(Map.entry(NAME, made.plusSeconds(1)));

    vault.answer(secretFrom(clock.instant()));
    clock.forward(KeyVaultSecrets.KEPT);
    secrets.read(NAME);
    assertThat(secrets.rotationDue()).isEmpty();
  }

  @Test
  void asksWithoutATokenFirstAndThenWithTheOneForVaults() {
    Secret secret = secrets.read(NAME);

    assertThat(secret).isEqualTo(new Secret(NAME, VALUE, NOW, Optional.empty()));
    assertThat(secret.toString()).contains("batch-key").doesNotContain("CANARY");
    assertThat(vault.tokens().asked())
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.getScopes()).containsExactly("https://vault.azure.net/.default");
              assertThat(asked.getTenantId()).isEqualTo(Vault.TENANT);
            });
    assertThat(vault.requests())
        .extracting(LoggedRequest::getUrl)
        .containsOnly("/secrets/batch-key/?api-version=2025-07-01")
        .hasSize(2);
    assertThat(vault.requests().get(0).getHeader("Authorization")).isNull();
    assertThat(vault.requests().get(1).getHeader("Authorization"))
        .isEqualTo("Bearer " + Vault.Tokens.TOKEN);
    assertThat(vault.requests().get(0).getHeader("User-Agent")).matches("sealframe/[0-9].*");
    assertThat(vault.hosts()).containsOnly(vault.address().origin().host() + ":443");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer authorization=\"https://login.microsoftonline.com/t\","
            + " resource=\"https://management.azure.com\"",
        "Bearer authorization=\"https://login.microsoftonline.com/t\","
            + " resource=\"https://azure.net\"",
        "Bearer authorization=\"https://login.microsoftonline.com/t\","
            + " scope=\"https://storage.azure.com/.default\"",
        "Bearer authorization=\"https://login.example.com/t\","
            + " resource=\"https://vault.azure.net\"",
        "Bearer authorization=\"https://login.microsoftonline.com.example.com/t\","
            + " resource=\"https://vault.azure.net\"",
        "Bearer authorization=\"http://login.microsoftonline.com/t\","
            + " resource=\"https://vault.azure.net\"",
        "Bearer resource=\"https://vault.azure.net\"",
        "Bearer",
        "Basic realm=\"vault\""
      })
  void aChallengeForAnythingElseGetsNoToken(String challenge) {
    vault.challenge(challenge);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessage(
            "cannot sign in to the key vault "
                + vault.address()
                + ": it asks for a token that is not one for key vaults of Azure; find out who"
                + " answers at that address");
    assertThat(vault.tokens().asked()).isEmpty();
    assertThat(vault.requests()).hasSize(1);
    assertThat(vault.signed()).isEmpty();
  }

  @Test
  void aTokenThatIsNotEnoughIsReplacedOnceWithTheClaimsThatWereAsked() {
    secrets.read(NAME);
    clock.forward(KeyVaultSecrets.KEPT);
    vault.answer(
        aResponse()
            .withStatus(401)
            .withHeader(
                "WWW-Authenticate",
                Vault.CHALLENGE + ", error=\"insufficient_claims\", claims=\"eyJhIjoxfQ==\""));

    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageContaining("HTTP 401")
        .withMessageEndingWith("; sign in to the tenant that the vault belongs to");
    assertThat(vault.tokens().asked())
        .extracting(TokenRequestContext::getClaims)
        .contains("{\"a\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "enabled,false,created,0 | it is disabled",
        "enabled,true,created,0,nbf,1 | it is not valid before 2026-11-25T12:00:00Z",
        "enabled,true,created,-2,exp,-1 | it expired at 2026-11-23T12:00:00Z",
        "enabled,true,created,-1,exp,0 | it expired at 2026-11-24T12:00:00Z",
        "enabled,true,created,-91 | it is from 2026-08-25T12:00:00Z, and older than 90 days",
        "enabled,true,created,-91,updated,0 | it is from 2026-08-25T12:00:00Z, and older than 90 days",
        "enabled,true,updated,0 | its age is unknown",
        "enabled,true,created,1 | its age is unknown",
      })
  void aSecretThatBreaksARuleIsRefused(String attributes, String why) {
    vault.answer(vault.secret(NAME.value(), VALUE, json(attributes)));

    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageStartingWith("cannot use secret batch-key of " + vault.address() + ": " + why)
        .withMessageNotContaining("CANARY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled,true,created,-90",
        "enabled,true,created,0,nbf,0",
        "enabled,true,created,-1,exp,1,updated,0"
      })
  void aSecretOnThisSideOfEachRuleIsGiven(String attributes) {
    vault.answer(vault.secret(NAME.value(), VALUE, json(attributes)));

    assertThat(secrets.read(NAME).value()).isEqualTo(VALUE);
  }

  /** Pairs of names and values; a number is so many days from now. */
  private static String json(String attributes) {
    String[] words = attributes.split(",", -1);
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < words.length; i += 2) {
      boolean isDays = words[i + 1].matches("-?\\d+");
      pairs.add(
          "\"" + words[i] + "\":" + (isDays ? days(Long.parseLong(words[i + 1])) : words[i + 1]));
    }
    return String.join(",", pairs);
  }

  @ParameterizedTest
  @CsvSource({
    "403,Forbidden,SecretDisabled,PolicyRefusal,enable it in the vault",
    "403,Forbidden,ForbiddenByRbac,AccessRefusal,Key Vault Secrets User",
    "403,Forbidden,ForbiddenByPolicy,AccessRefusal,access policies",
    "403,Forbidden,AccessDenied,AccessRefusal,access policies",
    "403,Forbidden,ForbiddenByFirewall,AccessRefusal,private endpoint",
    "403,Forbidden,ForbiddenByConnection,AccessRefusal,private endpoint",
    "403,Forbidden,'',AccessRefusal,right to read secrets",
    "401,Unauthorized,'',AccessRefusal,tenant",
    "404,SecretNotFound,'',ConfigurationRefusal,check its name",
    "409,Conflict,ObjectIsDeletedButRecoverable,ConfigurationRefusal,recover it",
    "409,Conflict,ObjectIsBeingRecovered,ServiceRefusal,wait a while",
    "400,BadParameter,'',ServiceRefusal,report this with the id",
  })
  void everyFailureHasItsRefusalAndIsNotRepeated(
      int status, String code, String inner, String type, String next) {
    vault.answer(Vault.error(status, code, inner));

    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageStartingWith("cannot read secret batch-key of " + vault.address() + ": ")
        .withMessageContaining(
            "HTTP "
                + status
                + " "
                + (inner.isEmpty() ? code : inner)
                + " (request 0f8fad5b-d9cb-469f-a165-70867728950e); ")
        .withMessageContaining(next)
        .withMessageNotContaining("CANARY")
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(type))
        .satisfies(e -> assertThat(e.getCause()).isNull());
    assertThat(vault.signed()).hasSize(1);
  }

  @Test
  void aVaultThatIsBusyIsAskedAgainAfterTheTimeThatItSays() {
    vault.stub(
        any(anyUrl())
            .inScenario("busy")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(Vault.error(429, "Throttled", "").withHeader("Retry-After", "1"))
            .willSetStateTo("free"));
    vault.stub(
        any(anyUrl()).inScenario("busy").whenScenarioStateIs("free").willReturn(secretFrom(NOW)));
    long began = System.nanoTime();

    assertThat(secrets.read(NAME).value()).isEqualTo(VALUE);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
    assertThat(vault.signed()).hasSize(2);
  }

  @Test
  void aLongWaitIsToldAndNotWaitedFor() {
    vault.answer(Vault.error(429, "Throttled", "").withHeader("Retry-After", "3600"));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageContaining("HTTP 429 Throttled")
        .withMessageEndingWith("; wait 3600 seconds and try again");
    assertThat(vault.signed()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aVaultThatFailsIsAskedFourTimes(int status) {
    vault.answer(aResponse().withStatus(status).withBody("<html>CANARY</html>"));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageContaining("HTTP " + status)
        .withMessageEndingWith("; wait a while and try again");
    assertThat(vault.signed()).hasSize(4);
  }

  @Test
  void aBrokenConnectionIsNoEnd() {
    vault.stub(
        any(anyUrl())
            .inScenario("reset")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
            .willSetStateTo("half"));
    vault.stub(
        any(anyUrl())
            .inScenario("reset")
            .whenScenarioStateIs("half")
            .willReturn(secretFrom(NOW).withHeader("Content-Length", "5000"))
            .willSetStateTo("mended"));
    vault.stub(
        any(anyUrl())
            .inScenario("reset")
            .whenScenarioStateIs("mended")
            .willReturn(secretFrom(NOW)));

    assertThat(secrets.read(NAME).value()).isEqualTo(VALUE);
  }

  @Test
  void whatIsNoSecretIsNotTakenForOne() {
    String good = "\"value\":\"CANARY\",\"id\":\"" + vault.address() + "/secrets/batch-key/1\"";
    for (String body :
        List.of(
            "",
            "<html>sign in, CANARY</html>",
            "{\"value\":\"CANARY",
            "[\"CANARY\"]",
            "{" + good + "}",
            "{" + good + ",\"attributes\":{\"created\":1}}",
            "{" + good + ",\"attributes\":{\"enabled\":\"true\",\"created\":1}}",
            "{" + good + ",\"attributes\":{\"enabled\":true,\"created\":\"CANARY\"}}",
            "{" + good + ",\"attributes\":{\"enabled\":true,\"created\":1e99}}",
            "{\"value\":7," + good.substring(17) + ",\"attributes\":{\"enabled\":true}}",
            ("{" + good + ",\"attributes\":{\"enabled\":true,\"created\":1}}")
                .replace("batch-key", "other"),
            ("{" + good + ",\"attributes\":{\"enabled\":true,\"created\":1}}")
                .replace("studio", "thief"))) {
      vault.answer(aResponse().withBody(body));

      assertThatExceptionOfType(ServiceRefusal.class)
          .describedAs(body)
          .isThrownBy(() -> secrets.read(NAME))
          .withMessageContaining("what answered is not Key Vault")
          .withMessageNotContaining("CANARY")
          .withNoCause();
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    vault.answer(
        aResponse().withStatus(302).withHeader("Location", "https://thief.vault.azure.net/x"));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageContaining("what answered is not Key Vault");
    assertThat(vault.hosts()).containsOnly(vault.address().origin().host() + ":443");
    assertThat(vault.signed()).hasSize(1);
  }

  @Test
  void anAnswerWithoutEndIsGivenUp() throws Exception {
    vault.answer(vault.secret(NAME.value(), "x".repeat(300_000), Vault.attributes(NOW)));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageContaining("what answered is not Key Vault");

    vault.answer(secretFrom(NOW).withChunkedDribbleDelay(100, 60_000));
    Secrets brief =
        new KeyVaultSecrets(
            vault.address(),
            vault.tokens(),
            vault.http(),
            Wire.resilience(4, Duration.ofSeconds(2)),
            clock,
            call -> {});
    long began = System.nanoTime();
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> brief.read(NAME))
        .withMessageContaining("it did not end within 2 s, at the vault; check the network");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));

    vault.answer(secretFrom(NOW).withChunkedDribbleDelay(2, 3_600_000));
    Secrets impatient =
        new KeyVaultSecrets(
            vault.address(),
            vault.tokens(),
            vault.http(tls.trusting(), Duration.ofMillis(500)),
            Wire.resilience(2, Duration.ofSeconds(30)),
            clock,
            call -> {});
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> impatient.read(NAME))
        .withMessageContaining("the vault does not answer");
  }

  @Test
  void aCertificateThatNobodyTrustsIsNamed() throws Exception {
    Secrets stranger =
        new KeyVaultSecrets(
            vault.address(),
            vault.tokens(),
            vault.http(SSLContext.getDefault(), Duration.ofSeconds(20)),
            Resilience.standard(),
            clock,
            call -> {});

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> stranger.read(NAME))
        .withMessageContaining("its TLS certificate is not trusted here");
    assertThat(vault.requests()).isEmpty();
    assertThat(vault.hosts()).hasSize(1);
  }

  @Test
  void aVaultThatIsGoneIsNamed() throws Exception {
    vault.close();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessage(
            "cannot read secret batch-key of "
                + vault.address()
                + ": the vault does not answer; check the vault's address and the network");
  }

  @Test
  void aSecretIsKeptForFiveMinutes() {
    secrets.read(NAME);
    clock.forward(Duration.ofMinutes(5).minusMillis(1));
    secrets.read(NAME);
    assertThat(vault.signed()).hasSize(1);

    vault.answer(vault.secret(NAME.value(), "next", Vault.attributes(NOW)));
    clock.forward(Duration.ofMillis(1));
    assertThat(secrets.read(NAME).value()).isEqualTo("next");
    assertThat(vault.signed()).hasSize(2);
  }

  @Test
  void aSecretIsNotKeptLongerThanItMayBeUsed() {
    vault.answer(
        vault.secret(
            NAME.value(),
            VALUE,
            Vault.attributes(NOW) + ",\"exp\":" + NOW.plusSeconds(60).getEpochSecond()));
    secrets.read(NAME);
    clock.forward(Duration.ofSeconds(60));
    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> secrets.read(NAME))
        .withMessageContaining("it expired");

    SecretName old = new SecretName("old");
    vault.answer(
        vault.secret(
            "old", VALUE, Vault.attributes(clock.instant().minus(Secret.MAX_AGE).plusSeconds(9))));
    secrets.read(old);
    clock.forward(Duration.ofSeconds(10));
    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> secrets.read(old))
        .withMessageContaining("older than 90 days");
  }

  @Test
  void aFailureIsNotKept() {
    vault.answer(Vault.error(403, "Forbidden", "ForbiddenByRbac"));
    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> secrets.read(NAME));

    vault.answer(secretFrom(NOW));
    assertThat(secrets.read(NAME).value()).isEqualTo(VALUE);
  }

  @Test
  void manyWhoAskAtOnceMakeOneRequest() throws Exception {
    vault.answer(secretFrom(NOW).withFixedDelay(500));
    ExecutorService many = Executors.newFixedThreadPool(16);
    try {
      List<Future<Secret>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(many.submit(() -> secrets.read(NAME)));
      }
      for (Future<Secret> one : all) {
        assertThat(one.get(1, TimeUnit.MINUTES).value()).isEqualTo(VALUE);
      }
    } finally {
      many.shutdownNow();
    }
    assertThat(vault.signed()).hasSize(1);
  }

  @Test
  @Timeout(60)
  void whoWaitsForAnInterruptedThreadAsksItself() throws Exception {
    vault.answer(secretFrom(NOW).withFixedDelay(1000));
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Future<Boolean> first =
          two.submit(
              () -> {
                assertThatExceptionOfType(ServiceRefusal.class)
                    .isThrownBy(() -> secrets.read(NAME))
                    .withMessageContaining("it was interrupted");
                return Thread.currentThread().isInterrupted();
              });
      Thread asking = threadIn("KeyVaultSecrets.ask");
      Future<Secret> second = two.submit(() -> secrets.read(NAME));
      threadIn("FutureTask.get");
      asking.interrupt();

      assertThat(first.get(1, TimeUnit.MINUTES)).isTrue();
      assertThat(second.get(1, TimeUnit.MINUTES).value()).isEqualTo(VALUE);
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  @Timeout(60)
  void anInterruptWhileItReadsIsNoBrokenConnection() throws Exception {
    secrets.read(NAME);
    clock.forward(KeyVaultSecrets.KEPT);
    vault.answer(secretFrom(NOW).withChunkedDribbleDelay(200, 60_000));
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> reader =
          one.submit(
              () -> {
                assertThatExceptionOfType(ServiceRefusal.class)
                    .isThrownBy(() -> secrets.read(NAME))
                    .withMessageContaining("it was interrupted");
                return Thread.currentThread().isInterrupted();
              });
      threadIn("InputStreamWithReadTimeout.read");
      threadIn("KeyVaultSecrets.ask").interrupt();

      assertThat(reader.get(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      one.shutdownNow();
    }
  }

  /** Waits until a thread runs the named method, and gives that thread. */
  private static Thread threadIn(String method) throws InterruptedException {
    while (!Thread.interrupted()) {
      for (var thread : Thread.getAllStackTraces().entrySet()) {
        if (Arrays.toString(thread.getValue()).contains(method + "(")) {
          return thread.getKey();
        }
      }
      Thread.onSpinWait();
    }
    throw new InterruptedException("no thread is in " + method);
  }

  /** A clock that stands still until it is set. */
  static final class SetClock extends Clock {
    private volatile Instant now;

    SetClock(Instant now) {
      this.now = now;
    }

    void forward(Duration by) {
      now = now.plus(by);
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
