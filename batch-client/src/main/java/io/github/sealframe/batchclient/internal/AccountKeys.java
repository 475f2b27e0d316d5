package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.ServiceRefusal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The two keys of a Batch account, from Azure Resource Manager. Thread-safe. */
final class AccountKeys {
  private static final String VERSION = "2024-07-01";

  private final BatchConnection arm;
  private final String account;

  /**
   * @param account its resource id, from {@code /subscriptions/} on
   */
  AccountKeys(BatchConnection arm, String account) {
    this.arm = arm;
    this.account = account;
  }

  /** One of them. */
  enum Key {
    PRIMARY,
    SECONDARY;

    Key other() {
      return this == PRIMARY ? SECONDARY : PRIMARY;
    }

    /** As it is called where both are told. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Both, as they are now.
   *
   * @param values in base64
   */
  record Both(Map<Key, String> values) {
    /** Which of them {@code value} is, but for blanks around it. */
    Optional<Key> holding(String value) {
      return Arrays.stream(Key.values())
          .filter(key -> values.get(key).equals(value.strip()))
          .findFirst();
    }

    @Override
    public String toString() {
      return "Both";
    }
  }

  Both list() {
    return both(request("listKeys").as("listKeys", "read the keys of", account).body(Map.of()));
  }

  /** Makes one anew; the other stays as it is. */
  Both regenerate(Key key) {
    String name = key == Key.PRIMARY ? "Primary" : "Secondary";
    return both(
        request("regenerateKeys")
            .as("regenerateKeys", "make anew the " + key.label() + " key of", account)
            .body(Map.of("keyName", name)));
  }

  private BatchRequest request(String action) {
    return BatchRequest.of(HttpMethod.POST, account.substring(1).split("/", -1))
        .below(action)
        .query("api-version", VERSION);
  }

  private Both both(BatchRequest request) {
    JsonNode answer = arm.get(request, JsonNode.class);
    return new Both(
        Map.of(Key.PRIMARY, key(answer, Key.PRIMARY), Key.SECONDARY, key(answer, Key.SECONDARY)));
  }

  private String key(JsonNode answer, Key key) {
    JsonNode value = answer.path(key.label());
    if (!value.isTextual() || value.asText().isBlank()) {
      throw new ServiceRefusal(
          "read", "the keys of " + account, "the " + key.label() + " one is not told", "try again");
    }
    return value.asText();
  }
}
