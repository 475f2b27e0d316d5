package io.github.sealframe.batchclient;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.internal.Redaction;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A resource, or a part of one, as Azure Resource Manager showed it. Values are found by their
 * path, as in {@code /properties/publicNetworkAccess}; what is not there, or is of another kind, is
 * empty. Immutable.
 */
public final class AzureResource {
  private final JsonNode tree;

  /** For this module's own use. */
  public AzureResource(JsonNode tree) {
    this.tree = tree;
  }

  /** A text, without what looks like a secret, on one line of bounded length. */
  public Optional<String> text(String path) {
    JsonNode value = tree.at(path);
    return value.isTextual() ? Optional.of(Redaction.of(value.asText())) : Optional.empty();
  }

  /** A switch. */
  public Optional<Boolean> isOn(String path) {
    JsonNode value = tree.at(path);
    return value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
  }

  /** A whole number. */
  public Optional<Long> number(String path) {
    JsonNode value = tree.at(path);
    return value.isIntegralNumber() ? Optional.of(value.asLong()) : Optional.empty();
  }

  /** A time. */
  public Optional<Instant> time(String path) {
    try {
      return text(path).map(value -> OffsetDateTime.parse(value).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The items of a list, each with paths of its own; none when there is no list. */
  public List<AzureResource> items(String path) {
    List<AzureResource> items = new ArrayList<>();
    if (tree.at(path).isArray()) {
      tree.at(path).forEach(item -> items.add(new AzureResource(item)));
    }
    return items;
  }

  /** The texts of a list of texts. */
  public List<String> texts(String path) {
    return items(path).stream().flatMap(item -> item.text("").stream()).toList();
  }

  /** Whether there is a value, of any kind but null. */
  public boolean has(String path) {
    return !tree.at(path).isMissingNode() && !tree.at(path).isNull();
  }
}
