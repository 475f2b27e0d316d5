package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.util.function.Function;

/** How this module turns values into JSON trees and back. */
final class Json {
  /**
   * Far more than any answer of a service has: a page of a thousand tasks, each with many files.
   */
  static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxTokenCount(1_000_000)
          .maxStringLength(1_000_000)
          .maxNameLength(1_000)
          .maxNumberLength(100)
          .maxNestingDepth(100)
          .build();

  /** Leaves out what is null, passes over what it does not know, refuses what is said twice. */
  static final ObjectMapper MAPPER =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(BOUNDS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .addModule(Iso8601.module())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addHandler(new Discretion())
          .build();

  /** Reads only what is written exactly as expected. */
  static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** Reads a tree that the Batch service gave for {@code on}. */
  static <T> T read(JsonNode tree, Class<T> type, String on) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw unknownForm(on); // What was thrown repeats what was answered.
    }
  }

  /** Passes on a value that the Batch service must give for {@code on}. */
  static <T> T required(T value, String on) {
    if (value == null) {
      throw unknownForm(on);
    }
    return value;
  }

  /** Makes an id of what the Batch service must give for {@code on}. */
  static <T> T id(String value, Function<String, T> type, String on) {
    try {
      return type.apply(required(value, on));
    } catch (IllegalArgumentException e) {
      throw unknownForm(on); // What was thrown may repeat what was answered.
    }
  }

  private static ServiceRefusal unknownForm(String on) {
    return new ServiceRefusal(
        "read", on, "the Batch service described it in an unknown form", "check the endpoint");
  }

  /** Keeps a text that is of the wrong type out of the message: it may be anything. */
  private static final class Discretion extends DeserializationProblemHandler {
    @Override
    public Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String text, String message)
        throws IOException {
      throw JsonMappingException.from(context, "a text that is no " + type.getSimpleName());
    }
  }
}
