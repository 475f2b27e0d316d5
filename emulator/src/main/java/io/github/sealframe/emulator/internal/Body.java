package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads request bodies, property by property, and refuses what Batch would refuse. */
final class Body {

  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private Body() {}

  static ObjectNode parse(String body) {
    try {
      if (MAPPER.readTree(body) instanceof ObjectNode object) {
        dropNulls(object);
        return object;
      }
      throw BatchError.invalidBody("The body has to be one JSON object.");
    } catch (JsonProcessingException e) {
      throw BatchError.invalidBody(e.getOriginalMessage());
    }
  }

  /** A null property says the same as a missing one. */
  private static void dropNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(property -> property.getValue().isNull());
    }
    node.forEach(Body::dropNulls);
  }

  static String requiredId(ObjectNode body) {
    String id = required(body, "id");
    if (!ID.matcher(id).matches()) {
      throw BatchError.invalidProperty(
          "id", id, "An id is 1 to 64 of letters, digits, '-' and '_'.");
    }
    return id;
  }

  static String required(ObjectNode body, String name) {
    String text = optional(body, name).orElseThrow(() -> BatchError.missingProperty(name));
    if (text.isEmpty()) {
      throw BatchError.invalidProperty(name, text, "It must not be empty.");
    }
    return text;
  }

  static Optional<String> optional(ObjectNode body, String name) {
    JsonNode node = body.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw BatchError.invalidProperty(name, node.toString(), "It has to be a string.");
    }
    return Optional.of(node.textValue());
  }

  static int integer(ObjectNode body, String name, int least, int most, int otherwise) {
    JsonNode node = body.get(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      throw BatchError.invalidProperty(
          name, node.toString(), "It has to be a whole number from " + least + " to " + most + ".");
    }
    return node.intValue();
  }

  static boolean flag(ObjectNode body, String name, boolean otherwise) {
    JsonNode node = body.get(name);
    if (node == null) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw BatchError.invalidProperty(name, node.toString(), "It has to be true or false.");
    }
    return node.booleanValue();
  }

  static <E extends Enum<E>> E choice(ObjectNode body, String name, Class<E> type, E otherwise) {
    Optional<String> text = optional(body, name);
    if (text.isEmpty()) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (Lifecycle.wire(constant).equals(text.get().toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    throw BatchError.invalidProperty(name, text.get(), "It is none of the values that are known.");
  }

  static Optional<Duration> duration(ObjectNode body, String name) {
    return optional(body, name)
        .map(
            text -> {
              try {
                return Times.duration(text);
              } catch (DateTimeException e) {
                throw BatchError.invalidProperty(name, text, "It has to be an ISO 8601 duration.");
              }
            });
  }

  static Optional<Instant> instant(ObjectNode body, String name) {
    return optional(body, name)
        .map(
            text -> {
              try {
                return Times.instant(text);
              } catch (DateTimeException e) {
                throw BatchError.invalidProperty(
                    name, text, "It has to be an ISO 8601 time with its zone.");
              }
            });
  }

  static Optional<ObjectNode> object(ObjectNode body, String name) {
    JsonNode node = body.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof ObjectNode object) {
      return Optional.of(object);
    }
    throw BatchError.invalidProperty(name, node.toString(), "It has to be an object.");
  }

  static List<ObjectNode> objects(ObjectNode body, String name) {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode node : array(body, name)) {
      if (!(node instanceof ObjectNode object)) {
        throw BatchError.invalidProperty(
            name, node.toString(), "Each element has to be an object.");
      }
      objects.add(object);
    }
    return objects;
  }

  static List<String> strings(ObjectNode body, String name) {
    List<String> strings = new ArrayList<>();
    for (JsonNode node : array(body, name)) {
      if (!node.isTextual()) {
        throw BatchError.invalidProperty(name, node.toString(), "Each element has to be a string.");
      }
      strings.add(node.textValue());
    }
    return strings;
  }

  private static Iterable<JsonNode> array(ObjectNode body, String name) {
    JsonNode node = body.get(name);
    if (node == null) {
      return List.of();
    }
    if (node instanceof ArrayNode array) {
      return array;
    }
    throw BatchError.invalidProperty(name, node.toString(), "It has to be an array.");
  }

  /** Fills in the default of a property that was left out. */
  static void fill(ObjectNode body, String name, JsonNode value) {
    if (!body.has(name)) {
      body.set(name, value);
    }
  }

  /** Writes a duration the way Batch gives it back, or its default when there is none. */
  static void normaliseDuration(ObjectNode body, String name, String otherwise) {
    body.put(name, duration(body, name).map(Times::wire).orElse(otherwise));
  }
}
