package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.samples.ArmTemplate.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/** The template of a production's resource group, and the rules that it is held to. */
final class ProductionTemplate {
  static final String BATCH = "Microsoft.Batch/batchAccounts";
  static final String STORAGE = "Microsoft.Storage/storageAccounts";
  static final String BLOBS = STORAGE + "/blobServices";
  static final String CONTAINERS = BLOBS + "/containers";
  static final String POLICIES = CONTAINERS + "/immutabilityPolicies";
  static final String VAULT = "Microsoft.KeyVault/vaults";
  static final String LOGS = "Microsoft.OperationalInsights/workspaces";
  static final String IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities";
  static final String NETWORK = "Microsoft.Network/virtualNetworks";
  static final String RULES = "Microsoft.Network/networkSecurityGroups";
  static final String ENDPOINTS = "Microsoft.Network/privateEndpoints";
  static final String ZONE_GROUPS = ENDPOINTS + "/privateDnsZoneGroups";
  static final String ZONES = "Microsoft.Network/privateDnsZones";
  static final String LINKS = ZONES + "/virtualNetworkLinks";
  static final String ROLES = "Microsoft.Authorization/roleDefinitions";
  static final String ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
  static final String DIAGNOSTICS = "Microsoft.Insights/diagnosticSettings";

  private static final Path FOLDER = Path.of("azure");
  private static final String BLOB_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
  private static final String NODES = "10.40.0.0/22";
  private static final String AT_STORAGE = "10.40.4.0/27";
  private static final String AT_CONTROL = "10.40.4.32/27";
  private static final String STUDIO = "10.20.0.0/24";

  private final ArmTemplate made;
  private final String code;

  ProductionTemplate(JsonNode template, JsonNode parameters) {
    made = new ArmTemplate(template, parameters);
    code = new ProductionCode(parameters.at("/parameters/code/value").asText()).value();
  }

  static JsonNode template() throws IOException {
    return Json.parse(Files.readString(FOLDER.resolve("production.json")));
  }

  static JsonNode parameters() throws IOException {
    return Json.parse(Files.readString(FOLDER.resolve("production.parameters.json")));
  }

  Map<String, String> outputs() {
    return made.outputs();
  }

  /** What is not as it should be, by the rule that says so. */
  List<String> problems() {
    SoftAssertions softly = new SoftAssertions();
    holdNames(softly);
    holdDoors(softly);
    holdKeys(softly);
    holdBlobs(softly);
    holdVault(softly);
    holdNetwork(softly);
    holdEndpoints(softly);
    holdRights(softly);
    holdLogs(softly);
    return softly.assertionErrorsCollected().stream().map(Throwable::getMessage).toList();
  }

  private void holdNames(SoftAssertions softly) {
    softly
        .assertThat(made.all())
        .extracting(Resource::type)
        .as("types")
        .containsOnly(
            BATCH,
            STORAGE,
            BLOBS,
            CONTAINERS,
            POLICIES,
            VAULT,
            LOGS,
            IDENTITY,
            NETWORK,
            RULES,
            ENDPOINTS,
            ZONE_GROUPS,
            ZONES,
            LINKS,
            ROLES,
            ASSIGNMENTS,
            DIAGNOSTICS);
    Set<String> fixed = Set.of(ZONES, LINKS, ROLES, ASSIGNMENTS, DIAGNOSTICS);
    softly
        .assertThat(made.all())
        .filteredOn(each -> !fixed.contains(each.type()))
        .extracting(Resource::name)
        .as("names")
        .allMatch(name -> name.matches(code + "([/-].*)?"));
    for (String type : List.of(BATCH, STORAGE, VAULT)) {
      softly.assertThat(made.only(type).name()).as("names").isEqualTo(code);
    }
    // By its tag a wrap knows what it may delete; only what is in a place has tags.
    softly
        .assertThat(made.all())
        .filteredOn(each -> each.body().has("location"))
        .extracting(each -> each.body().path("tags"))
        .as("tags")
        .hasSizeGreaterThan(4)
        .containsOnly(Json.parse("{\"sealframe-production\":\"" + code + "\"}"));
  }

