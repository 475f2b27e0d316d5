package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.ServiceRefusal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A secret that is replaced from time to time: its newest version, whatever its age, and the next
 * one. Thread-safe.
 */
final class KeptSecret {
  /** The tag of a version that is about to be replaced. */
  private static final String MARK = "sealframe-rotation";

  private static final Pattern VERSION = Pattern.compile("[0-9a-zA-Z]{1,64}");

  private final BatchConnection vault;
  private final SecretName name;

  KeptSecret(BatchConnection vault, SecretName name) {
    this.vault = vault;
    this.name = name;
  }

  /**
   * A version of it.
   *
   * @param id its version
   * @param value the secret itself
   * @param made when
   * @param tags what people and this class wrote beside it
   */
  record Version(String id, String value, Instant made, Map<String, String> tags) {
    /** Whether it was about to be replaced before. */
    boolean isMarked() {
      return tags.containsKey(MARK);
    }

    @Override
    public String toString() {
      return "Version " + id;
    }
  }

  SecretName name() {
    return name;
  }

  Version newest() {
    JsonNode answer =
        vault.get(
            BatchRequest.of(HttpMethod.GET, "secrets", name.value())
                .as("getSecret", "read", "secret " + name),
            JsonNode.class);
    String id = answer.path("id").asText();
    String version = id.substring(id.lastIndexOf('/') + 1);
    JsonNode made = answer.at("/attributes/created");
    if (!answer.path("value").isTextual()
        || !VERSION.matcher(version).matches()
        || !made.isIntegralNumber()) {
      throw new ServiceRefusal(
          "read", "secret " + name, "what answered is not Key Vault", "check the vault's address");
    }
    Map<String, String> tags = new LinkedHashMap<>();
    answer
        .path("tags")
        .fields()
        .forEachRemaining(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    return new Version(
        version, answer.get("value").asText(), Instant.ofEpochSecond(made.asLong()), tags);
  }

  /** Writes beside a version that it is about to be replaced: whoever comes next is told. */
  void mark(Version version) {
    Map<String, String> tags = new LinkedHashMap<>(version.tags());
    tags.put(MARK, "begun");
    vault.get(
        BatchRequest.of(HttpMethod.PATCH, "secrets", name.value(), version.id())
            .as("updateSecret", "mark", "secret " + name)
            .body(Map.of("tags", tags)),
        JsonNode.class);
  }

  /**
   * Makes the next version, with the tags of the one before.
   *
   * @param ends from when on it may not be used
   */
  void replace(Version before, String value, Instant ends) {
    Map<String, String> tags = new LinkedHashMap<>(before.tags());
    tags.remove(MARK);
    vault.get(
        BatchRequest.of(HttpMethod.PUT, "secrets", name.value())
            .as("setSecret", "make a new version of", "secret " + name)
            .body(
                Map.of(
                    "value",
                    value,
                    "tags",
                    tags,
                    "attributes",
                    Map.of("enabled", true, "exp", ends.getEpochSecond()))),
        JsonNode.class);
  }
}
