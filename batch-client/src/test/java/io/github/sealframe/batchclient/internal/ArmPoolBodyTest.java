package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.azure.resourcemanager.batch.fluent.models.PoolInner;
import com.azure.resourcemanager.batch.models.PoolIdentityType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.batchclient.models.BatchNodeCommunicationMode;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchVmImageReference;
import io.github.sealframe.batchclient.models.VirtualMachineConfiguration;
import io.github.sealframe.core.PoolProtection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pool's two bodies: that for the Batch service, and that for Azure Resource Manager. */
class ArmPoolBodyTest {
  /**
   * The properties of a pool in version 2024-07-01 of the Batch provider, as its public
   * specification has them, as far as a pool of this project has any: type, or all choices.
   */
  private static final Map<String, List<String>> PROVIDER =
      """
      identity.type: UserAssigned None
      properties.vmSize: string
      properties.deploymentConfiguration.virtualMachineConfiguration.imageReference.id: string
      properties.deploymentConfiguration.virtualMachineConfiguration.nodeAgentSkuId: string
      properties.deploymentConfiguration.virtualMachineConfiguration.securityProfile.securityType: \
      trustedLaunch confidentialVM
      properties.deploymentConfiguration.virtualMachineConfiguration.securityProfile.encryptionAtHost: \
      boolean
      properties.deploymentConfiguration.virtualMachineConfiguration.securityProfile.uefiSettings.secureBootEnabled: \
      boolean
      properties.deploymentConfiguration.virtualMachineConfiguration.securityProfile.uefiSettings.vTpmEnabled: \
      boolean
      properties.scaleSettings.fixedScale.targetDedicatedNodes: integer
      properties.interNodeCommunication: Enabled Disabled
      properties.networkConfiguration.subnetId: string
      properties.networkConfiguration.publicIPAddressConfiguration.provision: \
      BatchManaged UserManaged NoPublicIPAddresses
      properties.startTask.commandLine: string
      properties.startTask.resourceFiles[].httpUrl: string
      properties.startTask.resourceFiles[].filePath: string
      properties.startTask.resourceFiles[].identityReference.resourceId: string
      properties.startTask.environmentSettings[].name: string
      properties.startTask.environmentSettings[].value: string
      properties.startTask.userIdentity.autoUser.scope: Task Pool
      properties.startTask.userIdentity.autoUser.elevationLevel: NonAdmin Admin
      properties.startTask.maxTaskRetryCount: integer
      properties.startTask.waitForSuccess: boolean
      properties.taskSlotsPerNode: integer
      properties.metadata[].name: string
      properties.metadata[].value: string
      properties.targetNodeCommunicationMode: Default Classic Simplified
      """
          .lines()
          .map(line -> line.split(": ", 2))
          .collect(Collectors.toMap(line -> line[0], line -> List.of(line[1].split(" ", -1))));

  private final BatchPoolCreateParameters pool = pool(PoolProtection.full());
  private final ObjectNode body = ArmPoolBody.of(pool, Plans.IDENTITY);

  private static BatchPoolCreateParameters pool(PoolProtection protection) {
    return new PoolBody(Wire.identityAccess())
        .of(Plans.pool(Optional.of(Plans.SUBNET), Optional.of(Plans.IDENTITY), protection));
  }

  @Test
  void thePoolHasTheOneIdentity() {
    JsonNode identities = body.at("/identity/userAssignedIdentities");

    assertThat(identities.fieldNames()).toIterable().containsExactly(Plans.IDENTITY);
    assertThat(identities.get(Plans.IDENTITY)).isEmpty();
  }

  /** The provider refuses bodies with members that it does not know. */
  @Test
  void everyPropertyIsOneOfTheProvidersAndSpelledAsThere() {
    Map<String, JsonNode> leaves = leaves(body);

    leaves.forEach(ArmPoolBodyTest::isTheProviders);
    assertThat(leaves.keySet())
        .extracting(ArmPoolBodyTest::inAnyItem)
        .containsAll(PROVIDER.keySet());
  }

  private static void isTheProviders(String path, JsonNode value) {
    assertThat(PROVIDER.get(inAnyItem(path)))
        .describedAs(path)
        .isNotNull()
        .containsAnyOf(type(value), value.asText());
  }

  private static String inAnyItem(String path) {
    return path.replaceAll("\\[\\d+]", "[]");
  }

