package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The template of a production's resource group fits the code, and opens nothing. */
@Tag("monitor-segregate-workspaces")
@Tag("wf-hybrid-source-ip")
class ProductionTemplateTest {
  /** Types that nothing else needs. */
  private static final Set<String> LAST =
      Set.of(
          ProductionTemplate.POLICIES,
          ProductionTemplate.LINKS,
          ProductionTemplate.ZONE_GROUPS,
          ProductionTemplate.ASSIGNMENTS,
          ProductionTemplate.DIAGNOSTICS);

  @TempDir private Path folder;

  @Test
  void theTemplateKeepsEveryRule() throws IOException {
    assertThat(problems(ProductionTemplate.template())).isEmpty();
  }

  /** What it makes is what the code's own policy asks of a pool, and its settings take. */
  @Test
  void whatItMakesStandsInAProductionFile() throws IOException {
    Map<String, String> made =
        new ProductionTemplate(ProductionTemplate.template(), ProductionTemplate.parameters())
            .outputs();
    String text =
        ProductionText.GOOD
            .replace("code: pabcdefghij", "code: " + made.get("code"))
            .replaceAll("batch: .*", "batch: " + made.get("batch"))
            .replaceAll("storage: .*", "storage: " + made.get("storage"))
            .replaceAll("subnet: .*", "subnet: " + made.get("subnet"))
            .replaceAll("identity: .*", "identity: " + made.get("identity"));

    ProductionFile file =
        ProductionFile.read(
            ProductionText.write(
                folder,
                text
                    + "batch-account: "
                    + made.get("batchAccount")
                    + "\nvault: "
                    + made.get("vault")
                    + "\nworkspace: "
                    + made.get("workspace")
                    + "\n"
                    + ProductionText.UNAPPROVED));

    assertThat(made).hasSize(8);
    assertThat(file.settings().batchAccount()).isPresent();
    assertThat(file.policy().check(file.pool()))
        .extracting(waived -> waived.finding().control())
        .containsExactly("package-security-validated");
  }

