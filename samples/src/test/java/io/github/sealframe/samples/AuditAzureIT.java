package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.AccessToken;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Assessment;
import io.github.sealframe.core.Assessment.State;
import io.github.sealframe.core.AuditReport;
import io.github.sealframe.core.Belonging;
import io.github.sealframe.core.Control;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionRegister;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/**
 * The audit of a production in Azure, with the clients that it really uses, against a server that
 * answers as Azure does: each thing that is looked at is broken once, and kept from view once.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AuditAzureIT {
  private static final String GUID = "0b1f6471-1bf0-4dda-aec3-111122223333";
  private static final String BATCH =
      ProductionText.GROUP + "Microsoft.Batch/batchAccounts/account";
  private static final String STORAGE =
      ProductionText.GROUP + "Microsoft.Storage/storageAccounts/account";
  private static final String BLOBS = STORAGE + "/blobServices/default";
  private static final String CONTAINERS = BLOBS + "/containers";
  private static final String VAULT = ProductionText.GROUP + "Microsoft.KeyVault/vaults/keys";
  private static final String RULES =
      ProductionText.GROUP + "Microsoft.Network/networkSecurityGroups/nodes";
  private static final String LOGS = "/providers/Microsoft.Insights/diagnosticSettings";
  private static final String POOL = "/pools/pabcdefghij-0123456789ab";
  private static final String SSH =
      "{'inboundNATPools':[{'name':'ssh','protocol':'tcp','backendPort':22,"
          + "'frontendPortRangeStart':50000,'frontendPortRangeEnd':50100}]},'subnetId'";
  private static final String LET_IN =
      "'securityRules':[{'name':'let-in','properties':{'direction':'Inbound','access':'Allow',"
          + "'priority':200,'destinationAddressPrefix':'*',";
  private static final String PIN = "a".repeat(64);

  /** Names of paths, for the tables below. */
  private static final Map<String, String> PATHS =
      Map.ofEntries(
          Map.entry("BATCH", BATCH),
          Map.entry("BATCH-LOGS", BATCH + LOGS),
          Map.entry("STORAGE", STORAGE),
          Map.entry("BLOBS", BLOBS),
          Map.entry("BLOBS-LOGS", BLOBS + LOGS),
          Map.entry("CONTAINERS", CONTAINERS),
          Map.entry("VAULT", VAULT),
          Map.entry("VAULT-LOGS", VAULT + LOGS),
          Map.entry("SUBNET", ProductionText.SUBNET),
          Map.entry("RULES", RULES),
          Map.entry("IMAGE", ProductionText.IMAGE),
          Map.entry("POOLS", "/pools"),
          Map.entry("JOBS", "/jobs"),
          Map.entry("SCHEDULES", "/jobschedules"),
          Map.entry("NODES", POOL + "/nodes"),
          Map.entry("REFUSED", POOL + "/nodes#refused"),
          Map.entry("CONTROL", "/account/pabcdefghij-control"));

  /** What no machine can look at, and what needs an open job, or the end of the production. */
  private static final Set<String> NOT_SEEN_HERE =
      Set.of(
          "batch-sanitize-destroy",
          "wf-hybrid-sanitize",
          "portal-consistent-deploy",
          "wf-prman-automation",
          "package-integrity-starttask");

  private static AzureSite site;
  private static SSLContext before;
  private static AuditSubject.Services services;

  @TempDir private Path folder;
  private final Map<String, String> good = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private String file;
  private String address = "10.0.0.4";
  private Secrets secrets = Secrets.none();
  private Optional<BooleanSupplier> mayListSecrets = Optional.empty();

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    AzureSite.Trust trust = AzureSite.Trust.make(folder);
    site = new AzureSite(trust);
    before = SSLContext.getDefault();
    SSLContext.setDefault(trust.client());
    services = connect();
  }

  @AfterAll
  static void forget() {
    SSLContext.setDefault(before);
    site.close();
  }

  @BeforeEach
  void open() {
    site.forget();
    file =
        ProductionText.GOOD
            + "resource-group: /subscriptions/s/resourceGroups/g\n"
            + "vault: https://keys.vault.azure.net\n"
            + "workspace: "
            + ProductionText.GROUP
            + "Microsoft.OperationalInsights/workspaces/w\n"
            + ProductionText.UNAPPROVED;
    accounts();
    network();
    batch();
    site.answer(good);
    for (String role : List.of("packages", "input", "output", "evidence", "control")) {
      site.answer(Map.of("/account/pabcdefghij-" + role, ""));
    }
  }

  private void accounts() {
    String endpoints =
        "\"privateEndpointConnections\":[{\"properties\":"
            + "{\"privateLinkServiceConnectionState\":{\"status\":\"Approved\"}}}]";
    good.put(
        BATCH,
        """
        {"properties":{"allowedAuthenticationModes":["AAD"],"publicNetworkAccess":"Disabled",%s}}
        """
            .formatted(endpoints));
    good.put(
        STORAGE,
        """
        {"properties":{"allowSharedKeyAccess":false,"keyCreationTime":{"key1":"%s","key2":"%s"},
         "supportsHttpsTrafficOnly":true,
         "minimumTlsVersion":"TLS1_2","allowBlobPublicAccess":false,"isSftpEnabled":false,
         "publicNetworkAccess":"Disabled","networkAcls":{"defaultAction":"Deny"},%s}}
        """
            .formatted(daysAgo(1), daysAgo(1), endpoints));
    good.put(
        BLOBS,
        """
        {"properties":{"isVersioningEnabled":true,"deleteRetentionPolicy":{"days":14}}}
        """);
    good.put(
        CONTAINERS,
        """
        {"value":[{"name":"pabcdefghij-input","properties":{"publicAccess":"None"}}]}
        """);
    good.put(
        VAULT,
        """
        {"properties":{"tenantId":"%s","publicNetworkAccess":"disabled",
         "enableRbacAuthorization":true,"enablePurgeProtection":true,
         "softDeleteRetentionInDays":90}}
        """
            .formatted(GUID));
    for (String id : List.of(BATCH, BLOBS, VAULT)) {
      good.put(
          id + LOGS,
          """
          {"value":[{"properties":{"logs":[{"categoryGroup":"allLogs","enabled":true}],
           "workspaceId":"%sMicrosoft.OperationalInsights/workspaces/w"}}]}
          """
              .formatted(ProductionText.GROUP));
    }
  }

  private void network() {
    good.put(
        ProductionText.SUBNET,
        "{\"properties\":{\"networkSecurityGroup\":{\"id\":\"%s\"}}}".formatted(RULES));
    String deny =
        """
        {"properties":{"direction":"%s","access":"Deny","protocol":"*","priority":4096,
         "sourceAddressPrefix":"*","sourcePortRange":"*",
         "destinationAddressPrefix":"*","destinationPortRange":"*"}}
        """;
    String allow =
        """
        {"name":"let-out","properties":{"direction":"Outbound","access":"Allow","protocol":"Tcp",
         "priority":%d,"sourceAddressPrefix":"10.0.0.0/24","sourcePortRange":"*",
         "destinationAddressPrefix":"%s","destinationPortRange":"443"}}
        """;
    good.put(
        RULES,
        """
        {"properties":{"securityRules":[%s,%s,%s,%s]}}
        """
            .formatted(
                allow.formatted(100, "BatchNodeManagement.westeurope"),
                allow.formatted(110, "10.0.1.0/24"),
                deny.formatted("Outbound"),
                deny.formatted("Inbound")));
    good.put(
        ProductionText.IMAGE,
        "{\"properties\":{\"publishingProfile\":{\"publishedDate\":\"%s\"}}}"
            .formatted(daysAgo(0)));
  }

  private void batch() {
    good.put(
        "/pools",
        """
        {"value":[{"id":"pabcdefghij-0123456789ab","state":"active",
         "metadata":[{"name":"sealframe-production","value":"pabcdefghij"}],
         "virtualMachineConfiguration":{"imageReference":{"virtualMachineImageId":"%s"},
          "nodeAgentSKUId":"batch.node.debian 12",
          "securityProfile":{"securityType":"trustedLaunch","encryptionAtHost":true,
           "uefiSettings":{"secureBootEnabled":true,"vTpmEnabled":true}}},
         "networkConfiguration":{"subnetId":"%s",
          "publicIPAddressConfiguration":{"provision":"nopublicipaddresses"}},
         "enableInterNodeCommunication":false,"targetNodeCommunicationMode":"simplified",
         "identity":{"type":"UserAssigned","userAssignedIdentities":[{"resourceId":"%s"}]},
         "startTask":{"commandLine":"sh verify %s","waitForSuccess":true,"maxTaskRetryCount":0,
          "resourceFiles":[{"httpUrl":"https://account.blob.core.windows.net/p/a","filePath":"a"}]}
        }]}
        """
            .formatted(ProductionText.IMAGE, ProductionText.SUBNET, ProductionText.IDENTITY, PIN));
    good.put(
        "/jobs",
        """
        {"value":[{"id":"pabcdefghij-1","state":"completed",
         "poolInfo":{"poolId":"pabcdefghij-0123456789ab"},
         "metadata":[{"name":"sealframe-production","value":"pabcdefghij"}]}]}
        """);
    good.put("/jobs#open", "{\"value\":[]}");
    good.put("/jobschedules", "{\"value\":[]}");
    good.put(
        POOL + "/nodes",
        """
        {"value":[{"id":"node-1","state":"idle",
          "nodeAgentInfo":{"version":"1.12.10","lastUpdateTime":"%1$s"}},
         {"id":"node-2","state":"running",
          "nodeAgentInfo":{"version":"1.12.10","lastUpdateTime":"%1$s"}}]}
        """
            .formatted(daysAgo(2)));
    good.put(POOL + "/nodes#refused", "{\"value\":[]}");
  }

  private static String daysAgo(int days) {
    return Instant.now().minus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private AuditReport audit() throws IOException {
    ProductionFile production = ProductionFile.read(ProductionText.write(folder, file));
    Farm farm = services.farm();
    return Audit.of(
        new AuditSubject(
            production.code(),
            Optional.of(production),
            new AuditSubject.Services(
                new Farm(
                    farm.pools(),
                    farm.ownPools(),
                    farm.jobs(),
                    farm.blobs(),
                    farm.holds(),
                    farm.wraps(),
                    secrets,
                    farm.principal()),
                services.batch(),
                services.arm(),
                mayListSecrets,
                false),
            new AuditSubject.Machine(
                folder,
                register(),
                folder.resolve("pabcdefghij.journal"),
                folder,
                environment,
                this::addresses,
                Clock.systemUTC())));
  }

  private ProductionRegister register() {
    return new ProductionRegister(folder.resolve("productions"));
  }

  private static AuditSubject.Services connect() {
    FarmCredential.Entra who =
        new FarmCredential.Entra(
            asked ->
                Mono.just(
                    new AccessToken(
                        "token-for-a-test",
                        Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC))));
    Resilience resilience =
        new Resilience(
            new ResilienceSettings(
                Duration.ofSeconds(10),
                1,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                16,
                1000,
                1000,
                100,
                Duration.ofSeconds(1)));
    FarmSettings settings =
        new FarmSettings(
            site.endpoint(),
            site.endpoint().resolve("/account"),
            new ProductionCode("pabcdefghij"),
            who,
            new NodeRights.Identity(ProductionText.IDENTITY),
            Optional.empty(),
            Optional.empty());
    return new AuditSubject.Services(
        AzureFarm.connect(settings, resilience, call -> {}),
        AzureFarm.batch(settings, resilience, call -> {}),
        Optional.of(
            AzureResources.connect(
                URI.create(site.endpoint() + "/subscriptions/" + GUID + "/resourceGroups/g"),
                who,
                DenyList.none(),
                resilience,
                call -> {})),
        Optional.empty(),
        false);
  }

  private InetAddress[] addresses(String host) throws UnknownHostException {
    if (address.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return InetAddress.getAllByName(address);
  }

  private static Assessment one(AuditReport report, String id) {
    return report.assessments().stream()
        .filter(assessment -> assessment.control().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> ids(AuditReport report, State state) {
    return report.assessments().stream()
        .filter(assessment -> assessment.state() == state)
        .map(assessment -> assessment.control().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void aProductionAsTheTemplateMakesItPassesWhereItCanBeLookedAt() throws IOException {
    AuditReport report = audit();

    assertThat(report.assessments()).extracting(Assessment::control).isEqualTo(Control.all());
    assertThat(ids(report, State.FAIL))
        .as("nobody approves packages in this file, as a waiver allows")
        .containsExactly("package-security-validated", "wf-batch-trusted-package");
    assertThat(report.assessments())
        .filteredOn(assessment -> assessment.state() == State.PASS)
        .allSatisfy(
            passed ->
                assertThat(passed.evidence())
                    .anyMatch(seen -> seen.verdict() == Observation.Verdict.KEPT));
    Set<String> enforced =
        Control.all().stream()
            .filter(control -> control.applies() == Control.Applies.ENFORCE)
            .map(Control::id)
            .collect(Collectors.toCollection(HashSet::new));
    enforced.removeAll(ids(report, State.PASS));
    enforced.removeAll(ids(report, State.FAIL));
    enforced.removeAll(NOT_SEEN_HERE);
    assertThat(enforced)
        .containsExactly("acr-task-identity")
        .allSatisfy(id -> assertThat(one(report, id).state()).isEqualTo(State.NOT_APPLICABLE));
    assertThat(site.asked())
        .allMatch(request -> request.startsWith("GET ") || request.startsWith("HEAD "))
        .filteredOn(request -> request.contains("/subscriptions/"))
        .doesNotHaveDuplicates();
    assertThat(UsedRights.ofArm(site.asked())).isEqualTo(UsedRights.OF_AUDITS_IN_AZURE);
  }

  /** What Azure answers is changed in one place, and one control fails for it. */
  @ParameterizedTest(name = "{0}: {2} -> {3}")
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "identity-federated | BATCH | 'AAD' | 'AAD','SharedKey'",
        "identity-federated | BATCH | ['AAD'] | null",
        "batch-key-rotation | BATCH | 'AAD' | 'AAD','SharedKey'",
        "no-public-internet | BATCH | 'Disabled' | 'Enabled'",
        "wf-batch-vnet-private-link | BATCH | 'Approved' | 'Pending'",
        "batch-diagnostic-logs | BATCH-LOGS | 'enabled':true | 'enabled':false",
        "monitor-segregate-workspaces | BATCH-LOGS | resourceGroups/g | resourceGroups/shared",
        "monitor-segregate-workspaces | BLOBS-LOGS | resourceGroups/g | resourceGroups/shared",
        "scheduler-validate | SCHEDULES | [] | [{'id':'nightly'}]",
        "storage-key-rotation | STORAGE | KeyAccess':false,'keyCreationTime':{'key1'"
            + " | KeyAccess':true,'keyCreationTime':{'key3'",
        "storage-secure-transfer | STORAGE | TrafficOnly':true | TrafficOnly':false",
        "wf-hybrid-secure-transfer | STORAGE | TLS1_2 | TLS1_0",
        "wf-onprem-tls | STORAGE | TLS1_2 | TLS1_1",
        "wf-prman-no-insecure-transfer | STORAGE | SftpEnabled':false | SftpEnabled':true",
        "storage-strict-access | STORAGE | PublicAccess':false | PublicAccess':true",
        "storage-strict-access | CONTAINERS | 'None' | 'Blob'",
        "storage-strict-access | CONTAINERS | 'publicAccess':'None' | 'other':1",
        "batch-exclusive-storage | CONTAINERS | pabcdefghij-input | other-input",
        "no-public-internet | STORAGE | 'Disabled' | 'Enabled'",
        "wf-batch-private-link-storage | STORAGE | 'Approved' | 'Rejected'",
        "no-public-internet | VAULT | 'disabled' | 'enabled'",
        "kv-per-secret-acl | VAULT | 'enableRbacAuthorization':true | 'accessPolicies':[]",
        "kv-audit | VAULT-LOGS | 'enabled':true | 'enabled':false",
        "portal-no-personal-accounts | VAULT | 0b1f6471-1bf0-4dda-aec3-111122223333"
            + " | 9188040d-6c67-4c5b-b112-36a304b66dad",
        "net-nsg | SUBNET | 'networkSecurityGroup' | 'routeTable'",
        "wf-hybrid-uniform-nsg | SUBNET | 'networkSecurityGroup' | 'routeTable'",
        "wf-prman-render-only-subnet | SUBNET | {'networkS | {'privateEndpoints':[{}],'networkS",
        "net-limit-intra-vnet | RULES | 'Inbound','access':'Deny' | 'Inbound','access':'Allow'",
        "wf-avere-deny-outbound | RULES | 'Outbound','access':'Deny' | 'Outbound','access':'Allow'",
        "net-limit-intra-vnet | RULES | 'securityRules':[ | "
            + LET_IN
            + "'sourceAddressPrefix':'*'}},",
        "net-limit-intra-vnet | RULES | 'securityRules':[ | "
            + LET_IN
            + "'sourceAddressPrefixes':['10.0.9.0/24','internet']}},",
        "net-limit-intra-vnet | RULES | 'securityRules':[ | "
            + LET_IN
            + "'sourceAddressPrefix':'VirtualNetwork'}},",
        "wf-avere-deny-outbound | RULES | 10.0.1.0/24 | *",
        "wf-avere-deny-outbound | RULES | 10.0.1.0/24 | Internet",
        "wf-avere-deny-outbound | RULES | 10.0.1.0/24 | 0.0.0.0/1",
        "wf-avere-deny-outbound | RULES | BatchNodeManagement.westeurope | AzureCloud.westeurope",
        "wf-avere-deny-outbound | RULES | 'sourcePortRange':'*','destinationAddressPrefix':'*'"
            + " | 'sourcePortRange':'*','destinationAddressPrefix':'Internet'",
        "wf-batch-service-tag | RULES | BatchNodeManagement.westeurope | 20.1.2.0/24",
        "vm-hardened-image | POOLS | versions/1.0.0 | versions/1.0.1",
        "wf-batch-gallery-image | POOLS | versions/1.0.0 | versions/latest",
        "disk-encryption | POOLS | 'encryptionAtHost':true | 'encryptionAtHost':false",
        "protect-disks | POOLS | 'encryptionAtHost':true | 'other':true",
        "cs-validate-defaults | POOLS | 'vTpmEnabled':true | 'vTpmEnabled':false",
        "cs-validate-defaults | POOLS | 'simplified' | 'classic'",
        "wf-avere-no-public-ip | POOLS | nopublicipaddresses | batchmanaged",
        "net-vnet-per-production | POOLS | subnets/nodes | subnets/other",
        "net-limit-intra-vnet | POOLS | Communication':false | Communication':true",
        "net-endpoints | POOLS | {'subnetId' | {'endpointConfiguration':" + SSH,
        "wf-onprem-no-admin-ports | POOLS | {'subnetId' | {'endpointConfiguration':" + SSH,
        "vm-public-key-auth | POOLS | 'startTask' | 'userAccounts':[{'name':'u'}],'startTask'",
        "vm-host-rbac | POOLS | 'startTask' | 'userAccounts':[{'name':'u'}],'startTask'",
        "managed-identity | POOLS | Identities/nodes | Identities/other",
        "wf-batch-node-scoped-input | POOLS | [{'resourceId' | [{'resourceId':'/x'},{'resourceId'",
        "package-integrity-starttask | POOLS | 'waitForSuccess':true | 'waitForSuccess':false",
        "package-integrity-starttask | POOLS | 'maxTaskRetryCount':0 | 'maxTaskRetryCount':1",
        "package-integrity-starttask | POOLS | sh verify a | sh verify ",
        "batch-exclusive-storage | POOLS | //account.blob | //other.blob",
        "storage-sas | POOLS | net/p/a' | net/p/a?sv=1&sig=abc'",
        "wf-prman-no-insecure-transfer | POOLS | 'startTask' | 'mountConfiguration':"
            + "[{'nfsMountConfiguration':{'source':'s','relativeMountPath':'m'}}],'startTask'",
        "acr-restrict | POOLS | 'nodeAgentSKUId' | 'containerConfiguration':"
            + "{'type':'dockerCompatible'},'nodeAgentSKUId'",
        "batch-pool-per-production | POOLS | {'value':[ | {'value':[{'id':'other'},",
        "wf-hybrid-time-space-isolation | POOLS | 'value':'pabc | 'value':'qabc",
        "batch-pool-per-production | JOBS | 'value':'pabc | 'value':'qabc",
        "batch-url-obfuscated | JOBS | 'state' | 'displayName':'Night-Moth 1','state'",
        "monitor-segregate-workspaces | BLOBS-LOGS | workspaces/w | workspaces/x",
        "batch-node-agent-updated | NODES | 1.12.10 | 1.9.30",
        "hold-on-failure | REFUSED | [] | [{'id':'n','state':'unusable',"
            + "'stateTransitionTime':'2026-11-28T00:00:00Z'}]",
      })
  void whatIsNotAsItShouldBeFails(String control, String path, String part, String broken)
      throws IOException {
    String at = PATHS.get(path);
    String body = good.get(at).replaceAll("\\s+(?=[\"\\[{}\\]])", "");
    String from = part.replace('\'', '"');
    assertThat(body).contains(from);
    int first = body.indexOf(from);
    site.answer(
        Map.of(
            at,
            body.substring(0, first)
                + broken.replace('\'', '"')
                + body.substring(first + from.length())));

    AuditReport report = audit();

    Assessment failed = one(report, control);
    assertThat(failed.state()).as("%s", failed.evidence()).isEqualTo(State.FAIL);
    assertThat(failed.remedy()).isNotEmpty();
    assertThat(report.assessments()).hasSize(149);
    assertThat(AuditText.of(report)).doesNotContainIgnoringCase("moth");
  }

  @Test
  void whatTwoProductionsHaveFailsForEachThing() throws IOException {
    ProductionFile production = ProductionFile.read(ProductionText.write(folder, file));
    register().claim(new ProductionCode("pzyxwvutsrq"), production.belongings(folder));

    AuditReport report = audit();

    for (Belonging.Kind kind : Belonging.Kind.values()) {
      Assessment shared = one(report, kind.control());
      assertThat(shared.state()).as(kind.control()).isEqualTo(State.FAIL);
      assertThat(shared.evidence())
          .filteredOn(seen -> seen.verdict() == Observation.Verdict.BROKEN)
          .extracting(Observation::value)
          .containsOnly("it belongs to production pzyxwvutsrq");
    }
  }

  @Test
  void whoeverMayListSecretsMayDoTooMuch() throws IOException {
    mayListSecrets = Optional.of(() -> true);
    assertThat(one(audit(), "kv-least-privilege").state()).isEqualTo(State.FAIL);

    mayListSecrets = Optional.of(() -> false);
    assertThat(one(audit(), "kv-least-privilege").state())
        .as("nobody looked at what others may do")
        .isEqualTo(State.NOT_ASSESSED);
  }

  /** What says so is the record in the control container, or the register when that is gone. */
  @Test
  @Tag("batch-sanitize-destroy")
  void aProductionIsSanitizedWhenItWasWrapped() throws IOException {
    String record = "/account/pabcdefghij-control/wrap/wrap.json";
    String text =
        "{'version':1,'production':'pabcdefghij','since':'2026-11-28T10:00:00Z','stage':'%s',"
            + "'downloaded':1,'discarded':0}";
    for (String control : List.of("batch-sanitize-destroy", "wf-hybrid-sanitize")) {
      site.answer(good);
      site.answer(Map.of(record, text.formatted("DESTROYING").replace('\'', '"')));
      assertThat(one(audit(), control).state()).isEqualTo(State.NOT_ASSESSED);
      assertThat(one(audit(), control).evidence())
          .anyMatch(seen -> seen.next().equals("run `wrap` again"));
      site.answer(Map.of(record, text.formatted("WRAPPED").replace('\'', '"')));
      assertThat(one(audit(), control).state()).isEqualTo(State.PASS);
    }
    site.remove(record);
    assertThat(one(audit(), "wf-hybrid-sanitize").remedy()).startsWith("when it ends, run `wrap`");

    register().end(new ProductionCode("pabcdefghij"), LocalDate.of(2026, 11, 28));
    assertThat(one(audit(), "wf-hybrid-sanitize").state()).isEqualTo(State.PASS);
    assertThat(one(audit(), "wf-hybrid-time-space-isolation").state())
        .as("that it has ended makes nothing another's")
        .isEqualTo(State.PASS);
  }

  /** In the production file and in the live pool alike. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWaiverShowsWhoWhyAndUntilWhenForAsLongAsItCounts(boolean counts) throws IOException {
    LocalDate until = LocalDate.now(ZoneOffset.UTC).plusDays(counts ? 0 : -1);
    file =
        file.replace("deny-list", "encryption-at-host: off\ndeny-list")
            + ProductionText.waiver("disk-encryption").replace("SOON", until.toString());
    site.answer(
        Map.of(
            "/pools",
            good.get("/pools").replace("\"encryptionAtHost\":true", "\"encryptionAtHost\":false")));

    AuditReport report = audit();

    Assessment disks = one(report, "disk-encryption");
    assertThat(disks.state()).isEqualTo(State.FAIL);
    assertThat(disks.evidence())
        .filteredOn(seen -> seen.verdict() == Observation.Verdict.BROKEN)
        .hasSize(2)
        .allMatch(seen -> seen.waiver().isPresent() == counts);
    String line = "waived       by Ada until " + until + ": no other way yet";
    assertThat(AuditText.of(report).contains(line)).isEqualTo(counts);
    assertThat(AuditPage.of(report).contains("Waived by Ada until " + until)).isEqualTo(counts);
  }

  /** Who has no right to look at something hears that it was not looked at. */
  @ParameterizedTest(name = "{0} hidden")
  @CsvSource(
      delimiter = '|',
      value = {
        "BATCH | identity-federated batch-key-rotation wf-batch-vnet-private-link",
        "BATCH-LOGS | batch-diagnostic-logs monitor-segregate-workspaces",
        "STORAGE | storage-key-rotation storage-secure-transfer wf-hybrid-source-ip"
            + " wf-batch-private-link-storage wf-prman-no-insecure-transfer",
        "CONTAINERS | storage-strict-access batch-exclusive-storage",
        "BLOBS-LOGS | monitor-segregate-workspaces",
        "VAULT | kv-per-production kv-per-secret-acl portal-no-personal-accounts",
        "VAULT-LOGS | kv-audit monitor-segregate-workspaces",
        "SUBNET | net-nsg wf-hybrid-uniform-nsg wf-avere-deny-outbound wf-batch-service-tag",
        "RULES | net-limit-intra-vnet wf-avere-deny-outbound wf-batch-service-tag",
        "IMAGE | vm-patched cs-patches",
        "POOLS | disk-encryption vm-hardened-image net-endpoints batch-pool-per-production"
            + " package-integrity-starttask vm-host-rbac batch-node-agent-updated hold-on-failure",
        "JOBS | batch-pool-per-production batch-url-obfuscated",
        "SCHEDULES | scheduler-validate",
        "NODES | batch-node-agent-updated",
        "REFUSED | hold-on-failure",
        "CONTROL | wf-batch-separate-containers hold-on-failure",
      })
  void whatMayNotBeSeenIsNotAssessed(String path, String controls) throws IOException {
    site.deny(PATHS.get(path));

    AuditReport report = audit();

    for (String control : controls.split(" ", -1)) {
      Assessment hidden = one(report, control);
      assertThat(hidden.state())
          .as("%s: %s", control, hidden.evidence())
          .isEqualTo(State.NOT_ASSESSED);
      assertThat(hidden.remedy()).isNotEmpty();
    }
    assertThat(ids(report, State.FAIL)).hasSize(2);
  }

  /** Without a resource group, or with none of that name, nothing of it passes. */
  @Test
  void withoutAResourceGroupNothingOfItIsAssessed() throws IOException {
    file = file.replaceAll("resource-group.*\n", "");

    AuditReport report = audit();

    assertThat(one(report, "storage-key-rotation").state()).isEqualTo(State.NOT_ASSESSED);
    assertThat(one(report, "storage-key-rotation").remedy())
        .startsWith("name it with `resource-group`; attest that ");
    assertThat(site.asked()).noneMatch(request -> request.contains("Microsoft.Storage"));
  }

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, FAIL",
    "172.16.0.5, PASS",
    "fd00::1, PASS",
    "2001:db8::1, FAIL",
    "127.0.0.1, NOT_ASSESSED",
    "'', NOT_ASSESSED"
  })
  void hostsHaveToLeadToPrivateAddresses(String leads, State state) throws IOException {
    address = leads;

    AuditReport report = audit();

    for (String control :
        List.of("no-public-internet", "wf-batch-private-link-storage", "wf-hybrid-expressroute")) {
      assertThat(one(report, control).state()).as(control).isEqualTo(state);
    }
  }

  @ParameterizedTest
  @CsvSource({"59, PASS, false", "61, PASS, true", "91, FAIL, false"})
  void keysOfStorageAreWarnedOfAndThenFail(int days, State state, boolean warned)
      throws IOException {
    site.answer(
        Map.of(
            STORAGE,
            good.get(STORAGE)
                .replace("KeyAccess\":false", "KeyAccess\":true")
                .replace(daysAgo(1).substring(0, 11), daysAgo(days).substring(0, 11))));

    Assessment keys = one(audit(), "storage-key-rotation");

    assertThat(keys.state()).isEqualTo(state);
    assertThat(keys.evidence())
        .anyMatch(seen -> seen.value().contains("; warning: make it anew before 90") == warned);
  }

  /** The one in use is as old as its secret, of which the vault refuses what is too old itself. */
  @ParameterizedTest
  @CsvSource({"10, true, PASS", "70, true, PASS", "10, false, FAIL", "-1, true, FAIL"})
  void theOtherKeyIsOfUnknownAge(int days, boolean ends, State state) throws IOException {
    file =
        file.replace("approvals:", "batch-key: batch\napprovals:")
            + ProductionText.waiver("identity-federated");
    site.answer(Map.of(BATCH, good.get(BATCH).replace("\"AAD\"", "\"AAD\",\"SharedKey\"")));
    secrets =
        name -> {
          if (days < 0) {
            throw new PolicyRefusal("read", "secret " + name, "it is too old", "make a new one");
          }
          return new Secret(
              name,
              "a-key-that-is-none",
              Instant.now().minus(days, ChronoUnit.DAYS),
              Optional.of(Instant.now().plus(9, ChronoUnit.DAYS)).filter(end -> ends));
        };

    AuditReport report = audit();

    assertThat(one(report, "kv-rotate-90d").state()).isEqualTo(state);
    Assessment keys = one(report, "batch-key-rotation");
    assertThat(keys.state()).isEqualTo(State.FAIL);
    assertThat(keys.evidence()).anyMatch(seen -> seen.what().equals("other key of the account"));
    assertThat(AuditText.of(report)).doesNotContain("a-key-that-is-none");
    assertThat(one(report, "identity-federated").waivers()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0, PASS", "29, FAIL", "60, FAIL"})
  void anImageIsAsOldAsTheGallerySays(int days, State state) throws IOException {
    site.answer(
        Map.of(
            ProductionText.IMAGE,
            good.get(ProductionText.IMAGE).replace(daysAgo(0), daysAgo(days))));

    assertThat(one(audit(), "vm-patched").state()).isEqualTo(state);
  }

  @Test
  void agentsThatWereNotRenewedForLongAreOld() throws IOException {
    String nodes = PATHS.get("NODES");
    site.answer(Map.of(nodes, good.get(nodes).replace(daysAgo(2), daysAgo(31))));

    assertThat(one(audit(), "batch-node-agent-updated").state()).isEqualTo(State.FAIL);
  }

  /** What the audit tells, a submission refuses. */
  @Test
  void aSubmissionGoesOnToAStorageAccountThatIsClosedAlone() {
    StorageSources sources = new StorageSources(services.arm().orElseThrow(), STORAGE);
    sources.refuseOpen();
    String listed = "{\"properties\":{\"networkAcls\":{\"defaultAction\":\"Deny\"}}}";
    site.answer(Map.of(STORAGE, listed));
    sources.refuseOpen();

    site.answer(Map.of(STORAGE, listed.replace("Deny", "Allow")));
    assertThatExceptionOfType(PolicyRefusal.class).isThrownBy(sources::refuseOpen);
    site.answer(Map.of(STORAGE, "{}"));
    assertThatExceptionOfType(PolicyRefusal.class).isThrownBy(sources::refuseOpen);
    site.deny(STORAGE);
    assertThatExceptionOfType(AccessRefusal.class).isThrownBy(sources::refuseOpen);
  }

  @Test
  void theMachineThatAuditsIsLookedAtToo() throws IOException {
    Path tokens = Files.createDirectories(folder.resolve(".azure"));
    Path cache = Files.writeString(tokens.resolve("msal_token_cache.json"), "{}");
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("pabcdefghij.journal"), "not a journal\n");
    environment.put("AZURE_TENANT_ID", "common");
    AuditReport report = audit();
    assertThat(one(report, "cli-no-session-cache").state()).isEqualTo(State.PASS);
    assertThat(one(report, "wf-batch-central-monitoring").state()).isEqualTo(State.FAIL);
    assertThat(one(report, "portal-no-personal-accounts").state()).isEqualTo(State.FAIL);

    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(one(audit(), "cli-no-session-cache").state()).isEqualTo(State.FAIL);
  }

  @Test
  void aReportIsTheSameEachTimeButForItsTimes() throws IOException {
    String first = withoutTimes(audit());

    assertThat(withoutTimes(audit())).isEqualTo(first);
  }

  private static String withoutTimes(AuditReport report) {
    return Json.text(AuditDocument.of(report))
        .replaceAll("\"(at|made)\":\"[^\"]*\"", "")
        .replaceAll("made on [^,]*,", "");
  }
}
