package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import java.net.URI;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Whoever answers at the Blob endpoint gets no token but one for storage. */
@Timeout(60)
class BlobChallengeIT {
  private static final String SCOPE = "https://storage.azure.com/.default";
  private static final String AUTHORITY =
      "https://login.microsoftonline.com/a-tenant/oauth2/authorize";

  private static SSLContext before;
  private static WireMockServer server;

  private final Queue<TokenRequestContext> asked = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    before = SSLContext.getDefault();
    Certificate certificate = Certificate.make(folder);
    SSLContext.setDefault(certificate.trusted());
    server =
        new WireMockServer(
            wireMockConfig()
                .bindAddress("127.0.0.1")
                .dynamicHttpsPort()
                .httpDisabled(true)
                .keystorePath(certificate.keyStore().toString())
                .keystorePassword(Certificate.PASSWORD)
                .keyManagerPassword(Certificate.PASSWORD));
    server.start();
  }

  @AfterAll
  static void stop() {
    SSLContext.setDefault(before);
    if (server != null) {
      server.stop();
    }
  }

  @BeforeEach
  void reset() {
    server.resetAll();
  }

  private void ask(String challenge) {
    server.stubFor(
        any(anyUrl())
            .willReturn(aResponse().withStatus(401).withHeader("WWW-Authenticate", challenge)));
    URI endpoint = URI.create("https://127.0.0.1:" + server.httpsPort() + "/acct");
    TokenCredential recording =
        request -> {
          asked.add(request);
          return Mono.just(
              new AccessToken(
                  "token-of-" + request.getTenantId(),
                  OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
        };
    AzureBlobs blobs =
        new AzureBlobs(
            new BlobAddresses(endpoint, Plans.PRODUCTION),
            BlobConnection.to(endpoint, recording, Resilience.standard()));
    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> blobs.properties(new BlobRef(ContainerRole.CONTROL, "x")))
        .withMessageContaining("HTTP 401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer authorization_uri=" + AUTHORITY + " resource_id=https://management.azure.com",
        "Bearer authorization_uri=\"" + AUTHORITY + "\", resource_id=\"https://vault.azure.net\"",
        "Bearer authorization_uri=\"" + AUTHORITY + "\",resource_id = \"https://vault.azure.net\"",
        "Bearer resource_id=\"https://storage.azure.com.example.com\"",
        "Bearer resource_id=\"https://storage.azure.com\", resource_id=\"https://vault.azure.net\"",
        "Bearer authorization_uri=https://login.example.com resource_id=https://storage.azure.com",
      })
  void noTokenForAnotherServiceIsAskedFor(String challenge) {
    ask(challenge);

    assertThat(asked).allSatisfy(each -> assertThat(each.getScopes()).containsExactly(SCOPE));
    assertThat(asked).extracting(TokenRequestContext::getTenantId).containsExactly((String) null);
    server.verify(1, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer authorization_uri=" + AUTHORITY + " resource_id=https://storage.azure.com",
        "Bearer authorization_uri=" + AUTHORITY + " resource_id=https://storage.azure.com/",
        "Bearer authorization_uri=\"" + AUTHORITY + "\", resource_id=\"https://storage.azure.com\"",
      })
  void storageSaysInWhichTenantItsTokensAre(String challenge) {
    ask(challenge);

    assertThat(asked).allSatisfy(each -> assertThat(each.getScopes()).containsExactly(SCOPE));
    assertThat(asked)
        .extracting(TokenRequestContext::getTenantId)
        .containsExactly(null, "a-tenant");
    assertThat(server.findAll(anyRequestedFor(anyUrl())))
        .extracting(request -> request.getHeader("Authorization"))
        .isEqualTo(List.of("Bearer token-of-null", "Bearer token-of-a-tenant"));
  }
}
