package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Someone else with the right to change pools and jobs: speaks the REST API after its
 * documentation, and uses nothing of ours.
 */
final class ForeignBatch {
  private static final String VERSION = "2024-07-01.20.0";
  private static final String JSON = "application/json; odata=minimalmetadata; charset=utf-8";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LocalEndpoints endpoints;

  ForeignBatch(LocalEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  ObjectNode get(String path) {
    HttpResponse<String> answer = send("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return (ObjectNode) Json.parse(answer.body());
  }

  void patch(String path, JsonNode body) {
    accepted(send("PATCH", path, body.toString()));
  }

  void post(String path, JsonNode body) {
    accepted(send("POST", path, body.toString()));
  }

  /** Replaces the emulator's plan of faults by one rule. */
  void fault(String rule) {
    accepted(send("PUT", "/sealframe/faults", "{\"seed\":1,\"rules\":[" + rule + "]}"));
  }

  /** Deletes something, and waits until it is gone. */
  void delete(String path) {
    accepted(send("DELETE", path, ""));
    await(path).atMost(PATIENCE).until(() -> send("GET", path, "").statusCode() == 404);
  }

  /** Waits until a pool has this many nodes that could work, and gives them. */
  List<JsonNode> awaitNodes(String pool, int count) {
    Predicate<JsonNode> works =
        node -> List.of("idle", "running").contains(node.path("state").asText());
    return await("nodes of " + pool)
        .atMost(PATIENCE)
        .until(
            () -> list("/pools/" + pool + "/nodes"),
            nodes -> nodes.size() == count && nodes.stream().allMatch(works));
  }

  void awaitState(String path, String state) {
    await(path).atMost(PATIENCE).until(() -> get(path).path("state").asText().equals(state));
  }

  /** The first page of a list. */
  List<JsonNode> list(String path) {
    List<JsonNode> items = new ArrayList<>();
    get(path).path("value").forEach(items::add);
    return items;
  }

  private static void accepted(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
  }

  /** Whatever becomes of it. */
  HttpResponse<String> send(String method, String path, String body) {
    HttpRequest request = request(method, path, body);
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A signed request; good for a quarter of an hour. */
  HttpRequest request(String method, String path, String body) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String type = body.isEmpty() ? "" : JSON;
    String toSign =
        String.join(
            "\n",
            method,
            "",
            "",
            body.isEmpty() ? "" : Integer.toString(bytes.length),
            "",
            type,
            "",
            "",
            "",
            "",
            "",
            "",
            "ocp-date:" + date,
            "/" + endpoints.account() + path,
            "api-version:" + VERSION);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoints.batch() + path + "?api-version=" + VERSION))
            .header("ocp-date", date)
            .header("Authorization", "SharedKey " + endpoints.account() + ":" + signed(toSign));
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", JSON)
          .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
    }
    return request.build();
  }

  private String signed(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(endpoints.key()), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
