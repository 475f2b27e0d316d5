package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.TokenRequestContext;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resources, read through an Azure Resource Manager with TLS and its own name. */
class AzureResourcesIT {
  private static final String GROUP =
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio";
  private static final String ACCOUNT = GROUP + "/providers/Microsoft.Storage/storageAccounts/a";
  private static final String VERSION = "2023-05-01";

  private static Tls tls;

  private final Vault.Tokens tokens = new Vault.Tokens();
  private SecureSite arm;
  private AzureResources resources;

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    tls = Tls.make(folder, "dns:management.azure.com");
  }

  @BeforeEach
  void connect() throws Exception {
    arm = SecureSite.start(tls);
    resources =
        new AzureResources(
            ArmScope.of(URI.create(GROUP))
                .connect(
                    new SignIn(tokens),
                    new RedactingClient(arm.http()),
                    Resilience.standard(),
                    call -> {}));
  }

  @AfterEach
  void stop() throws IOException {
    arm.close();
  }

  private void answer(int status, String body) {
    arm.server().stubFor(any(anyUrl()).willReturn(of(status, body)));
  }

  private static ResponseDefinitionBuilder of(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json; charset=utf-8")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody(body);
  }

  private List<LoggedRequest> asked() {
    return arm.server().findAll(anyRequestedFor(anyUrl()));
  }

  @Test
  void aResourceIsReadWithATokenForResourceManagerAlone() {
    answer(
        200,
        """
        {"id":"x","properties":{"allowSharedKeyAccess":false,"minimumTlsVersion":"TLS1_2",
         "days":7,"keyCreationTime":{"key1":"2026-11-01T10:00:00.1234567Z","key2":"soon"},
         "nothing":null,"rules":[{"name":"one"},{"name":"two"}],"ips":["10.0.0.1",3]}}
        """);

    AzureResource found = resources.find(ACCOUNT, VERSION).orElseThrow();

    assertThat(found.isOn("/properties/allowSharedKeyAccess")).contains(false);
    assertThat(found.text("/properties/minimumTlsVersion")).contains("TLS1_2");
    assertThat(found.number("/properties/days")).contains(7L);
    assertThat(found.time("/properties/keyCreationTime/key1"))
        .contains(Instant.parse("2026-11-01T10:00:00.123456700Z"));
    assertThat(found.time("/properties/keyCreationTime/key2")).isEmpty();
    assertThat(found.has("/properties/nothing")).isFalse();
    assertThat(found.items("/properties/rules"))
        .extracting(rule -> rule.text("/name").orElseThrow())
        .containsExactly("one", "two");
    assertThat(found.texts("/properties/ips")).containsExactly("10.0.0.1");
    assertThat(asked())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getUrl()).isEqualTo(ACCOUNT + "?api-version=" + VERSION);
              assertThat(request.getMethod().getName()).isEqualTo("GET");
              assertThat(request.getHeader("Authorization"))
                  .isEqualTo("Bearer " + Vault.Tokens.TOKEN);
            });
    assertThat(arm.hosts()).containsExactly("management.azure.com:443");
    assertThat(tokens.asked())
        .flatExtracting(TokenRequestContext::getScopes)
        .containsOnly("https://management.azure.com/.default");
  }

  @Test
  void whatIsNotThereIsToldFromWhatMayNotBeSeen() {
    answer(404, "{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"none\"}}");
    assertThat(resources.find(ACCOUNT, VERSION)).isEmpty();

    answer(
        403,
        "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"no right to"
            + " 'Microsoft.Storage/storageAccounts/read'\"}}");
    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> resources.find(ACCOUNT, VERSION))
        .withMessageContaining("cannot read " + ACCOUNT)
        .withMessageContaining("storageAccounts/read")
        .withMessageContaining("give whoever asks a role");

    arm.server().stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)));
    assertThatExceptionOfType(ServiceRefusal.class)
        .as("no answer of Resource Manager, which numbers its own")
        .isThrownBy(() -> resources.find(ACCOUNT, VERSION));
  }

  @Test
  void aListIsReadToItsEndAndNowhereElse() {
    String next = "https://management.azure.com:443" + GROUP + "/more?page=2";
    answer(200, "{\"value\":[{\"name\":\"one\"}],\"nextLink\":\"" + next + "\"}");
    arm.server()
        .stubFor(
            get(urlPathMatching(".*/more"))
                .willReturn(of(200, "{\"value\":[{\"name\":\"two\"}]}")));
    assertThat(resources.list(ACCOUNT, VERSION))
        .extracting(item -> item.text("/name").orElseThrow())
        .containsExactly("one", "two");

    answer(200, "{\"value\":[{}],\"nextLink\":\"https://other.example/more\"}");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> resources.list(ACCOUNT, VERSION).count())
        .withMessageContaining("the list goes on at another address");
    assertThat(arm.hosts()).allMatch("management.azure.com:443"::equals);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://management.azure.com/",
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333",
        "/subscriptions/s/resourceGroups/g",
        "http://management.azure.com" + GROUP,
        "https://user@management.azure.com" + GROUP,
        GROUP + "/providers/x",
        GROUP + "?api-version=1",
      })
  void whatIsNoResourceGroupIsRefused(String id) {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(
            () ->
                AzureResources.connect(
                    URI.create(id),
                    new FarmCredential.Entra(tokens),
                    DenyList.none(),
                    Resilience.standard(),
                    call -> {}));
    assertThat(asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://other.example/x", "/subscriptions/../x", "/tenants"})
  void whatIsNoResourceIsNotAskedFor(String id) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> resources.find(id, VERSION));
    assertThat(asked()).isEmpty();
  }
}
