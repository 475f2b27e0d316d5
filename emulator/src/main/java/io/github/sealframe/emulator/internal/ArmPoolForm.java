package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A pool's properties in the two forms that they have, read from {@code arm-pool.txt}. */
final class ArmPoolForm {

  private static final String ONLY_ANSWERED = ".";
  private static final String NOT_THERE = "-";
  private static final String FLAG = "enableInterNodeCommunication";

  /**
   * @param path in the Batch service
   * @param spellings of its values in Resource Manager; none when they are the same in both
   */
  private record Place(String path, List<String> spellings) {}

  private static final Map<String, Place> PLACES = read();

  private ArmPoolForm() {}

  private static Map<String, Place> read() {
    Map<String, Place> places = new LinkedHashMap<>();
    for (String line : OwnText.read("arm-pool.txt").lines().toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        List<String> words = List.of(line.split(" +", -1));
        places.put(words.get(0), new Place(words.get(1), words.subList(2, words.size())));
      }
    }
    return places;
  }

  /**
   * The properties as the Batch service has them.
   *
   * @throws BatchError 400 for one that Resource Manager does not have, 501 for one that the
   *     emulator does not have
   */
  static ObjectNode toBatch(ObjectNode properties) {
    ObjectNode pool = Answer.object();
    properties.fields().forEachRemaining(one -> place(one.getKey(), one.getValue(), pool));
    if (pool.has("autoScaleFormula") || pool.has("autoScaleEvaluationInterval")) {
      pool.put("enableAutoScale", true);
    }
    return pool;
  }

  private static void place(String path, JsonNode value, ObjectNode pool) {
    Place place = PLACES.get(path);
    if (place == null) {
      boolean known = PLACES.keySet().stream().anyMatch(each -> each.startsWith(path + "."));
      if (!known || !value.isObject()) {
        throw BatchError.invalidBody(
                "Could not find member '"
                    + path.substring(path.lastIndexOf('.') + 1)
                    + "', or it has another type, in the properties of a pool.")
            .with("PropertyPath", "properties." + path);
      }
      value
          .fields()
          .forEachRemaining(one -> place(path + "." + one.getKey(), one.getValue(), pool));
    } else if (place.path().equals(NOT_THERE)) {
      if (value.isEmpty()) {
        return;
      }
      throw BatchError.notImplemented("the property " + path + " of a pool of Resource Manager");
    } else if (!place.path().equals(ONLY_ANSWERED)) {
      set(pool, place.path(), inSmallLetters(path, place, value));
    }
  }

  private static JsonNode inSmallLetters(String path, Place place, JsonNode value) {
    if (place.spellings().isEmpty()) {
      return value;
    }
    if (place.spellings().stream().noneMatch(value.asText()::equalsIgnoreCase)) {
      throw BatchError.invalidProperty(
          path, value.asText(), "It is one of " + String.join(", ", place.spellings()) + ".");
    }
    return place.path().equals(FLAG)
        ? BooleanNode.valueOf(value.asText().equalsIgnoreCase("Enabled"))
        : TextNode.valueOf(value.asText().toLowerCase(Locale.ROOT));
  }

  /** The properties, without those that only answers have, as Resource Manager has them. */
  static ObjectNode toArm(ObjectNode pool) {
    ObjectNode properties = Answer.object();
    PLACES.forEach(
        (path, place) -> {
          JsonNode value = pool.at("/" + place.path().replace('.', '/'));
          if (!value.isMissingNode()) {
            set(properties, path, spelled(place, value));
          }
        });
    return properties;
  }

  private static JsonNode spelled(Place place, JsonNode value) {
    String text =
        place.path().equals(FLAG) ? (value.asBoolean() ? "Enabled" : "Disabled") : value.asText();
    return place.spellings().stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .<JsonNode>map(TextNode::valueOf)
        .orElse(value.deepCopy());
  }

  private static void set(ObjectNode object, String path, JsonNode value) {
    List<String> steps = List.of(path.split("\\.", -1));
    ObjectNode at = object;
    for (String step : steps.subList(0, steps.size() - 1)) {
      at = at.withObjectProperty(step);
    }
    at.set(steps.get(steps.size() - 1), value);
  }
}
