package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.TokenRequestContext;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.SecretName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A production's secret is deleted and purged, in a vault with TLS and its own name. */
@Tag("wf-hybrid-sanitize")
class WrappedSecretsIT {
  private static final String NAME = "batch-key";
  private static final long UNTIL = 1_800_000_000;

  private static Tls tls;

  private Vault vault;
  private WrappedSecrets secrets;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, Vault.NAMES);
  }

  @BeforeEach
  void connect() throws Exception {
    vault = Vault.start(tls);
    secrets =
        new WrappedSecrets(
            VaultConnection.to(
                vault.address(),
                new SignIn(vault.tokens()),
                new RedactingClient(vault.http()),
                Wire.resilience(2, Duration.ofSeconds(30)),
                call -> {}),
            List.of(new SecretName(NAME)));
    live(Vault.error(404, "SecretNotFound", ""));
    deleted(Vault.error(404, "SecretNotFound", ""));
  }

  @AfterEach
  void stop() throws IOException {
    vault.close();
  }

  private void live(ResponseDefinitionBuilder answer) {
    vault.stub(get(urlPathEqualTo("/secrets/" + NAME + "/versions")).willReturn(answer));
  }

  private void deleted(ResponseDefinitionBuilder answer) {
    vault.stub(get(urlPathEqualTo("/deletedsecrets/" + NAME)).willReturn(answer));
  }

  private static ResponseDefinitionBuilder json(String body) {
    return aResponse()
        .withHeader("Content-Type", "application/json")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody(body);
  }

  private static ResponseDefinitionBuilder there() {
    return json("{\"value\":[{\"id\":\"x\",\"attributes\":{}}],\"nextLink\":null}");
  }

  private static ResponseDefinitionBuilder deletedOf(String level) {
    return json(
        "{\"scheduledPurgeDate\":%d,\"attributes\":{\"recoveryLevel\":\"%s\"}}"
            .formatted(UNTIL, level));
  }

  private List<String> changes() {
    return vault.requests().stream()
        .filter(request -> request.getMethod().getName().equals("DELETE"))
        .map(LoggedRequest::getUrl)
        .toList();
  }

  @Test
  void itIsDeletedAndThenPurged() {
    live(there());
    Belonging own = secrets.list().get(0);
    assertThat(own).isEqualTo(new Belonging(NAME, Standing.OWN, ""));

    vault.stub(delete(urlPathEqualTo("/secrets/" + NAME)).willReturn(json("{\"id\":\"x\"}")));
    assertThat(secrets.remove(own)).isEmpty();
    live(Vault.error(404, "SecretNotFound", ""));
    assertThat(secrets.list().get(0).standing())
        .as("not to be seen yet")
        .isEqualTo(Standing.LEAVING);

    deleted(deletedOf("Recoverable+Purgeable"));
    Belonging purgeable = secrets.list().get(0);
    assertThat(purgeable.standing()).isEqualTo(Standing.OWN);
    vault.stub(
        delete(urlPathEqualTo("/deletedsecrets/" + NAME)).willReturn(json("").withStatus(204)));
    assertThat(secrets.remove(purgeable)).isEmpty();
    deleted(Vault.error(404, "SecretNotFound", ""));

    assertThat(secrets.list()).isEmpty();
    assertThat(secrets.areGone()).isTrue();
    assertThat(changes())
        .containsExactly(
            "/secrets/" + NAME + "?api-version=7.4",
            "/deletedsecrets/" + NAME + "?api-version=7.4");
    assertThat(vault.requests())
        .as("nobody asks for a value")
        .noneMatch(
            request ->
                request.getMethod().getName().equals("GET")
                    && request.getUrl().startsWith("/secrets/")
                    && !request.getUrl().contains("/versions"));
    assertThat(vault.tokens().asked())
        .flatExtracting(TokenRequestContext::getScopes)
        .containsOnly(VaultAddress.SCOPE);
  }

  @Test
  void whatMayNotBePurgedStaysWithItsDay() {
    deleted(deletedOf("Recoverable"));
    assertThat(secrets.list())
        .containsExactly(
            new Belonging(
                NAME + " (deleted)",
                Standing.STAYS,
                "soft-deleted, until 2027-01-15T08:00:00Z: the vault has purge protection"));

    deleted(deletedOf("Recoverable+Purgeable"));
    vault.stub(
        delete(urlPathEqualTo("/deletedsecrets/" + NAME))
            .willReturn(Vault.error(403, "Forbidden", "ForbiddenByRbac")));
    assertThat(secrets.remove(secrets.list().get(0)))
        .contains("soft-deleted, until 2027-01-15T08:00:00Z, and who wrapped may not purge it");
  }

  @Test
  void whatMayNotBeLookedAtIsNoSecretThatIsGone() {
    live(Vault.error(403, "Forbidden", "ForbiddenByRbac"));

    assertThat(secrets.list())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.standing()).isEqualTo(Standing.STAYS);
              assertThat(one.note()).contains("ForbiddenByRbac").doesNotContain("CANARY");
            });
  }
}
