package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.core.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit of an emulator, through the command line: whatever it finds, nothing passes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AuditIT {
  private static final String ATTESTED =
      """
      attestations:
        - {control: portal-mfa, by: Ada <i>, date: TODAY, evidence: policy 7 & 8}
        - {control: net-watcher, by: Ada, date: TODAY, evidence: flow logs}
      """;

  @TempDir private Path folder;

  private static List<String> texts(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> item.get(name).asText())
        .toList();
  }

  private static JsonNode control(JsonNode report, String id) {
    for (JsonNode control : report.get("controls")) {
      if (control.get("id").asText().equals(id)) {
        return control;
      }
    }
    throw new AssertionError("no control " + id);
  }

  @Test
  void nothingPassesOnAnEmulatorAndFailuresStayFailures() throws IOException {
    Path file =
        ProductionText.write(
            folder,
            ProductionText.GOOD.replace("deny-list", "secure-boot: off\ndeny-list")
                + ProductionText.UNAPPROVED
                + ProductionText.waiver("cs-validate-defaults")
                + ATTESTED);
    String[] production = {"--production", file.toString()};
    try (FarmFixture farm = new FarmFixture(folder)) {
      List<String> submit = new ArrayList<>(List.of("submit"));
      submit.add(FarmFixture.smallScene().toString());
      submit.addAll(List.of("--frames=1-60", "--nodes=1"));
      submit.addAll(List.of(production));
      farm.run(submit.toArray(new String[0])).exits(0);

      JsonNode report =
          farm.run("audit", "--json", production[0], production[1]).exits(ExitCode.POLICY).json();

      assertThat(report.get("emulator").asBoolean()).isTrue();
      assertThat(report.at("/summary/pass").asInt()).isZero();
      assertThat(texts(report.get("controls"), "id"))
          .isEqualTo(Control.all().stream().map(Control::id).toList());
      List<String> failed = new ArrayList<>();
      for (JsonNode control : report.get("controls")) {
        if (control.get("state").asText().equals("fail")) {
          failed.add(control.get("id").asText());
        }
      }
      assertThat(failed)
          .containsExactlyInAnyOrder(
              "cs-validate-defaults", "package-security-validated", "wf-batch-trusted-package");
      JsonNode waived = control(report, "cs-validate-defaults");
      assertThat(waived.get("state").asText()).isEqualTo("fail");
      assertThat(texts(waived.get("waivers"), "who")).containsExactly("Ada");
      assertThat(control(report, "package-security-validated").get("state").asText())
          .isEqualTo("fail");
      assertThat(control(report, "portal-mfa").at("/attestation/evidence").asText())
          .isEqualTo("policy 7 & 8");
      assertThat(control(report, "net-watcher").get("state").asText()).isEqualTo("attested");
      JsonNode disks = control(report, "disk-encryption");
      assertThat(disks.get("state").asText()).isEqualTo("not-assessed");
      assertThat(texts(disks.get("evidence"), "what"))
          .containsExactly("production file", "live pools");

      Path page = folder.resolve("audit.html");
      farm.run("audit", "--format", "html", "-o", page.toString(), production[0], production[1])
          .exits(ExitCode.POLICY);
      assertThat(page)
          .content()
          .contains("Attested by Ada &lt;i&gt;, ", "This is an emulator")
          .doesNotContain("<i>", "<script", "http://", "https://", " src=", "Night Moth");

      ForeignBatch somebody = new ForeignBatch(farm.endpoints());
      JsonNode pool = somebody.get("/pools").at("/value/0");
      ObjectNode startTask = (ObjectNode) pool.get("startTask");
      startTask.put("waitForSuccess", false);
      somebody.patch(
          "/pools/" + pool.get("id").asText(), startTask.objectNode().set("startTask", startTask));
      JsonNode changed =
          farm.run("audit", "--json", production[0], production[1]).exits(ExitCode.POLICY).json();
      assertThat(control(report, "portal-consistent-deploy").get("state").asText())
          .isEqualTo("not-assessed");
      for (String id : List.of("portal-consistent-deploy", "package-integrity-starttask")) {
        assertThat(control(changed, id).get("state").asText()).as(id).isEqualTo("fail");
      }
      String job = somebody.list("/jobs").get(0).get("id").asText();
      somebody.post("/jobs/" + job + "/terminate", Json.parse("{}"));
      somebody.awaitState("/jobs/" + job, "completed");
      JsonNode ended =
          farm.run("audit", "--json", production[0], production[1]).exits(ExitCode.POLICY).json();
      assertThat(control(ended, "portal-consistent-deploy").get("state").asText())
          .as("no job is open")
          .isEqualTo("fail");
    }
    assertThat(Files.exists(folder.resolve("audit.html.part"))).isFalse();
  }
}
