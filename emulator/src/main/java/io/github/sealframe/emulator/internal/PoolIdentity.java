package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A user-assigned managed identity of a pool.
 *
 * @param resourceId compared without case
 */
record PoolIdentity(String resourceId) {

  private static final String TYPE = "UserAssigned";
  private static final Pattern RESOURCE_ID =
      Pattern.compile(
          "(?i)/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers"
              + "/Microsoft\\.ManagedIdentity/userAssignedIdentities/[a-z0-9][a-z0-9_-]{2,127}");

  /** The id under which it asks for tokens; it follows from the resource id. */
  String clientId() {
    return id("client");
  }

  /** The id that rights are given to; it follows from the resource id. */
  String principalId() {
    return id("principal");
  }

  private String id(String kind) {
    String text = kind + " of " + resourceId.toLowerCase(Locale.ROOT);
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  boolean is(String otherResourceId) {
    return resourceId.equalsIgnoreCase(otherResourceId);
  }

  /**
   * Reads the identities that Azure Resource Manager is asked to give to a pool.
   *
   * @throws BatchError 400 for what are none
   */
  static List<PoolIdentity> asked(ObjectNode body) {
    Optional<ObjectNode> identity = Body.object(body, "identity");
    if (identity.isEmpty()) {
      return List.of();
    }
    List<PoolIdentity> asked = new ArrayList<>();
    Body.object(identity.get(), "userAssignedIdentities")
        .ifPresent(all -> all.fieldNames().forEachRemaining(id -> asked.add(of(id))));
    String type = Body.required(identity.get(), "type");
    if (!type.equals(asked.isEmpty() ? "None" : TYPE)) {
      throw BatchError.invalidProperty(
          "identity.type", type, "It is UserAssigned with identities, and None without.");
    }
    return asked;
  }

  private static PoolIdentity of(String resourceId) {
    if (!RESOURCE_ID.matcher(resourceId).matches()) {
      throw BatchError.invalidProperty(
          "identity.userAssignedIdentities",
          resourceId,
          "It has to be the resource id of a user-assigned identity.");
    }
    return new PoolIdentity(resourceId);
  }

  /** The identities of a pool, from what the Batch service shows of it. */
  static List<PoolIdentity> of(ObjectNode pool) {
    List<PoolIdentity> identities = new ArrayList<>();
    for (JsonNode one : pool.path("identity").path("userAssignedIdentities")) {
      identities.add(new PoolIdentity(one.path("resourceId").asText()));
    }
    return identities;
  }

  /** Writes identities as the Batch service shows them: as a list. */
  static void writeTo(ObjectNode pool, List<PoolIdentity> identities) {
    pool.remove("identity");
    if (!identities.isEmpty()) {
      ArrayNode list =
          pool.putObject("identity").put("type", TYPE).putArray("userAssignedIdentities");
      identities.forEach(one -> one.writeIds(list.addObject().put("resourceId", one.resourceId())));
    }
  }

  /** Writes identities as Resource Manager shows them: by their resource ids. */
  static void writeByIdTo(ObjectNode body, List<PoolIdentity> identities) {
    if (!identities.isEmpty()) {
      ObjectNode map =
          body.putObject("identity").put("type", TYPE).putObject("userAssignedIdentities");
      identities.forEach(one -> one.writeIds(map.putObject(one.resourceId())));
    }
  }

  private void writeIds(ObjectNode json) {
    json.put("clientId", clientId()).put("principalId", principalId());
  }
}
