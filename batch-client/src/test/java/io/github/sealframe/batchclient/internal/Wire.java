package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
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

  static URI uri(WireMockExtension server) {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Waits for next to nothing between two attempts, and takes nothing for out of order. */
  static Resilience resilience(int attempts, Duration deadline) {
    return new Resilience(
        new ResilienceSettings(
            deadline,
            attempts,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            16,
            1000,
            1000,
            100,
            Duration.ofSeconds(1)));
  }

  static BatchConnection connection(URI endpoint, Clock clock) {
    return connection(endpoint, clock, Resilience.standard());
  }

  static BatchConnection connection(URI endpoint, Clock clock, Resilience resilience) {
    return new BatchConnection(
        endpoint, new SharedKeyPolicy(ACCOUNT, KEY, clock), resilience, call -> {});
  }

  static AzurePools pools(WireMockExtension server) {
    return pools(connection(uri(server), Clock.systemUTC()));
  }

  static AzurePools pools(BatchConnection connection) {
    return new AzurePools(connection, sasAccess(Clock.systemUTC()));
  }

  static AzurePools poolsOfIdentities(WireMockExtension server) {
    return new AzurePools(connection(uri(server), Clock.systemUTC()), identityAccess());
  }

  static AzureJobs jobs(WireMockExtension server) {
    return jobs(connection(uri(server), Clock.systemUTC()));
  }

  static AzureJobs jobs(BatchConnection connection) {
    return new AzureJobs(connection, sasAccess(Clock.systemUTC()));
  }

  static AzureJobs jobsOfIdentities(WireMockExtension server) {
    return new AzureJobs(connection(uri(server), Clock.systemUTC()), identityAccess());
  }

  static NodeAccess sasAccess(Clock clock) {
    return new SasAccess(
        new BlobAddresses(BLOBS, Plans.PRODUCTION),
        BlobConnection.to(
            BLOBS, new StorageSharedKeyCredential(ACCOUNT, STORAGE_KEY), Resilience.standard()),
        clock);
  }

  static NodeAccess identityAccess() {
    return new IdentityAccess(
        new BlobAddresses(URI.create("https://acct.blob.core.windows.net"), Plans.PRODUCTION),
        Plans.IDENTITY);
  }

  /** An answer that says no more than that it was done. */
  static ResponseDefinitionBuilder done(int status) {
    return aResponse()
        .withStatus(status)
        .withHeader("request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
  }

  static ResponseDefinitionBuilder json(int status, String body) {
    return done(status)
        .withHeader("Content-Type", "application/json; odata=minimalmetadata")
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

  /** The last body sent to {@code path}, with what the service adds when it shows it. */
  static ObjectNode live(WireMockExtension server, String path, String added) throws IOException {
    var sent = server.findAll(postRequestedFor(urlPathEqualTo(path)));
    ObjectNode body =
        (ObjectNode) Json.MAPPER.readTree(sent.get(sent.size() - 1).getBodyAsString());
    body.setAll((ObjectNode) Json.MAPPER.readTree("{" + added + "}"));
    return body;
  }

  static void show(WireMockExtension server, String path, JsonNode body) {
    server.stubFor(get(urlPathEqualTo(path)).willReturn(json(200, body.toString())));
  }

  /** Answers for each task of a call with the same status and error. */
  static void stubTasks(WireMockExtension server, String status, String error) {
    server.stubFor(
        post(urlPathEqualTo("/jobs/" + Plans.JOB + "/addtaskcollection"))
            .willReturn(
                json(
                        200,
                        """
                        {"odata.metadata":"m","value":[
                        {{#each (jsonPath request.body '$.value') as |task|}}
                        {"status":"%s","taskId":"{{task.id}}"%s}{{#unless @last}},{{/unless}}
                        {{/each}}]}
                        """
                            .formatted(status, error))
                    .withTransformers("response-template")));
  }
}
