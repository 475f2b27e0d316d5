package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ImageRules;
import io.github.sealframe.core.ProductionPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema for editors says what the reader takes. */
class ProductionSchemaTest {
  private final JsonNode schema = schema();

  private static JsonNode schema() {
    try {
      return Json.parse(Files.readString(Path.of("production/production.schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void namesWhatTheReaderTakes() {
    names("", ProductionReader.REQUIRED, ProductionReader.OPTIONAL);
    names(
        "/properties/approvals/oneOf/1",
        ProductionApprovals.REQUIRED,
        ProductionApprovals.OPTIONAL);
    names("/properties/images/items", ProductionReader.IMAGE, Set.of());
    names("/properties/waivers/items", ProductionReader.WAIVER, Set.of());
    names("/properties/attestations/items", ProductionReader.ATTESTATION, Set.of());
  }

  private void names(String path, List<String> required, Set<String> optional) {
    JsonNode object = schema.at(path);
    List<String> known = new ArrayList<>(required);
    known.addAll(optional);
    List<String> names = new ArrayList<>();
    object.get("properties").fieldNames().forEachRemaining(names::add);

    assertThat(names).as(path).containsExactlyInAnyOrderElementsOf(known);
    assertThat(texts(object.get("required")))
        .as(path)
        .containsExactlyInAnyOrderElementsOf(required);
    assertThat(object.get("additionalProperties").asBoolean(true)).as(path).isFalse();
  }

  @Test
  void listsTheChoicesAndLimitsOfTheReader() {
    assertThat(texts(schema.at("/properties/waivers/items/properties/control/enum")))
        .containsExactlyInAnyOrderElementsOf(ProductionPolicy.WAIVABLE);
    assertThat(texts(schema.at("/properties/verify/enum")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(CheckBefore.values()).map(CheckBefore::label).toList());
    assertThat(schema.at("/properties/approvals/oneOf/0/const").asText())
        .isEqualTo(ProductionApprovals.NONE);
    assertThat(schema.at("/properties/image-days/maximum").asInt())
        .isEqualTo(ImageRules.MAX_AGE_DAYS);
    assertThat(schema.at("/properties/session-minutes/maximum").asLong())
        .isEqualTo(Session.LONGEST.toMinutes());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