  /** Nobody comes from outside the network, and nothing has a public address. */
  private void holdDoors(SoftAssertions softly) {
    for (String type : List.of(BATCH, STORAGE, VAULT)) {
      softly
          .assertThat(made.only(type).at("/properties/publicNetworkAccess").asText())
          .as("public access of %s", type)
          .isEqualToIgnoringCase("Disabled");
    }
    for (String type : List.of(STORAGE, VAULT)) {
      is(softly, "public access", type, "/properties/networkAcls/defaultAction", "Deny");
      is(softly, "public access", type, "/properties/networkAcls/bypass", "None");
    }
    is(softly, "public access", LOGS, "/properties/publicNetworkAccessForIngestion", "Disabled");
    is(softly, "public access", LOGS, "/properties/publicNetworkAccessForQuery", "Disabled");
    is(softly, "public access", STORAGE, "/properties/allowBlobPublicAccess", "false");
    softly
        .assertThat(made.all(CONTAINERS))
        .extracting(each -> each.at("/properties/publicAccess").asText())
        .as("public access of containers")
        .containsOnly("None");
  }

  private void holdKeys(SoftAssertions softly) {
    softly
        .assertThat(made.only(BATCH).at("/properties/allowedAuthenticationModes"))
        .as("keys of the Batch account")
        .isEqualTo(Json.parse("[\"AAD\"]"));
    is(softly, "pools", BATCH, "/properties/poolAllocationMode", "BatchService");
    is(softly, "encryption", BATCH, "/properties/encryption/keySource", "Microsoft.Batch");
    softly
        .assertThat(made.only(BATCH).at("/properties/autoStorage").isMissingNode())
        .as("storage for application packages")
        .isTrue();
    is(softly, "keys", STORAGE, "/properties/allowSharedKeyAccess", "false");
    is(softly, "keys", STORAGE, "/properties/defaultToOAuthAuthentication", "true");
    is(softly, "keys", LOGS, "/properties/features/disableLocalAuth", "true");
  }

