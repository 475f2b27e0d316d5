package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the emulator answers to one request.
 *
 * @param headers without those that every answer has
 */
record Answer(int status, Map<String, String> headers, Content content) {

  /** The body of an answer. */
  sealed interface Content {}

  /** No body. */
  record Nothing() implements Content {}

  /**
   * A JSON object.
   *
   * @param metadata the fragment that {@code odata.metadata} ends in
   */
  record Json(String metadata, ObjectNode body) implements Content {}

  /** A JSON object and nothing beside it, as Azure Resource Manager answers. */
  record PlainJson(ObjectNode body) implements Content {}

  /** A part of a file, {@code length} bytes from {@code offset}. */
  record FilePart(Path file, long offset, long length) implements Content {}

  static Answer of(int status) {
    return new Answer(status, new TreeMap<>(), new Nothing());
  }

  static Answer ok(String metadata, ObjectNode body) {
    return new Answer(200, new TreeMap<>(), new Json(metadata, body));
  }

  /** An entity, with its {@code ETag} and {@code Last-Modified} as headers. */
  static Answer entity(String metadata, ObjectNode body, Stamp stamp) {
    return ok(metadata, body).stamped(stamp);
  }

  Answer stamped(Stamp stamp) {
    return with("ETag", stamp.eTag()).with("Last-Modified", Times.http(stamp.lastModified()));
  }

  /** The answer to a create or an action on {@code url}. */
  Answer at(String url) {
    return with("DataServiceId", url);
  }

  Answer created(String url) {
    return at(url).with("Location", url);
  }

  Answer with(String name, String value) {
    headers.put(name, value);
    return this;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String text(JsonNode node, String name) {
    return node.path(name).asText("");
  }
}
