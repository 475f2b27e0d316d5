package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;

/**
 * A Batch client of the tests' own: it signs and speaks HTTP after the documentation, sharing no
 * code with the emulator.
 */
final class BatchWire {

  static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "2024-07-01.20.0";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http;
  private final URI endpoint;
  private final String account;
  private final String key;

  /** Status, headers and body of an answer. */
  record Reply(int status, Map<String, String> headers, String text) {

    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new AssertionError("Not JSON: " + text, e);
      }
    }

    String code() {
      return json().path("code").asText();
    }

    Reply expect(int expected) {
      assertThat(status).as(text).isEqualTo(expected);
      return this;
    }
  }

  BatchWire(BatchEmulator emulator) {
    this(emulator.endpoint(), emulator.accountName(), emulator.accountKey());
  }

  BatchWire(BatchEmulator emulator, HttpClient http) {
    this(emulator.endpoint(), emulator.accountName(), emulator.accountKey(), http);
  }

  BatchWire(URI endpoint, String account, String key) {
    this(
        endpoint,
        account,
        key,
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  private BatchWire(URI endpoint, String account, String key, HttpClient http) {
    this.http = http;
    this.endpoint = endpoint;
    this.account = account;
    this.key = key;
  }

  Reply get(String path) {
    return send("GET", path, "", Map.of());
  }

  Reply get(String path, Map<String, String> headers) {
    return send("GET", path, "", headers);
  }

  Reply post(String path, String body) {
    return send("POST", path, body.replace('`', '"'), Map.of());
  }

  Reply send(String method, String pathAndQuery, String body, Map<String, String> extraHeaders) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    return send(method, pathAndQuery, body, extraHeaders, date);
  }

  /** The path's query is given decoded: names and values are encoded here. */
  Reply send(
      String method,
      String pathAndQuery,
      String body,
      Map<String, String> extraHeaders,
      String date) {
    int question = pathAndQuery.indexOf('?');
    String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
    TreeMap<String, String> query = new TreeMap<>();
    if (question >= 0) {
      for (String pair : pathAndQuery.substring(question + 1).split("&", -1)) {
        query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    query.putIfAbsent("api-version", VERSION);
    TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(extraHeaders);
    headers.put("ocp-date", date);
    if (!body.isEmpty()) {
      headers.put("Content-Type", "application/json; odata=minimalmetadata; charset=utf-8");
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean sendsLength =
        !body.isEmpty() || method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    StringBuilder toSign = new StringBuilder(method + "\n\n\n");
    toSign.append(sendsLength ? Integer.toString(bytes.length) : "").append("\n\n");
    toSign.append(headers.getOrDefault("Content-Type", "")).append("\n\n");
    toSign.append(headers.getOrDefault("If-Modified-Since", "")).append('\n');
    toSign.append(headers.getOrDefault("If-Match", "")).append('\n');
    toSign.append(headers.getOrDefault("If-None-Match", "")).append('\n');
    toSign.append(headers.getOrDefault("If-Unmodified-Since", "")).append("\n\n");
    headers.forEach(
        (name, value) -> {
          if (name.startsWith("ocp-")) {
            toSign.append(name).append(':').append(value).append('\n');
          }
        });
    toSign.append('/').append(account).append(path);
    query.forEach((name, value) -> toSign.append('\n').append(name).append(':').append(value));
    StringBuilder url = new StringBuilder(endpoint.toString()).append(path).append('?');
    query.forEach(
        (name, value) -> url.append(encoded(name)).append('=').append(encoded(value)).append('&'));
    url.setLength(url.length() - 1);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url.toString()))
            .method(
                method,
                sendsLength
                    ? HttpRequest.BodyPublishers.ofByteArray(bytes)
                    : HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    request.header("Authorization", "SharedKey " + account + ":" + hmac(toSign.toString()));
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      TreeMap<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> answered.put(name, values.get(0)));
      return new Reply(response.statusCode(), answered, response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String hmac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Waits until what is at the path satisfies a condition, and gives it. */
  JsonNode await(String path, Predicate<JsonNode> condition) {
    return Awaitility.await(path)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> get(path).json(), condition);
  }

  /** Waits until a file has a content. */
  void awaitText(String path, String text) {
    Awaitility.await(path)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> get(path).text(), text::equals);
  }

  JsonNode awaitTask(String job, String task, String state) {
    return await(
        "/jobs/" + job + "/tasks/" + task, json -> json.path("state").asText().equals(state));
  }

  JsonNode awaitJob(String job, String state) {
    return await("/jobs/" + job, json -> json.path("state").asText().equals(state));
  }

  /** Waits until a pool has this many nodes in a state, and gives them. */
  JsonNode awaitNodes(String pool, int count, String state) {
    return await(
            "/pools/" + pool + "/nodes",
            json -> {
              int found = 0;
              for (JsonNode node : json.path("value")) {
                found += node.path("state").asText().equals(state) ? 1 : 0;
              }
              return found == count;
            })
        .path("value");
  }

  void addPool(String id, int nodes, String more) {
    post(
            "/pools",
            "{`id`:`"
                + id
                + "`,`vmSize`:`standard_d2s_v3`,`targetDedicatedNodes`:"
                + nodes
                + more
                + "}")
        .expect(201);
  }

  void addJob(String id, String pool, String more) {
    post("/jobs", "{`id`:`" + id + "`,`poolInfo`:{`poolId`:`" + pool + "`}" + more + "}")
        .expect(201);
  }

  /** Adds a task that runs a shell script; the script may hold no single quote. */
  void addTask(String job, String id, String script, String more) {
    post("/jobs/" + job + "/tasks", "{`id`:`" + id + "`,`commandLine`:" + sh(script) + more + "}")
        .expect(201);
  }

  /** A command line, as a JSON string, that runs a script without single quotes. */
  static String sh(String script) {
    return JSON.getNodeFactory().textNode("/bin/sh -c '" + script + "'").toString();
  }
}
