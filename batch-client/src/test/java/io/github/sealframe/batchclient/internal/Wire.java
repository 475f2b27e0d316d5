package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;

/** A Batch account on a real socket, and clients of it. */
final class Wire {
  static final String ACCOUNT = "acct";
  static final String KEY =
      Base64.getEncoder()
          .encodeToString("a key that nobody may see".getBytes(StandardCharsets.UTF_8));
  static final String STORAGE_KEY =
      Base64.getEncoder()
          .encodeToString("another key that nobody may see".getBytes(StandardCharsets.UTF_8));
  static final URI BLOBS = URI.create("http://127.0.0.1:1/acct");

  private Wire() {}

  static AzureBatch client(WireMockExtension server) {
    return client(URI.create("http://127.0.0.1:" + server.getPort()), Clock.systemUTC());
  }

  static AzureBatch client(URI endpoint, Clock clock) {
    return new AzureBatch(endpoint, new SharedKeyPolicy(ACCOUNT, KEY, clock), sasAccess(clock));
  }

  static AzureBatch clientOfIdentities(WireMockExtension server) {
    return new AzureBatch(
        URI.create("http://127.0.0.1:" + server.getPort()),
        new SharedKeyPolicy(ACCOUNT, KEY, Clock.systemUTC()),
        identityAccess());
  }

  static NodeAccess sasAccess(Clock clock) {
    return new SasAccess(
        new BlobAddresses(BLOBS, Plans.PRODUCTION),
        BlobConnection.to(BLOBS, new StorageSharedKeyCredential(ACCOUNT, STORAGE_KEY)),
        clock);
  }

  static NodeAccess identityAccess() {
    return new IdentityAccess(
        new BlobAddresses(URI.create("https://acct.blob.core.windows.net"), Plans.PRODUCTION),
        Plans.IDENTITY);
  }

  static ResponseDefinitionBuilder json(int status, String body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json; odata=minimalmetadata")
        .withHeader("request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody(body);
  }

  static ResponseDefinitionBuilder error(int status, String code, String message) {
    return json(
        status,
        """
        {"odata.metadata":"m","code":"%s","message":{"lang":"en-US","value":"%s\\nRequestId:x"}}
        """
            .formatted(code, message));
  }
}
