package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.ProductionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The schema for editors says what the reader takes. */
class ProductionSchemaTest {
  @Test
  void namesWhatTheReaderTakes() throws IOException {
    JsonNode schema = Json.parse(Files.readString(Path.of("production/production.schema.json")));
    Set<String> known = new HashSet<>(ProductionReader.REQUIRED);
    known.addAll(ProductionReader.OPTIONAL);
    List<String> names = new ArrayList<>();
    schema.get("properties").fieldNames().forEachRemaining(names::add);

    assertThat(names).containsExactlyInAnyOrderElementsOf(known);
    assertThat(texts(schema.get("required")))
        .containsExactlyInAnyOrderElementsOf(ProductionReader.REQUIRED);
    assertThat(texts(schema.at("/properties/waivers/items/properties/control/enum")))
        .containsExactlyInAnyOrderElementsOf(ProductionPolicy.WAIVABLE);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
