package io.github.sealframe.batchclient.internal;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import java.util.Map;

/**
 * Writes the body of {@code Pool_Add} as Azure Resource Manager spells it. What has no known place
 * or spelling there is an error of this program, and never left out.
 */
final class ArmPoolBody {
  private static final String MACHINE = "virtualMachineConfiguration";
  private static final String ARM_MACHINE = "deploymentConfiguration.virtualMachineConfiguration";

  /** Where each property goes. What lists hold is spelled the same in both. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          same("vmSize"),
          entry(
              MACHINE + ".imageReference.virtualMachineImageId",
              ARM_MACHINE + ".imageReference.id"),
          entry(MACHINE + ".nodeAgentSKUId", ARM_MACHINE + ".nodeAgentSkuId"),
          machine("securityProfile.securityType"),
          machine("securityProfile.encryptionAtHost"),
          machine("securityProfile.uefiSettings.secureBootEnabled"),
          machine("securityProfile.uefiSettings.vTpmEnabled"),
          entry("targetDedicatedNodes", "scaleSettings.fixedScale.targetDedicatedNodes"),
          entry("enableInterNodeCommunication", "interNodeCommunication"),
          same("networkConfiguration.subnetId"),
          same("networkConfiguration.publicIPAddressConfiguration.provision"),
          same("startTask.commandLine"),
          same("startTask.resourceFiles"),
          same("startTask.environmentSettings"),
          same("startTask.userIdentity.autoUser.scope"),
          same("startTask.userIdentity.autoUser.elevationLevel"),
          same("startTask.maxTaskRetryCount"),
          same("startTask.waitForSuccess"),
          same("taskSlotsPerNode"),
          same("metadata"),
          same("targetNodeCommunicationMode"));

  /** How values are spelled that are not spelled the same in both. */
  private static final Map<String, Map<String, String>> SPELLINGS =
      Map.of(
          "enableInterNodeCommunication",
          Map.of("false", "Disabled", "true", "Enabled"),
          "networkConfiguration.publicIPAddressConfiguration.provision",
          Map.of("nopublicipaddresses", "NoPublicIPAddresses", "batchmanaged", "BatchManaged"),
          "startTask.userIdentity.autoUser.scope",
          Map.of("pool", "Pool", "task", "Task"),
          "startTask.userIdentity.autoUser.elevationLevel",
          Map.of("admin", "Admin", "nonadmin", "NonAdmin"),
          "targetNodeCommunicationMode",
          Map.of("simplified", "Simplified"));

  private ArmPoolBody() {}

  private static Map.Entry<String, String> same(String path) {
    return entry(path, path);
  }

  private static Map.Entry<String, String> machine(String path) {
    return entry(MACHINE + "." + path, ARM_MACHINE + "." + path);
  }

  /**
   * The body of {@code Pool_Create}. The pool's id stands in the request's path.
   *
   * @param identity resource id of the user-assigned identity of its nodes
   */
  static ObjectNode of(BatchPoolCreateParameters pool, String identity) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    ObjectNode assigned = body.putObject("identity").put("type", "UserAssigned");
    assigned.putObject("userAssignedIdentities").putObject(identity);
    ObjectNode sent = Json.MAPPER.valueToTree(pool);
    sent.remove("id");
    place("", sent, body.putObject("properties"));
    return body;
  }

  private static void place(String path, JsonNode value, ObjectNode properties) {
    if (value.isObject()) {
      value
          .fields()
          .forEachRemaining(
              field ->
                  place(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      properties));
      return;
    }
    String[] place = known(PLACES, path, path).split("\\.", -1);
    ObjectNode at = properties;
    for (int i = 0; i < place.length - 1; i++) {
      at = at.withObjectProperty(place[i]);
    }
    at.set(place[place.length - 1], spelled(path, value));
  }

  private static JsonNode spelled(String path, JsonNode value) {
    Map<String, String> spellings = SPELLINGS.get(path);
    return spellings == null
        ? value
        : TextNode.valueOf(known(spellings, value.asText(), path + " " + value));
  }

  private static String known(Map<String, String> table, String key, String what) {
    String found = table.get(key);
    if (found == null) {
      throw new IllegalStateException("no place in Azure Resource Manager for " + what);
    }
    return found;
  }
}
