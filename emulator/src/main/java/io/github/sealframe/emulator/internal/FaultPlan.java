package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which faults are to happen, where and how often. Not for users of the library.
 *
 * @param seed of all chances
 * @param rules for each kind of fault the first that hits counts
 */
public record FaultPlan(long seed, List<Rule> rules) {

  /** Nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(0, List.of());

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /** No rules for none. */
  public FaultPlan {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }

  /**
   * One fault that may happen.
   *
   * @param on where, as a glob of which {@code *} is the only sign; everywhere when null
   * @param chance of each place where it could happen, 0 to 1
   * @param skip how many of these places pass first
   * @param limit how often it happens at most
   */
  record Rule(String on, Double chance, int skip, Integer limit, Fault fault) {

    Rule {
      on = on == null ? "*" : on;
      chance = chance == null ? Double.valueOf(1) : chance;
      limit = limit == null ? Integer.valueOf(Integer.MAX_VALUE) : limit;
      if (!(chance >= 0 && chance <= 1)) {
        throw new IllegalArgumentException("'chance' is " + chance + "; it has to be 0 to 1");
      }
      if (skip < 0 || limit < 0) {
        throw new IllegalArgumentException("'skip' and 'limit' are numbers, at least 0");
      }
      if (fault == null) {
        throw new IllegalArgumentException("A rule has a 'fault'");
      }
    }

    boolean isOn(String place) {
      String glob = on.toLowerCase(Locale.ROOT);
      StringBuilder regex = new StringBuilder();
      for (String literal : glob.split("\\*", -1)) {
        regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
      }
      return place.toLowerCase(Locale.ROOT).matches(regex.toString());
    }
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException when it is none; the message says where
   */
  public static FaultPlan parse(String json) {
    try {
      return MAPPER.readValue(json, FaultPlan.class);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException("No plan of faults: " + problem(e), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No plan of faults: " + e.getOriginalMessage(), e);
    }
  }

  /** What is wrong and where, without the names of classes. */
  private static String problem(JsonMappingException e) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      place.append(
          step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
    }
    String where = place.isEmpty() ? "" : " at " + place.toString().replaceFirst("^\\.", "");
    if (e instanceof UnrecognizedPropertyException) {
      return "there is no such property" + where;
    }
    if (e instanceof InvalidTypeIdException unknown) {
      return "there is no fault '" + unknown.getTypeId() + "'" + where;
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return e.getCause().getMessage() + where;
    }
    return "the value cannot be read" + where;
  }

  ObjectNode toJson() {
    return MAPPER.valueToTree(this);
  }
}
