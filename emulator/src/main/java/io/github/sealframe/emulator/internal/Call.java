package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One authenticated request, on its way to an operation.
 *
 * @param path what the placeholders of the route stand for, decoded
 * @param query parameters by lower-case name, decoded
 * @param requestId the UUID that the answer will carry
 */
record Call(
    String method,
    Map<String, String> path,
    Map<String, List<String>> query,
    Headers headers,
    String body,
    String requestId,
    String rawPath) {

  /**
   * The parameters of a query by lower-case name, decoded.
   *
   * @throws BatchError 400 for one that cannot be read
   */
  static Map<String, List<String>> parse(String rawQuery) {
    Map<String, List<String>> query = new TreeMap<>();
    if (rawQuery == null) {
      return query;
    }
    for (String pair : rawQuery.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      try {
        query
            .computeIfAbsent(
                URLDecoder.decode(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT),
                key -> new ArrayList<>())
            .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new BatchError(
            400, "RequestUrlFailedToParse", "The url in the request could not be parsed: " + pair);
      }
    }
    return query;
  }

  String id(String name) {
    return path.get(name);
  }

  /** The value of a header, or an empty text. */
  String header(String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }

  /** The value of a query parameter, or an empty text. */
  String parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }

  /** The body as a value of a type, without its null properties. */
  ObjectNode json(String type) {
    ObjectNode json = Body.parse(body);
    Types.check(json, type, parameter("api-version"));
    return json;
  }

  /** The same, but what the type requires may be missing. */
  ObjectNode incompleteJson(String type) {
    ObjectNode json = Body.parse(body);
    Types.checkShape(json, type, parameter("api-version"));
    return json;
  }

  /** The body of an action whose body may be missing. */
  ObjectNode jsonOrEmpty(String type) {
    return body.isEmpty() ? Answer.object() : json(type);
  }

  Call withPath(Map<String, String> placeholders) {
    return new Call(method, placeholders, query, headers, body, requestId, rawPath);
  }

  /** Refuses the request when its conditions do not hold for what is there (412). */
  void requireConditions(Stamp stamp) {
    Conditions.check(this, stamp);
  }
}
