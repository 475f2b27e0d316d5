package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The types of the API, read from {@code types.txt}: a body with a property that its type does not
 * have, or with a value of another kind, is refused, as Batch does.
 */
final class Types {

  /**
   * @param since the date of the version that it came with; empty when all have it
   */
  private record Property(String kind, boolean required, boolean array, String since) {}

  private static final Map<String, Map<String, Property>> TYPES = read();

  private Types() {}

  /** The names of all types. */
  static Set<String> names() {
    return TYPES.keySet();
  }

  /** The kinds of a type's properties by name, as {@code types.txt} writes them. */
  static Map<String, String> kinds(String type) {
    Map<String, String> kinds = new LinkedHashMap<>();
    TYPES
        .get(type)
        .forEach(
            (name, property) ->
                kinds.put(
                    name,
                    property.kind()
                        + (property.array() ? "[]" : "")
                        + (property.required() ? "!" : "")));
    return kinds;
  }

  /**
   * Refuses a body that is no value of the type.
   *
   * @param version of the API, in which properties of later ones are unknown
   * @throws BatchError 400 {@code InvalidRequestBody} or {@code MissingRequiredProperty}
   */
  static void check(ObjectNode body, String type, String version) {
    checkShape(body, type, version);
    checkRequired(body, type);
  }

  /**
   * Refuses properties that are unknown in the version or of another kind.
   *
   * @throws BatchError 400 {@code InvalidRequestBody}
   */
  static void checkShape(ObjectNode body, String type, String version) {
    Map<String, Property> properties = TYPES.get(type);
    body.fields()
        .forEachRemaining(
            field -> {
              Property property = properties.get(field.getKey());
              if (property == null || version.compareTo(property.since()) < 0) {
                throw BatchError.invalidBody(
                    "The property '" + field.getKey() + "' does not exist on type '" + type + "'.");
              }
              checkShape(field.getKey(), field.getValue(), property, version);
            });
  }

  private static void checkShape(String name, JsonNode value, Property property, String version) {
    if (!property.array()) {
      checkValue(name, value, property.kind(), version);
      return;
    }
    if (!value.isArray()) {
      throw wrongKind(name, value, "an array");
    }
    value.forEach(element -> checkValue(name, element, property.kind(), version));
  }

  private static void checkValue(String name, JsonNode value, String kind, String version) {
    switch (kind) {
      case "any" -> {}
      case "text" -> require(value.isTextual(), name, value, "a string");
      case "int" -> require(value.isInt(), name, value, "a whole number of 32 bits");
      case "flag" -> require(value.isBoolean(), name, value, "true or false");
      case "map" -> {
        require(value.isObject(), name, value, "an object");
        value.forEach(element -> require(element.isTextual(), name, element, "a string"));
      }
      case "duration" -> {
        require(value.isTextual(), name, value, "an ISO 8601 duration");
        try {
          Times.duration(value.textValue());
        } catch (DateTimeException e) {
          throw wrongKind(name, value, "an ISO 8601 duration");
        }
      }
      case "time" -> {
        require(value.isTextual(), name, value, "an ISO 8601 time with its zone");
        try {
          Times.instant(value.textValue());
        } catch (DateTimeException e) {
          throw wrongKind(name, value, "an ISO 8601 time with its zone");
        }
      }
      default -> {
        if (!(value instanceof ObjectNode object)) {
          throw wrongKind(name, value, "an object");
        }
        checkShape(object, kind, version);
      }
    }
  }

  /**
   * Refuses a body in which a required property is missing.
   *
   * @throws BatchError 400 {@code MissingRequiredProperty}
   */
  static void checkRequired(ObjectNode body, String type) {
    TYPES
        .get(type)
        .forEach(
            (name, property) -> {
              JsonNode value = body.get(name);
              if (value == null) {
                if (property.required()) {
                  throw BatchError.missingProperty(name);
                }
              } else if (TYPES.containsKey(property.kind())) {
                for (JsonNode one : property.array() ? value : Set.of(value)) {
                  checkRequired((ObjectNode) one, property.kind());
                }
              }
            });
  }

  private static void require(boolean holds, String name, JsonNode value, String kind) {
    if (!holds) {
      throw wrongKind(name, value, kind);
    }
  }

  private static BatchError wrongKind(String name, JsonNode value, String kind) {
    return BatchError.invalidBody(
        // Its value stays out of the answer: it may hold a SAS.
        "The property '"
            + name
            + "' has to be "
            + kind
            + ", which this "
            + Lifecycle.wire(value.getNodeType())
            + " is not.");
  }

  private static Map<String, Map<String, Property>> read() {
    Map<String, Map<String, Property>> types = new LinkedHashMap<>();
    Map<String, Property> current = Map.of();
    for (String line : OwnText.read("types.txt").lines().toList()) {
      if (line.startsWith("  ")) {
        for (String word : line.trim().split(" ", -1)) {
          String[] parts = word.split(":", 2);
          String[] when = (parts.length == 1 ? "any" : parts[1]).split("@", 2);
          String kind = when[0];
          current.put(
              parts[0].replace("!", ""),
              new Property(
                  kind.replace("[]", ""),
                  parts[0].endsWith("!"),
                  kind.endsWith("[]"),
                  when.length == 1 ? "" : when[1]));
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        current = new LinkedHashMap<>();
        types.put(line, current);
      }
    }
    return types;
  }
}
