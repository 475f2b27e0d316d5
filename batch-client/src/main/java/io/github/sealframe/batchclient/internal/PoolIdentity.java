package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The identity of a pool, as one field that can be compared. The Batch service shows it but can't
 * be told it, so it is no part of the body of {@code Pool_Add}; and it shows ids of the identity
 * that no plan knows.
 */
final class PoolIdentity {
  private static final String FIELD = "identity";

  private PoolIdentity() {}

  /** {@code body} with the one identity that its nodes should have. */
  static JsonNode with(Optional<String> identity, ObjectNode body) {
    identity.ifPresent(id -> body.put(FIELD, id.toLowerCase(Locale.ROOT)));
    return body;
  }

  /** {@code live} with the resource ids of its identities, sorted, in place of what is shown. */
  static JsonNode normal(JsonNode live) {
    ObjectNode copy = live.deepCopy();
    copy.remove(FIELD);
    TreeSet<String> ids = new TreeSet<>();
    for (JsonNode identity : live.path(FIELD).path("userAssignedIdentities")) {
      ids.add(identity.path("resourceId").asText().toLowerCase(Locale.ROOT));
    }
    if (!ids.isEmpty()) {
      copy.put(FIELD, String.join(",", ids));
    }
    return copy;
  }
}