  /** That client is older than trusted launch; all else it reads, and writes as it was. */
  @Test
  void theBodyIsWhatMicrosoftsOwnClientSends() throws IOException {
    List<String> unknown = new ArrayList<>();
    ObjectMapper oracle =
        JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addHandler(
                new DeserializationProblemHandler() {
                  @Override
                  public boolean handleUnknownProperty(
                      DeserializationContext context,
                      JsonParser parser,
                      JsonDeserializer<?> reader,
                      Object model,
                      String name)
                      throws IOException {
                    unknown.add(name);
                    parser.skipChildren();
                    return true;
                  }
                })
            .build();

    PoolInner read = oracle.treeToValue(body, PoolInner.class);

    assertThat(unknown).containsExactly("securityProfile");
    ObjectNode expected = body.deepCopy();
    expected
        .withObject("/properties/deploymentConfiguration/virtualMachineConfiguration")
        .remove(unknown);
    assertThat(oracle.<JsonNode>valueToTree(read)).isEqualTo(expected);
    assertThat(read.identity().type()).isEqualTo(PoolIdentityType.USER_ASSIGNED);
  }

  /** But for the pool's id, which is in the request's path, and the identity. */
  @ParameterizedTest
  @CsvSource({
    "true,true,true,true",
    "false,true,true,true",
    "true,false,true,true",
    "true,true,false,true",
    "true,true,true,false",
    "false,false,false,false"
  })
  void bothBodiesSayTheSameWhateverIsWaived(
      boolean encrypted, boolean trusted, boolean secure, boolean noPublicAddresses) {
    var waived = pool(new PoolProtection(encrypted, trusted, secure, noPublicAddresses));
    Map<String, JsonNode> sent = leaves(Json.MAPPER.valueToTree(waived));
    ObjectNode arm = ArmPoolBody.of(waived, Plans.IDENTITY);
    Map<String, JsonNode> placed = leaves(arm.get("properties"));

    leaves(arm).forEach(ArmPoolBodyTest::isTheProviders);
    assertThat(sent.remove("id").asText()).isEqualTo(Plans.POOL.value());
    assertThat(sent.remove("enableInterNodeCommunication").asBoolean()).isFalse();
    assertThat(placed.remove("interNodeCommunication").asText()).isEqualTo("Disabled");
    sent.forEach(
        (path, value) -> {
          assertThat(placed).describedAs(path).containsKey(provider(path));
          assertThat(placed.remove(provider(path)).asText())
              .describedAs(path)
              .isEqualToIgnoringCase(value.asText());
        });
    assertThat(placed).isEmpty();
  }

  private static String provider(String path) {
    return path.replace(
            "virtualMachineConfiguration", "deploymentConfiguration.virtualMachineConfiguration")
        .replace("virtualMachineImageId", "id")
        .replace("nodeAgentSKUId", "nodeAgentSkuId")
        .replace("targetDedicatedNodes", "scaleSettings.fixedScale.targetDedicatedNodes");
  }

  @Test
  void whatIsNotKnownThereIsRefusedAndNotLeftOut() {
    var machine =
        VirtualMachineConfiguration.builder(
                BatchVmImageReference.builder().virtualMachineImageId("i").build(), "sku")
            .licenseType("x")
            .build();

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ArmPoolBody.of(
                    BatchPoolCreateParameters.builder("p", "size")
                        .virtualMachineConfiguration(machine)
                        .build(),
                    Plans.IDENTITY))
        .withMessageContaining("virtualMachineConfiguration.licenseType");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ArmPoolBody.of(
                    BatchPoolCreateParameters.builder("p", "size")
                        .targetNodeCommunicationMode(BatchNodeCommunicationMode.CLASSIC)
                        .build(),
                    Plans.IDENTITY))
        .withMessageContaining("classic");
  }

  private static String type(JsonNode value) {
    return value.isBoolean() ? "boolean" : value.isInt() ? "integer" : "string";
  }

  private static Map<String, JsonNode> leaves(JsonNode body) {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    collect("", body, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> into) {
    if (node.isValueNode()) {
      into.put(path, node);
    }
    node.fields()
        .forEachRemaining(
            field ->
                collect(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    into));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(path + "[" + i + "]", node.get(i), into);
    }
  }
}
