package io.github.sealframe.emulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

/** As much of Azure Resource Manager as the tests need, with the emulator's bearer token. */
final class ArmWire {

  static final String ACCOUNT_PATH =
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio/providers"
          + "/Microsoft.Batch/batchAccounts/localbatch";
  static final String VERSION = "?api-version=2024-07-01";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BatchEmulator emulator;

  ArmWire(BatchEmulator emulator) {
    this.emulator = emulator;
  }

  /** The resource id of a user-assigned identity. */
  static String identity(String name) {
    return "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio/providers"
        + "/Microsoft.ManagedIdentity/userAssignedIdentities/"
        + name;
  }

  BatchWire.Reply get(String path) {
    return send("GET", ACCOUNT_PATH + path + VERSION, "", Map.of());
  }

  BatchWire.Reply put(String path, String body, Map<String, String> headers) {
    return send("PUT", ACCOUNT_PATH + path + VERSION, body.replace('`', '"'), headers);
  }

  BatchWire.Reply send(String method, String path, String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.endpoint() + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::setHeader);
    if (!headers.containsKey("Authorization")) {
      emulator
          .bearerToken()
          .ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      TreeMap<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
      return new BatchWire.Reply(response.statusCode(), answered, response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
