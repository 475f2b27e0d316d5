package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.TokenRequestContext;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A production's accounts are deleted through an Azure Resource Manager with TLS and its name. */
@Tag("batch-sanitize-destroy")
class WrappedAccountIT {
  private static final String HERE = "https://management.azure.com";
  private static final String SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";
  private static final String GROUP = SUBSCRIPTION + "/resourceGroups/studio";
  private static final String ACCOUNT = GROUP + "/providers/Microsoft.Batch/batchAccounts/acct";
  private static final String VAULT = GROUP + "/providers/Microsoft.KeyVault/vaults/keys";
  private static final String DELETED =
      SUBSCRIPTION + "/providers/Microsoft.KeyVault/deletedVaults";
  private static final String PROGRESS = SUBSCRIPTION + "/providers/Microsoft.Batch/operations/1";
  private static final String OURS =
      "{\"tags\":{\"sealframe-production\":\"" + Plans.PRODUCTION + "\"},\"properties\":{%s}}";

  private static Tls tls;

  private final Vault.Tokens tokens = new Vault.Tokens();
  private SecureSite arm;
  private WrappedAccount account;
  private DeletedVault vault;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, "dns:management.azure.com,dns:other.example");
  }

  @BeforeEach
  void connect() throws Exception {
    arm = SecureSite.start(tls);
    BatchConnection connection =
        ArmScope.of(URI.create(GROUP))
            .connect(
                new SignIn(tokens),
                new RedactingClient(arm.http()),
                Wire.resilience(1, Duration.ofSeconds(30)),
                call -> {});
    account =
        new WrappedAccount(
            connection, Plans.PRODUCTION, "Batch accounts", new ResourceId(ACCOUNT, "2024-07-01"));
    vault =
        new DeletedVault(
            connection,
            new ResourceId(VAULT, "2023-07-01"),
            Clock.fixed(Instant.parse("2026-11-28T06:00:00Z"), ZoneOffset.UTC));
    arm.server().stubFor(any(anyUrl()).atPriority(9).willReturn(error(404, "ResourceNotFound")));
  }

  @AfterEach
  void stop() throws IOException {
    arm.close();
  }

  private static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json; charset=utf-8")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody(body);
  }

  private static ResponseDefinitionBuilder error(int status, String code) {
    return json(
        status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"Azure says " + code + ".\"}}");
  }

  private void shows(String path, ResponseDefinitionBuilder answer) {
    arm.server().stubFor(get(urlPathEqualTo(path)).willReturn(answer));
  }

  private void deletes(ResponseDefinitionBuilder answer) {
    arm.server().stubFor(delete(urlPathEqualTo(ACCOUNT)).willReturn(answer));
  }

  private List<String> asked() {
    return arm.server().findAll(anyRequestedFor(anyUrl())).stream()
        .map(request -> request.getMethod() + " " + request.getUrl())
        .toList();
  }

  private Belonging only() {
    assertThat(account.list()).hasSize(1);
    return account.list().get(0);
  }

  private void isDeletedFrom(ResponseDefinitionBuilder answer) {
    shows(ACCOUNT, json(200, OURS.formatted("")));
    deletes(answer);
    Belonging own = only();
    assertThat(own).isEqualTo(new Belonging("acct", Standing.OWN, ""));
    assertThat(account.remove(own)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Azure-AsyncOperation", "Location"})
  void aDeletionThatTakesLongIsFollowedToItsEnd(String header) {
    isDeletedFrom(json(202, "").withHeader(header, HERE + PROGRESS + "?api-version=x&t=1"));
    shows(PROGRESS, json(202, "{\"status\":\"InProgress\"}"));

    assertThat(only().standing()).isEqualTo(Standing.LEAVING);
    shows(PROGRESS, json(204, ""));
    assertThat(only().standing()).as("until it is not shown").isEqualTo(Standing.LEAVING);
    shows(ACCOUNT, error(404, "ResourceNotFound"));
    assertThat(account.list()).isEmpty();

    assertThat(asked())
        .contains("DELETE " + ACCOUNT + "?api-version=2024-07-01")
        .contains("GET " + PROGRESS + "?api-version=x&t=1");
    assertThat(tokens.asked())
        .flatExtracting(TokenRequestContext::getScopes)
        .containsOnly(HERE + "/.default");
  }

  @Test
  void whyADeletionFailedIsTold() {
    isDeletedFrom(json(202, "").withHeader("Azure-AsyncOperation", HERE + PROGRESS));
    shows(
        PROGRESS,
        json(
            200,
            "{\"status\":\"Failed\",\"error\":{\"code\":\"PoolsLeft\",\"message\":\"a pool\"}}"));
    assertThat(only())
        .isEqualTo(new Belonging("acct", Standing.STAYS, "it was not deleted: PoolsLeft: a pool"));

    shows(PROGRESS, error(409, "Conflict"));
    assertThat(only().note()).contains("it was not deleted", "Azure says Conflict");
  }

  /** A token is shown to Resource Manager alone, and who may not follow looks at the account. */
  @Test
  void nobodyElseIsAskedHowItGoes() {
    isDeletedFrom(json(202, "").withHeader("Location", "https://other.example" + PROGRESS));
    assertThat(only().standing()).isEqualTo(Standing.LEAVING);
    assertThat(arm.hosts()).allMatch("management.azure.com:443"::equals);
    assertThat(asked()).noneMatch(request -> request.contains(PROGRESS));

    isDeletedAgain(json(202, "").withHeader("Location", HERE + PROGRESS));
    shows(PROGRESS, error(403, "AuthorizationFailed"));
    assertThat(only().standing()).isEqualTo(Standing.LEAVING);
  }

  private void isDeletedAgain(ResponseDefinitionBuilder answer) {
    deletes(answer);
    assertThat(account.remove(new Belonging("acct", Standing.OWN, ""))).isEmpty();
  }

  /** After a cut nobody knows the operation; the account says that it is being deleted. */
  @Test
  void whatIsBeingDeletedIsNotDeletedTwice() {
    shows(ACCOUNT, json(200, OURS.formatted("\"provisioningState\":\"Deleting\"")));

    assertThat(only().standing()).isEqualTo(Standing.LEAVING);
  }

  @ParameterizedTest
  @CsvSource({
    "409, ScopeLocked",
    "409, StorageAccountHasImmutableData",
    "412, PreconditionFailed",
    "400, VaultHasPurgeProtection",
    "403, AuthorizationFailed"
  })
  void whatAzureKeepsStaysInItsWords(int status, String code) {
    shows(ACCOUNT, json(200, OURS.formatted("")));
    deletes(error(status, code));

    assertThat(account.remove(only()).orElseThrow())
        .contains("cannot delete " + ACCOUNT)
        .contains("Azure says " + code);
  }

  @Test
  void whatIsNotKnownForCertainIsTriedAgainOrToldAsItIs() {
    shows(ACCOUNT, json(200, OURS.formatted("")));
    Belonging own = only();
    deletes(error(404, "ResourceNotFound"));
    assertThat(account.remove(own)).as("it has gone meanwhile").isEmpty();
    deletes(error(503, "ServiceUnavailable"));
    assertThatExceptionOfType(ServiceRefusal.class)
        .as("to be tried again")
        .isThrownBy(() -> account.remove(own));

    shows(ACCOUNT, error(403, "AuthorizationFailed"));
    assertThat(only().standing()).isEqualTo(Standing.STAYS);
    assertThat(only().note()).contains("Azure says AuthorizationFailed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"tags\":null}",
        "{\"tags\":{\"sealframe-production\":\"p22222222222\"}}",
        "{\"tags\":{\"production\":\"pabcdefghij\"}}"
      })
  void whatHasNotTheTagIsAnothers(String shown) {
    shows(ACCOUNT, json(200, shown));

    assertThat(only().standing()).isEqualTo(Standing.FOREIGN);
  }

  @Test
  void aVaultThatWasDeletedStaysUntilItsDay() {
    shows(VAULT, json(200, OURS.formatted("\"softDeleteRetentionInDays\":90")));
    assertThat(vault.list()).isEmpty();
    assertThat(asked()).noneMatch(request -> request.contains(DELETED));

    shows(VAULT, error(404, "ResourceNotFound"));
    shows(DELETED, error(403, "AuthorizationFailed"));
    assertThat(vault.list())
        .extracting(Belonging::note)
        .singleElement()
        .asString()
        .contains("until about 2027-02-26T00:00:00Z, by its own 90 days");

    String one =
        "{\"properties\":{\"vaultId\":\"%s\",\"scheduledPurgeDate\":\"2027-02-01T01:02:03Z\"}}";
    shows(
        DELETED,
        json(
            200,
            "{\"value\":["
                + one.formatted(GROUP + "/providers/Microsoft.KeyVault/vaults/other")
                + ","
                + one.formatted(VAULT.replace("studio", "STUDIO"))
                + "]}"));
    assertThat(vault.list())
        .containsExactly(
            new Belonging(
                "keys",
                Standing.STAYS,
                "until 2027-02-01T01:02:03Z; its name stays taken for as long"));
    shows(DELETED, json(200, "{\"value\":[]}"));
    assertThat(vault.list()).as("purged").isEmpty();
  }
}
