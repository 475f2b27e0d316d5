package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only storage says what is there: an answer of somebody in between is none. */
@Timeout(60)
class BlobAnswersIT {
  private static final BlobRef BLOB = new BlobRef(ContainerRole.CONTROL, "x");

  private WireMockServer server;
  private AzureBlobs blobs;

  @BeforeEach
  void start() {
    server = new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.port() + "/acct");
    blobs =
        new AzureBlobs(
            new BlobAddresses(endpoint, Plans.PRODUCTION),
            BlobConnection.to(
                endpoint,
                new StorageSharedKeyCredential(Wire.ACCOUNT, Wire.STORAGE_KEY),
                Resilience.standard()));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void gateway(int status) {
    server.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("Content-Type", "text/html")
                    .withBody("<html>Error</html>")));
  }

  private void storage(int status, String code) {
    server.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(status)
                    .withHeader("x-ms-error-code", code)
                    .withHeader("x-ms-request-id", "request-1")));
  }

  @Test
  void theMissingPageOfAGatewayIsNoMissingHold() {
    gateway(404);
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> new BlobHoldRecords(blobs, Plans.PRODUCTION).read())
        .withMessageContaining("HTTP 404");
    storage(404, "AccountNotFound");
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> blobs.properties(BLOB));
  }

  @Test
  void aRefusalHasWhatStorageAnsweredAndTheIdOfItsRequest() {
    storage(403, "AuthorizationFailure");
    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> blobs.properties(BLOB))
        .withMessageContaining("HTTP 403 AuthorizationFailure (request request-1)")
        .extracting(refusal -> refusal.answer().orElseThrow())
        .isEqualTo(new ServiceAnswer("look at", 403, "AuthorizationFailure", "request-1"));
    assertThat(server.findAll(anyRequestedFor(anyUrl())).get(0).getHeader("User-Agent"))
        .matches("sealframe/[0-9].*");
  }

  @Test
  void aChecksumThatLooksLikeATokenIsLeftAsItIs() throws Exception {
    server.stubFor(
        any(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(201)
                    .withHeader("ETag", "\"0x1\"")
                    .withHeader("Content-MD5", "9T4eyJhbGciOi0aEeyJhbA==")
                    .withHeader("x-ms-content-crc64", "eyJhbGciOi0=")));

    assertThat(blobs.putIfAbsent(BLOB, Content.of("x"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BlobNotFound", "ContainerNotFound", "ResourceNotFound"})
  void storageSaysThatNothingIsThere(String code) {
    storage(404, code);
    assertThat(blobs.properties(BLOB)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 412})
  void aGatewayDecidesNoCondition(int status) {
    gateway(status);
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> blobs.replace(BLOB, Content.of("x"), "etag"))
        .withMessageContaining("HTTP " + status);
  }
}
