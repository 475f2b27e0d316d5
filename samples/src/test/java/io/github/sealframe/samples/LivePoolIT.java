package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody made the pool that a plan names, and in one thing not as the production's rules ask:
 * refused with exit code 6, before anything is written.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LivePoolIT {
  private static final List<String> CREATED =
      List.of(
          "id",
          "vmSize",
          "virtualMachineConfiguration",
          "enableInterNodeCommunication",
          "networkConfiguration",
          "startTask",
          "taskSlotsPerNode",
          "metadata",
          "targetNodeCommunicationMode");

  private static final List<String> CREATED_JOB =
      List.of(
          "id",
          "priority",
          "constraints",
          "jobPreparationTask",
          "poolInfo",
          "onTaskFailure",
          "metadata");

  private static final String VM = "/virtualMachineConfiguration/";
  private static final String NET = "/networkConfiguration/";

  @TempDir private static Path folder;
  private static RecordedFarm farm;
  private static ForeignBatch foreign;
  private static Path production;
  private static Path renderer;
  private static ObjectNode good;
  private static ObjectNode goodJob;

  @BeforeAll
  static void aPoolAsPlanned() throws IOException {
    renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nsleep 600\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    production = ProductionText.write(folder, ProductionText.GOOD + ProductionText.UNAPPROVED);
    farm = new RecordedFarm(folder);
    foreign = new ForeignBatch(farm.endpoints());
    submit().exits(0);
    ObjectNode live = (ObjectNode) foreign.get("/pools").at("/value/0");
    ObjectNode job = (ObjectNode) foreign.get("/jobs").at("/value/0");
    foreign.delete("/jobs/" + job.get("id").asText());
    foreign.delete("/pools/" + live.get("id").asText());
    goodJob = job.retain(CREATED_JOB);
    good = live.retain(CREATED).put("targetDedicatedNodes", 0);
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  private static Cli.Run submit() throws IOException {
    return farm.run(
        "submit",
        FarmFixture.smallScene().toString(),
        "--frames=1",
        "--nodes=1",
        "--package",
        renderer.toString(),
        "--production",
        production.toString());
  }

  /** The value at a pointer is another one, or gone; the refusal names the field. */
  @ParameterizedTest(name = "{0}: {1} is {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "batch-pool-per-production | /metadata | | metadata",
        "wf-batch-pool-boundary | /metadata/0/value | \"pzyxwvutsrq\" | metadata",
        "wf-hybrid-time-space-isolation | /metadata/1 |"
            + " {\"name\":\"sealframe-production\",\"value\":\"pzyxwvutsrq\"} | metadata",
        "net-limit-intra-vnet | /enableInterNodeCommunication | true | enableInterNode",
        "net-endpoints | NET/endpointConfiguration | {\"inboundNATPools\":[{\"name\":\"a\","
            + "\"protocol\":\"tcp\",\"backendPort\":8080,\"frontendPortRangeStart\":15000,"
            + "\"frontendPortRangeEnd\":15100}]} | endpointConfiguration",
        "wf-onprem-no-admin-ports | NET/endpointConfiguration | {\"inboundNATPools\":["
            + "{\"name\":\"ssh\",\"protocol\":\"tcp\",\"backendPort\":22,"
            + "\"frontendPortRangeStart\":15000,\"frontendPortRangeEnd\":15100}]}"
            + " | endpointConfiguration",
        "wf-prman-bastion | NET/endpointConfiguration | {\"inboundNATPools\":["
            + "{\"name\":\"rdp\",\"protocol\":\"tcp\",\"backendPort\":3389,"
            + "\"frontendPortRangeStart\":15000,\"frontendPortRangeEnd\":15100}]}"
            + " | endpointConfiguration",
        "cs-traffic-rules | NET/endpointConfiguration | {\"inboundNATPools\":[{\"name\":\"a\","
            + "\"protocol\":\"udp\",\"backendPort\":8080,\"frontendPortRangeStart\":15000,"
            + "\"frontendPortRangeEnd\":15100,\"networkSecurityGroupRules\":[{\"priority\":150,"
            + "\"access\":\"allow\",\"sourceAddressPrefix\":\"*\"}]}]} | endpointConfiguration",
        "wf-avere-no-public-ip | NET/publicIPAddressConfiguration/provision | \"batchmanaged\""
            + " | publicIP",
        "wf-batch-vnet-private-link | NET/publicIPAddressConfiguration | | publicIP",
        "net-vnet-per-production | NET/subnetId | \"/subscriptions/s/resourceGroups/other/providers"
            + "/Microsoft.Network/virtualNetworks/other/subnets/nodes\" | subnetId",
        "vm-public-key-auth | /userAccounts | [{\"name\":\"artist\",\"password\":\"aVeryLong1\","
            + "\"elevationLevel\":\"admin\"}] | userAccounts",
        "vm-hardened-image | VM/imageReference | {\"publisher\":\"canonical\",\"offer\":\"ubuntu\","
            + "\"sku\":\"22_04\",\"version\":\"latest\"} | imageReference",
        "wf-batch-gallery-image | VM/imageReference/virtualMachineImageId |"
            + " \"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/n/images/i"
            + "/versions/latest\" | imageReference",
        "wf-hybrid-hardened-image | VM/imageReference/virtualMachineImageId |"
            + " \"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/n/images/i"
            + "/versions/0.9.0\" | imageReference",
        "disk-encryption | VM/securityProfile/encryptionAtHost | false | encryptionAtHost",
        "protect-disks | VM/securityProfile | | securityProfile",
        "cs-validate-defaults | VM/securityProfile/uefiSettings/secureBootEnabled | false"
            + " | secureBoot",
        "cs-validate-defaults | VM/extensions | [{\"name\":\"x\",\"publisher\":\"p\",\"type\":\"t\"}]"
            + " | extensions",
        "acr-task-identity | VM/containerConfiguration | {\"type\":\"dockerCompatible\","
            + "\"containerRegistries\":[{\"registryServer\":\"r.azurecr.io\",\"username\":\"u\","
            + "\"password\":\"p\"}]} | containerConfiguration",
        "package-integrity-starttask | /startTask | | startTask",
        "package-integrity-starttask | /startTask/commandLine | \"/bin/true\" | commandLine",
        "package-integrity-starttask | /startTask/waitForSuccess | false | waitForSuccess",
        "package-integrity-starttask | /startTask/maxTaskRetryCount | 3 | maxTaskRetryCount",
        "package-integrity-starttask | /startTask/resourceFiles/0/filePath | \"x.sh\""
            + " | resourceFiles",
        "portal-consistent-deploy | /vmSize | \"standard_d64s_v5\" | vmSize",
        "wf-prman-automation | /taskSlotsPerNode | 4 | taskSlotsPerNode",
        "portal-consistent-deploy | /targetNodeCommunicationMode | \"classic\""
            + " | targetNodeCommunicationMode",
      })
  void aPoolThatIsNotAsPlannedIsNotUsed(String control, String at, String value, String field)
      throws IOException {
    ObjectNode body = good.deepCopy();
    change(body, at.replace("VM/", VM).replace("NET/", NET), value);
    assertThat(body).isNotEqualTo(good);
    foreign.post("/pools", body);
    int before = farm.writes().size();
    try {
      assertThat(submit().exits(ExitCode.POLICY).refusal()).contains("pool " + id(), field);
      assertThat(farm.writes()).as("writes for %s", control).hasSize(before);
    } finally {
      foreign.delete("/pools/" + id());
    }
  }

  /** The text at a pointer, with a part of it changed. */
  @ParameterizedTest(name = "{0}: {2} in {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "batch-exclusive-storage | /startTask/resourceFiles/0/httpUrl | //127.0.0.1:"
            + " | //127.0.0.2: | httpUrl",
        "wf-batch-separate-containers | /startTask/resourceFiles/0/httpUrl | -packages/"
            + " | -input/ | httpUrl",
        "wf-batch-trusted-package | /startTask/commandLine | [0-9a-f]{64}"
            + " | 0000000000000000000000000000000000000000000000000000000000000000 | commandLine",
      })
  void aPoolThatStartsFromSomethingElseIsNotUsed(
      String control, String at, String part, String other, String field) throws IOException {
    String changed = good.at(at).asText().replaceFirst(part, other);
    assertThat(changed).isNotEqualTo(good.at(at).asText());
    aPoolThatIsNotAsPlannedIsNotUsed(control, at, Json.text(changed), field);
  }

  /** A job is there in the place of the planned one. */
  @ParameterizedTest(name = "{0}: {2} in {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "hold-on-failure | /onTaskFailure | .* | noaction | onTaskFailure",
        "wf-batch-separate-containers | /jobPreparationTask/resourceFiles/0/httpUrl | -packages/"
            + " | -output/ | httpUrl",
      })
  void aJobThatIsNotAsPlannedIsNotUsed(
      String control, String at, String part, String other, String field) throws IOException {
    ObjectNode body = goodJob.deepCopy();
    String text = body.at(at).asText().replaceFirst(part, other);
    assertThat(text).isNotEqualTo(body.at(at).asText());
    change(body, at, Json.text(text));
    foreign.post("/jobs", body);
    int before = farm.writes().size();
    try {
      assertThat(submit().exits(ExitCode.POLICY).refusal())
          .contains("job " + body.get("id").asText(), field);
      assertThat(farm.writes()).as("writes for %s", control).hasSize(before);
    } finally {
      foreign.delete("/jobs/" + body.get("id").asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"packages", "input", "output", "evidence", "control"})
  @Tag("storage-strict-access")
  void aContainerThatAnyoneMayReadIsNotUsed(String role) throws IOException {
    ForeignStorage storage = new ForeignStorage(farm.endpoints());
    String container = "pabcdefghij-" + role;
    storage.letEverybodyRead(container, true);
    int before = farm.writes().size();
    try {
      assertThat(submit().exits(ExitCode.POLICY).refusal())
          .contains(container, "(control storage-strict-access)");
      assertThat(farm.writes()).hasSize(before);
    } finally {
      storage.letEverybodyRead(container, false);
    }
  }

  /** So that it is the one thing that is refused. */
  @Test
  void aPoolThatIsAsPlannedIsUsed() throws IOException {
    foreign.post("/pools", good);
    submit().exits(0);
    foreign.delete("/jobs/" + foreign.get("/jobs").at("/value/0/id").asText());
    foreign.delete("/pools/" + id());
  }

  private static String id() {
    return good.get("id").asText();
  }

  private static void change(ObjectNode body, String at, String value) {
    int last = at.lastIndexOf('/');
    JsonNode parent = body.at(at.substring(0, last));
    String name = at.substring(last + 1);
    if (parent.isArray()) {
      ((ArrayNode) parent).add(Json.parse(value));
    } else if (value == null) {
      ((ObjectNode) parent).remove(name);
    } else {
      ((ObjectNode) parent).set(name, Json.parse(value));
    }
  }
}
