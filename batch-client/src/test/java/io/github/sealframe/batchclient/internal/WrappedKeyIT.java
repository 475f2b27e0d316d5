package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.ScenarioMappingBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapRecord;
import io.github.sealframe.core.WrapRecord.Stage;
import io.github.sealframe.core.WrapRecords;
import io.github.sealframe.core.WrapReport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A production whose Batch account is asked with a key from its vault: the key goes last. */
@Tag("wf-hybrid-sanitize")
class WrappedKeyIT {
  private static final String NAME = "batch-key";
  private static final String SECRET = "/secrets/" + NAME;
  private static final String GONE = "/deletedsecrets/" + NAME;

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Tls tls;
  private static Azurite azurite;

  private final ProductionCode production = ProductionCode.random(new SecureRandom());
  private Vault vault;
  private BlobWrapRecords wraps;
  private Wrap.Parts parts;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, Vault.NAMES);
    azurite = Azurite.start(folder);
  }

  @AfterAll
  static void end() {
    azurite.close();
  }

  @BeforeEach
  void connect() throws Exception {
    vault = Vault.start(tls);
    BlobAddresses addresses = new BlobAddresses(azurite.endpoint(), production);
    AzureBlobs blobs =
        new AzureBlobs(
            addresses,
            BlobConnection.to(
                addresses.endpoint(),
                new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY),
                Resilience.standard()));
    blobs.createContainers();
    wraps = new BlobWrapRecords(blobs, production);
    parts = parts();
    vault.answer(Vault.error(404, "SecretNotFound", ""));
    vault.stub(get(urlPathEqualTo("/secrets/other/versions")).willReturn(there()));
    SERVER.stubFor(any(anyUrl()).atPriority(9).willReturn(Wire.json(404, "{}")));
    SERVER.stubFor(
        get(urlPathMatching("/(jobs|pools)")).willReturn(Wire.json(200, "{\"value\":[]}")));
  }

  /** As a process sees them that knows of no other. */
  private Wrap.Parts parts() throws Exception {
    WrappedSecrets secrets =
        new WrappedSecrets(
            VaultConnection.to(
                vault.address(),
                new SignIn(vault.tokens()),
                new RedactingClient(vault.http()),
                Wire.resilience(1, Duration.ofSeconds(30)),
                call -> {}),
            List.of(new SecretName(NAME)));
    WrappedBatch batch =
        new WrappedBatch(
            production,
            new BatchClient(
                Wire.connection(
                    Wire.uri(SERVER),
                    Clock.systemUTC(),
                    Wire.resilience(1, Duration.ofSeconds(30)))));
    return new WrappedKey(secrets, wraps)
        .of(new Wrap.Parts(batch.work(), List.of(batch.jobs(), batch.pools())));
  }

  @AfterEach
  void stop() throws IOException {
    vault.close();
  }

  private static ResponseDefinitionBuilder there() {
    return Wire.json(200, "{\"value\":[{\"id\":\"x\",\"attributes\":{}}],\"nextLink\":null}")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
  }

  private void secret(ResponseDefinitionBuilder answer) {
    vault.stub(get(urlPathEqualTo(SECRET + "/versions")).willReturn(answer));
  }

  private void stage(Stage stage) {
    wraps.write(
        new WrapRecord(production, Instant.parse("2026-11-28T06:00:00Z"), stage, 0, 0),
        wraps.read().map(WrapRecords.Stored::etag));
  }

  private List<Belongings> inBatch() {
    return List.of(parts.work(), parts.rest().get(0), parts.rest().get(1));
  }

  private Belongings secrets() {
    return parts.rest().get(2);
  }

  private static List<String> toBatch() {
    return SERVER.findAll(anyRequestedFor(anyUrl())).stream()
        .map(LoggedRequest::getUrl)
        .filter(url -> url.matches("/(jobs|pools)\\?.*"))
        .toList();
  }

  /** The vault is asked for this secret's versions alone: another's is not seen, nor any value. */
  @Test
  void theSecretIsTheLastOfWhatBatchNeedsAndTheOnlyOneThatIsTouched() {
    secret(there());
    stage(Stage.DESTROYING);
    assertThat(parts.rest())
        .extracting(Belongings::kind)
        .containsExactly("jobs", "pools", "secrets");
    inBatch().forEach(part -> assertThat(part.list()).isEmpty());
    assertThat(toBatch()).as("asked while the key is there").hasSizeGreaterThanOrEqualTo(3);

    Belonging own = secrets().list().get(0);
    vault.stub(delete(urlPathEqualTo(SECRET)).willReturn(there()));
    assertThat(secrets().remove(own)).isEmpty();
    secret(Vault.error(404, "SecretNotFound", ""));
    vault.stub(get(urlPathEqualTo(GONE)).willReturn(deleted("Recoverable+Purgeable")));
    vault.stub(delete(urlPathEqualTo(GONE)).willReturn(Vault.error(403, "Forbidden", "")));
    Belonging purgeable = secrets().list().get(0);
    assertThat(secrets().remove(purgeable))
        .contains("soft-deleted, until 2027-01-15T08:00:00Z, and who wrapped may not purge it");
    vault.stub(get(urlPathEqualTo(GONE)).willReturn(deleted("Recoverable")));
    assertThat(secrets().list().get(0).note()).contains("the vault has purge protection");
    vault.stub(get(urlPathEqualTo(GONE)).willReturn(Vault.error(404, "SecretNotFound", "")));
    assertThat(secrets().list()).as("purged by itself").isEmpty();

    assertThat(vault.requests())
        .extracting(LoggedRequest::getUrl)
        .allMatch(url -> url.matches("/(deleted)?secrets/" + NAME + "(/versions)?\\?.*"));
  }

  private static ResponseDefinitionBuilder deleted(String level) {
    return Wire.json(
            200,
            "{\"scheduledPurgeDate\":1800000000,\"attributes\":{\"recoveryLevel\":\"%s\"}}"
                .formatted(level))
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
  }

  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"DESTROYING", "WRAPPED", "CLOSING"})
  void withoutTheSecretAWrapThatTookItGoesOn(Stage stage) {
    stage(stage);

    for (Belongings part : inBatch()) {
      assertThat(part.list())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.standing()).isEqualTo(Standing.STAYS);
                assertThat(one.note()).contains("before the secret");
              });
    }
    assertThat(toBatch()).isEmpty();
  }

  @Test
  void theVaultIsNotAskedWhenItMayHaveGone() {
    stage(Stage.CLOSING);
    inBatch().forEach(Belongings::list);

    assertThat(vault.requests()).isEmpty();
  }

  /** Before the secret is deleted, and between that and its purge. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aWrapThatWasCutGoesOnWithTheSecret(int removals) throws Exception {
    String deleted = "deleted";
    vault.stub(step(get(urlPathEqualTo(SECRET + "/versions")), Scenario.STARTED, there()));
    vault.stub(
        step(delete(urlPathEqualTo(SECRET)), Scenario.STARTED, there()).willSetStateTo(deleted));
    vault.stub(step(get(urlPathEqualTo(GONE)), deleted, deleted("Recoverable+Purgeable")));
    vault.stub(step(delete(urlPathEqualTo(GONE)), deleted, there()).willSetStateTo("purged"));
    List<Belongings> dying = new ArrayList<>(inBatch().subList(1, 3));
    dying.add(mortal(secrets(), removals));
    assertThatIllegalStateException()
        .isThrownBy(() -> wrap(new Wrap.Parts(parts.work(), dying)))
        .withMessage("dead");

    WrapReport report = wrap(parts());

    assertThat(report.remains())
        .hasSize(2)
        .allMatch(line -> line.matches("(jobs|pools) any: they went before the secret .*"));
    assertThat(vault.signed())
        .filteredOn(request -> request.getMethod().getName().equals("DELETE"))
        .extracting(request -> request.getUrl().replaceFirst("[?].*", ""))
        .containsExactly(SECRET, GONE);
  }

  private static ScenarioMappingBuilder step(
      MappingBuilder request, String state, ResponseDefinitionBuilder answer) {
    return request.willReturn(answer).inScenario("secret").whenScenarioStateIs(state);
  }

  private WrapReport wrap(Wrap.Parts of) throws IOException {
    Connections connections =
        new Connections(
            Wire.uri(SERVER),
            azurite.endpoint(),
            production,
            Clock.systemUTC(),
            Wire.resilience(1, Duration.ofSeconds(30)),
            call -> {});
    Farm farm = connections.withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY).farm();
    return new Wrap(farm, of, Clock.systemUTC(), what -> {}).run(Optional.empty());
  }

  /** Whoever has removed as many dies before the next. */
  private static Belongings mortal(Belongings part, int removals) {
    AtomicInteger left = new AtomicInteger(removals);
    return new Belongings() {
      @Override
      public String kind() {
        return part.kind();
      }

      @Override
      public List<Belonging> list() {
        return part.list();
      }

      @Override
      public Optional<String> remove(Belonging one) {
        if (left.getAndDecrement() == 0) {
          throw new IllegalStateException("dead");
        }
        return part.remove(one);
      }
    };
  }

  /** It was not a wrap that took it: what is in Batch has to be asked for, and cannot be. */
  @Test
  void aSecretThatSomebodyElseTookIsNoReasonToBelieveThatAllIsGone() {
    SERVER.stubFor(get(urlPathMatching("/(jobs|pools)")).willReturn(Wire.error(403, "Auth", "no")));

    inBatch()
        .forEach(
            part -> assertThatExceptionOfType(Refusal.class).isThrownBy(() -> part.list().size()));
    stage(Stage.ENDING);
    inBatch()
        .forEach(
            part -> assertThatExceptionOfType(Refusal.class).isThrownBy(() -> part.list().size()));
  }
}