  /**
   * Each line changes one thing: in a resource of that type, the first or the one of that number,
   * what the pointer names is set to the value, or removed when there is none.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Microsoft.Batch/batchAccounts              | /properties/publicNetworkAccess          | "Enabled"           | public access
          Microsoft.Batch/batchAccounts              | /properties/allowedAuthenticationModes/- | "SharedKey"         | keys
          Microsoft.Batch/batchAccounts              | /properties/allowedAuthenticationModes   |                     | keys
          Microsoft.Batch/batchAccounts              | /properties/poolAllocationMode           | "UserSubscription"  | pools
          Microsoft.Batch/batchAccounts              | /properties/autoStorage                  | {}                  | application packages
          Microsoft.Batch/batchAccounts              | /identity/type                           | "SystemAssigned"    | identity of the Batch account
          Microsoft.Batch/batchAccounts              | /name                                    | "night-moth"        | not made
          Microsoft.Batch/batchAccounts              | /tags                                    | {"film": "Moth"}    | there may be no tags
          Microsoft.Storage/storageAccounts          | /properties/publicNetworkAccess          |                     | public access
          Microsoft.Storage/storageAccounts          | /properties/networkAcls/defaultAction    | "Allow"             | public access
          Microsoft.Storage/storageAccounts          | /properties/networkAcls/bypass           | "AzureServices"     | public access
          Microsoft.Storage/storageAccounts          | /properties/allowBlobPublicAccess        | true                | public access
          Microsoft.Storage/storageAccounts          | /properties/allowSharedKeyAccess         |                     | keys
          Microsoft.Storage/storageAccounts          | /properties/supportsHttpsTrafficOnly     | false               | transfer
          Microsoft.Storage/storageAccounts          | /properties/minimumTlsVersion            | "TLS1_0"            | transfer
          Microsoft.Storage/storageAccounts          | /properties/isSftpEnabled                | true                | transfer
          Microsoft.Storage/storageAccounts/blobServices | /properties/isVersioningEnabled      | false               | versions
          Microsoft.Storage/storageAccounts/blobServices | /properties/containerDeleteRetentionPolicy/enabled | false | deleted blobs
          Microsoft.Storage/storageAccounts/blobServices/containers | /properties/publicAccess  | "Blob"              | public access
          Microsoft.Storage/storageAccounts/blobServices/containers#1 | /properties/immutableStorageWithVersioning | | records
          Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies | /properties/allowProtectedAppendWrites | true | records
          Microsoft.KeyVault/vaults                  | /properties/enablePurgeProtection        | false               | vault
          Microsoft.KeyVault/vaults                  | /properties/enableRbacAuthorization      | false               | vault
          Microsoft.KeyVault/vaults                  | /properties/publicNetworkAccess          | "enabled"           | public access
          Microsoft.Network/networkSecurityGroups    | /properties/securityRules/3              |                     | rules
          Microsoft.Network/networkSecurityGroups    | /properties/securityRules/2/properties/access | "Allow"        | rules
          Microsoft.Network/networkSecurityGroups    | /properties/securityRules/1/properties/destinationAddressPrefix | "Storage" | rules
          Microsoft.Network/networkSecurityGroups    | /properties/securityRules/0/properties/priority | 120          | rules
          Microsoft.Network/networkSecurityGroups#1  | /properties/securityRules/1/properties/sourceAddressPrefixes | ["*"] | rules
          Microsoft.Network/virtualNetworks          | /properties/subnets/0/properties/networkSecurityGroup |        | rules of subnet
          Microsoft.Network/virtualNetworks          | /properties/subnets/0/properties/defaultOutboundAccess | true  | way out
          Microsoft.Network/virtualNetworks          | /properties/subnets/1/properties/privateEndpointNetworkPolicies | "Disabled" | rules of subnet
          Microsoft.Network/privateEndpoints         | /properties/privateLinkServiceConnections/0/properties/groupIds/0 | "nodeManagement" | private endpoints
          Microsoft.Network/privateEndpoints/privateDnsZoneGroups | /properties/privateDnsZoneConfigs | []            | private endpoints
          Microsoft.Network/privateDnsZones/virtualNetworkLinks | /properties/virtualNetwork/id | "/elsewhere"        | links of zone
          Microsoft.Authorization/roleDefinitions    | /properties/permissions/0/dataActions/-  | "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete" | rights of nodes
          Microsoft.Authorization/roleDefinitions    | /properties/assignableScopes             | ["/"]               | scope of the nodes' role
          Microsoft.Authorization/roleAssignments    | /scope                                   |                     | rights of nodes
          Microsoft.Authorization/roleAssignments    | /properties/principalId                  | "somebody"          | rights of nodes
          Microsoft.Authorization/roleAssignments#2  | /properties/roleDefinitionId             | "[variables('reader')]" | rights of nodes
          Microsoft.Insights/diagnosticSettings      | /properties/logs/0/enabled               | false               | logs
          Microsoft.Insights/diagnosticSettings#1    | /scope                                   | "[resourceId('Microsoft.Storage/storageAccounts', parameters('code'))]" | logs
          Microsoft.OperationalInsights/workspaces   | /properties/features/disableLocalAuth    | false               | keys
          Microsoft.OperationalInsights/workspaces   | /properties/publicNetworkAccessForQuery  | "Enabled"           | public access
          Microsoft.ManagedIdentity/userAssignedIdentities | /type                              | "Microsoft.Network/publicIPAddresses" | not made
          """)
  void oneThingThatIsChangedBreaksARule(String where, String pointer, String value, String rule)
      throws IOException {
    JsonNode template = ProductionTemplate.template();
    change(resource(template, where), pointer, value);

    assertThat(problems(template)).anyMatch(problem -> problem.contains(rule));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /variables/containers/-          | "scratch"                    | containers
          /variables/records/0             |                              | containers
          /variables/reader                | "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b')]" | rights of nodes
          /variables/spare                 | "x"                          | used by nothing: [variable spare]
          /variables/network               | "night-moth"                 | names
          /variables/network               | "[parameters('title')]"      | title
          /variables/network               | "[uniqueString('x')]"        | no function uniqueString
          /variables/network               | "[parameters('code')"        | there is no ]
          /parameters/code/maxLength       | 10                           | has a length of 11
          /parameters/recordDays/defaultValue | 1                         | records
          /functions                       | []                           | there may be no functions
          /outputs/subnet/value            | "[resourceId('Microsoft.Network/virtualNetworks', 'a', 'b')]" | is not named by
          """)
  void soDoesAChangeElsewhereInTheTemplate(String pointer, String value, String rule)
      throws IOException {
    JsonNode template = ProductionTemplate.template();
    change(template, pointer, value);

    assertThat(problems(template)).anyMatch(problem -> problem.contains(rule));
  }

  @Test
  void aResourceThatOthersNeedIsMissed() throws IOException {
    JsonNode template = ProductionTemplate.template();
    for (JsonNode each : resources(template)) {
      String type = each.get("type").asText();
      if (!LAST.contains(type)) {
        JsonNode changed = template.deepCopy();
        ((ArrayNode) changed.get("resources")).remove(resources(template).indexOf(each));
        assertThat(problems(changed)).as(type).anyMatch(problem -> problem.contains("not made"));
      }
    }
  }

  @Test
  void whatIsNamedIsMadeBefore() throws IOException {
    JsonNode template = ProductionTemplate.template();
    for (JsonNode each : resources(template)) {
      for (int i = 0; i < each.path("dependsOn").size(); i++) {
        JsonNode changed = template.deepCopy();
        String at = "/resources/" + resources(template).indexOf(each) + "/dependsOn";
        ((ArrayNode) changed.at(at)).remove(i);
        assertThat(problems(changed))
            .as(at + "/" + i)
            .anyMatch(problem -> problem.contains("depend"));
      }
    }
  }

  @Test
  void everyNameFollowsFromTheCode() throws IOException {
    JsonNode parameters = ProductionTemplate.parameters();
    change(parameters, "/parameters/code/value", "\"pzyxwvutsrq\"");

    ProductionTemplate other = new ProductionTemplate(ProductionTemplate.template(), parameters);

    assertThat(other.problems()).isEmpty();
    assertThat(other.outputs().values()).allMatch(value -> value.contains("pzyxwvutsrq"));
    change(parameters, "/parameters/code/value", "\"nightmoth\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProductionTemplate(ProductionTemplate.template(), parameters))
        .withMessageContaining("length of 9");
  }

  private static List<String> problems(JsonNode template) throws IOException {
    try {
      return new ProductionTemplate(template, ProductionTemplate.parameters()).problems();
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
  }

  private static List<JsonNode> resources(JsonNode template) {
    List<JsonNode> resources = new ArrayList<>();
    template.get("resources").forEach(resources::add);
    return resources;
  }

  private static JsonNode resource(JsonNode template, String where) {
    String[] parts = (where + "#0").split("#", -1);
    return resources(template).stream()
        .filter(each -> each.get("type").asText().equals(parts[0]))
        .skip(Integer.parseInt(parts[1]))
        .findFirst()
        .orElseThrow();
  }

  private static void change(JsonNode in, String pointer, String value) {
    int last = pointer.lastIndexOf('/');
    JsonNode parent = in.at(pointer.substring(0, last));
    String name = pointer.substring(last + 1);
    if (parent instanceof ArrayNode array) {
      if (name.equals("-")) {
        array.add(Json.parse(value));
      } else if (value == null) {
        assertThat(array.remove(Integer.parseInt(name))).isNotNull();
      } else {
        array.set(Integer.parseInt(name), Json.parse(value));
      }
    } else if (value == null) {
      assertThat(((ObjectNode) parent).remove(name)).isNotNull();
    } else {
      ((ObjectNode) parent).set(name, Json.parse(value));
    }
  }
}