  private void holdBlobs(SoftAssertions softly) {
    is(softly, "transfer", STORAGE, "/properties/supportsHttpsTrafficOnly", "true");
    is(softly, "transfer", STORAGE, "/properties/minimumTlsVersion", "TLS1_2");
    is(softly, "transfer", STORAGE, "/properties/isSftpEnabled", "false");
    is(softly, "transfer", STORAGE, "/properties/isLocalUserEnabled", "false");
    is(softly, "tenants", STORAGE, "/properties/allowCrossTenantReplication", "false");
    is(softly, "tenants", STORAGE, "/properties/allowedCopyScope", "AAD");
    is(
        softly,
        "encryption",
        STORAGE,
        "/properties/encryption/requireInfrastructureEncryption",
        "true");
    is(softly, "versions", STORAGE, "/properties/isHnsEnabled", "false");
    is(softly, "versions", BLOBS, "/properties/isVersioningEnabled", "true");
    for (String deleted : List.of("deleteRetentionPolicy", "containerDeleteRetentionPolicy")) {
      is(softly, "deleted blobs", BLOBS, "/properties/" + deleted + "/enabled", "true");
      softly
          .assertThat(made.only(BLOBS).at("/properties/" + deleted + "/days").asInt())
          .as("deleted blobs")
          .isGreaterThanOrEqualTo(7);
    }
    softly
        .assertThat(made.all(CONTAINERS))
        .extracting(Resource::id)
        .as("containers")
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ContainerRole.values()).map(this::container).toList());
    for (ContainerRole role : List.of(ContainerRole.EVIDENCE, ContainerRole.CONTROL)) {
      softly
          .assertThat(made.all(CONTAINERS))
          .filteredOn(each -> each.id().equals(container(role)))
          .extracting(
              each -> each.at("/properties/immutableStorageWithVersioning/enabled").asBoolean())
          .as("records in %s", role)
          .containsExactly(true);
      softly
          .assertThat(made.all(POLICIES))
          .filteredOn(each -> each.id().startsWith(container(role) + "/"))
          .extracting(
              each ->
                  each.at("/properties/immutabilityPeriodSinceCreationInDays").asInt() >= 30
                      && !each.at("/properties/allowProtectedAppendWrites").asBoolean())
          .as("records in %s", role)
          .containsExactly(true);
    }
  }

  private void holdVault(SoftAssertions softly) {
    is(softly, "vault", VAULT, "/properties/enableRbacAuthorization", "true");
    is(softly, "vault", VAULT, "/properties/enableSoftDelete", "true");
    is(softly, "vault", VAULT, "/properties/softDeleteRetentionInDays", "90");
    is(softly, "vault", VAULT, "/properties/enablePurgeProtection", "true");
    is(softly, "vault", VAULT, "/properties/enabledForDeployment", "false");
    is(softly, "vault", VAULT, "/properties/enabledForDiskEncryption", "false");
    is(softly, "vault", VAULT, "/properties/enabledForTemplateDeployment", "false");
    softly.assertThat(made.only(VAULT).at("/properties/accessPolicies")).as("vault").isEmpty();
  }

  private void holdNetwork(SoftAssertions softly) {
    Map<String, List<String>> expected =
        Map.of(
            "nodes",
            List.of(
                "4096 Inbound Deny * * to * *",
                "100 Outbound Allow Tcp " + NODES + " to BatchNodeManagement.westeurope 443",
                "110 Outbound Allow Tcp " + NODES + " to " + AT_STORAGE + " 443",
                "4096 Outbound Deny * * to * *"),
            "storage",
            List.of(
                "100 Inbound Allow Tcp " + NODES + " to " + AT_STORAGE + " 443",
                "110 Inbound Allow Tcp " + STUDIO + " to " + AT_STORAGE + " 443",
                "4096 Inbound Deny * * to * *",
                "4096 Outbound Deny * * to * *"),
            "control",
            List.of(
                "100 Inbound Allow Tcp " + STUDIO + " to " + AT_CONTROL + " 443",
                "4096 Inbound Deny * * to * *",
                "4096 Outbound Deny * * to * *"));
    Map<String, List<String>> rules =
        made.all(RULES).stream()
            .collect(Collectors.toMap(group -> suffix(group.name()), ProductionTemplate::rules));
    softly.assertThat(rules).as("rules").isEqualTo(expected);

    Resource network = made.only(NETWORK);
    Map<String, String> prefixes =
        Map.of("nodes", NODES, "storage", AT_STORAGE, "control", AT_CONTROL);
    softly
        .assertThat(ArmTemplate.strings(network.at("/properties/addressSpace/addressPrefixes")))
        .as("addresses")
        .containsExactlyInAnyOrderElementsOf(prefixes.values());
    Set<String> subnets = new HashSet<>();
    for (JsonNode subnet : network.at("/properties/subnets")) {
      String name = subnet.get("name").asText();
      subnets.add(name);
      JsonNode properties = subnet.get("properties");
      softly
          .assertThat(properties.path("networkSecurityGroup").path("id").asText())
          .as("rules of subnet %s", name)
          .isEqualTo(id(RULES, code + "-" + name));
      softly
          .assertThat(properties.path("addressPrefix").asText())
          .as("addresses of subnet %s", name)
          .isEqualTo(prefixes.get(name));
      softly
          .assertThat(properties.path("defaultOutboundAccess"))
          .as("way out of subnet %s", name)
          .isEqualTo(Json.parse("false"));
      if (!name.equals("nodes")) {
        // Without it, the rules are not applied to private endpoints.
        softly
            .assertThat(properties.path("privateEndpointNetworkPolicies").asText())
            .as("rules of subnet %s", name)
            .isEqualTo("NetworkSecurityGroupEnabled");
      }
    }
    softly.assertThat(subnets).as("subnets").isEqualTo(prefixes.keySet());
  }

  private static List<String> rules(Resource group) {
    record Rule(String direction, int priority, String text) {}
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : group.at("/properties/securityRules")) {
      JsonNode of = rule.get("properties");
      String direction = of.path("direction").asText();
      int priority = of.path("priority").asInt();
      String from =
          of.has("sourceAddressPrefixes")
              ? String.join(",", ArmTemplate.strings(of.get("sourceAddressPrefixes")))
              : of.path("sourceAddressPrefix").asText();
      String text =
          String.join(
              " ",
              Integer.toString(priority),
              direction,
              of.path("access").asText(),
              of.path("protocol").asText(),
              from,
              "to",
              of.path("destinationAddressPrefix").asText(),
              of.path("destinationPortRange").asText());
      rules.add(new Rule(direction, priority, text));
    }
    return rules.stream()
        .sorted(Comparator.comparing(Rule::direction).thenComparing(Rule::priority))
        .map(Rule::text)
        .toList();
  }

  private void holdEndpoints(SoftAssertions softly) {
    Set<String> found = new TreeSet<>();
    for (Resource endpoint : made.all(ENDPOINTS)) {
      String zone =
          made.all(ZONE_GROUPS).stream()
              .filter(group -> group.id().startsWith(endpoint.id() + "/"))
              .map(group -> group.at("/properties/privateDnsZoneConfigs/0/properties"))
              .map(config -> suffix(config.path("privateDnsZoneId").asText(), '/'))
              .collect(Collectors.joining(","));
      JsonNode connection = endpoint.at("/properties/privateLinkServiceConnections/0/properties");
      found.add(
          String.join(
              " ",
              ArmTemplate.strings(connection.path("groupIds")).toString(),
              connection.path("privateLinkServiceId").asText(),
              "in",
              suffix(endpoint.at("/properties/subnet/id").asText(), '/'),
              "as",
              zone));
    }
    softly
        .assertThat(found)
        .as("private endpoints")
        .containsExactlyInAnyOrder(
            "[batchAccount] " + id(BATCH, code) + " in control as privatelink.batch.azure.com",
            "[nodeManagement] " + id(BATCH, code) + " in storage as privatelink.batch.azure.com",
            "[blob] " + id(STORAGE, code) + " in storage as privatelink.blob.core.windows.net",
            "[vault] " + id(VAULT, code) + " in control as privatelink.vaultcore.azure.net");
    for (Resource zone : made.all(ZONES)) {
      softly
          .assertThat(made.all(LINKS))
          .filteredOn(link -> link.id().startsWith(zone.id() + "/"))
          .extracting(link -> link.at("/properties/virtualNetwork/id").asText())
          .as("links of zone %s", zone.name())
          .containsExactly(made.only(NETWORK).id());
    }
  }

  private void holdRights(SoftAssertions softly) {
    softly
        .assertThat(nodeRights())
        .as("rights of nodes")
        .containsExactlyInAnyOrder(
            AzureRight.ofBlobs("read", "packages"),
            AzureRight.ofBlobs("read", "input"),
            AzureRight.ofBlobs("write", "output"));
    softly
        .assertThat(made.only(ROLES).at("/properties/assignableScopes/0").asText())
        .as("scope of the nodes' role")
        .isEqualTo(ArmTemplate.GROUP);
    softly
        .assertThat(made.only(BATCH).at("/identity/type").asText())
        .as("identity of the Batch account")
        .isEqualTo("None");
  }

  /**
   * What the nodes' identity may do. A right that is not on one of the production's containers is
   * shown with where it is.
   */
  Set<AzureRight> nodeRights() {
    Set<AzureRight> rights = new HashSet<>();
    String identity = "principal of " + made.only(IDENTITY).id();
    for (Resource assignment : made.all(ASSIGNMENTS)) {
      String scope = assignment.at("/scope").asText(ArmTemplate.GROUP);
      String container =
          Stream.of(ContainerRole.values())
              .filter(role -> scope.equals(container(role)))
              .map(ContainerRole::label)
              .findFirst()
              .orElse(scope);
      String principal = assignment.at("/properties/principalId").asText();
      for (String operation : operations(assignment.at("/properties/roleDefinitionId").asText())) {
        rights.add(
            new AzureRight(
                operation,
                principal.equals(identity) ? container : container + " by " + principal));
      }
    }
    return rights;
  }

  private List<String> operations(String role) {
    if (role.endsWith("/" + BLOB_READER)) {
      return List.of(AzureRight.ofBlobs("read", "").operation());
    }
    Resource own = made.only(ROLES);
    if (!role.equals(own.id())) {
      return List.of(role);
    }
    JsonNode permissions = own.at("/properties/permissions/0");
    return Stream.of("actions", "dataActions")
        .flatMap(kind -> ArmTemplate.strings(permissions.path(kind)).stream())
        .toList();
  }

  private void holdLogs(SoftAssertions softly) {
    softly
        .assertThat(made.all(DIAGNOSTICS))
        .extracting(
            each ->
                each.at("/scope").asText()
                    + " "
                    + each.at("/properties/logs")
                    + " to "
                    + suffix(each.at("/properties/workspaceId").asText(), '/'))
        .as("logs")
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(id(BATCH, code), id(STORAGE, code) + "/blobServices/default", id(VAULT, code))
                .map(
                    from ->
                        from
                            + " [{\"categoryGroup\":\"allLogs\",\"enabled\":true}] to "
                            + code
                            + "-logs")
                .toList());
    softly
        .assertThat(made.only(LOGS).at("/properties/retentionInDays").asInt())
        .as("logs")
        .isGreaterThanOrEqualTo(30);
  }

  private void is(
      SoftAssertions softly, String rule, String type, String pointer, String expected) {
    softly
        .assertThat(made.only(type).at(pointer).asText())
        .as("%s: %s of %s", rule, pointer, type)
        .isEqualTo(expected);
  }

  private String container(ContainerRole role) {
    return id(STORAGE, code) + "/blobServices/default/containers/" + code + "-" + role.label();
  }

  private static String id(String type, String name) {
    return ArmTemplate.GROUP + "/providers/" + type + "/" + name;
  }

  private static String suffix(String name) {
    return suffix(name, '-');
  }

  private static String suffix(String name, char after) {
    return name.substring(name.lastIndexOf(after) + 1);
  }
}
