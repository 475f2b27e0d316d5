package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of applications on nodes: what is there when a command starts. */
class ApplicationPackageIT {

  @TempDir private Path archives;
  private BatchEmulator emulator;
  private BatchWire wire;

  @BeforeEach
  void start() throws IOException {
    BatchApplication tool =
        new BatchApplication("my-Tool", "Tool", List.of("0.9"))
            .withPackage("1.0", zip("one", "bin/run", "#!/bin/sh\necho one\n"))
            .withPackage("2.0-b", zip("two", "bin/run", "#!/bin/sh\necho two\n"))
            .withDefaultVersion("1.0");
    BatchApplication wild =
        new BatchApplication("wild", "Wild", List.of())
            .withPackage("1", zip("wild", "../../escaped", "x"));
    emulator =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults().withApplications(List.of(tool, wild)));
    wire = new BatchWire(emulator);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  @Test
  void aPoolsPackagesAreThereForItsStartTaskAndItsTasks() {
    wire.addPool(
        "p",
        1,
        references("{`applicationId`:`MY-tool`}")
            + ",`startTask`:{`commandLine`:"
            + BatchWire.sh("$AZ_BATCH_APP_PACKAGE_my_Tool/bin/run")
            + "}");
    JsonNode node = wire.awaitNodes("p", 1, "idle").get(0);
    String files = "/pools/p/nodes/" + node.path("id").asText() + "/files/";
    assertThat(wire.get(files + "startup/stdout.txt").text()).isEqualTo("one\n");
    wire.addJob("j", "p", "");
    wire.addTask(
        "j",
        "t",
        "$AZ_BATCH_APP_PACKAGE_my_Tool/bin/run; $AZ_BATCH_APP_PACKAGE_my_Tool_2_0_b/bin/run;"
            + " echo bad > $AZ_BATCH_APP_PACKAGE_my_Tool/bin/run || touch $AZ_BATCH_APP_PACKAGE_my_Tool/x || echo safe",
        references("{`applicationId`:`my-Tool`,`version`:`2.0-b`}"));
    wire.awaitTask("j", "t", "completed");
    assertThat(wire.get("/jobs/j/tasks/t/files/stdout.txt").text())
        .isEqualTo(
            System.getProperty("user.name").equals("root") ? "one\ntwo\nsafe\n" : "one\ntwo\n");
    assertThat(
            wire.get("/jobs/j/tasks/t")
                .json()
                .at("/applicationPackageReferences/0/version")
                .asText())
        .isEqualTo("2.0-b");
    wire.post("/pools/p/nodes/" + node.path("id").asText() + "/reimage", "").expect(202);
    wire.awaitNodes("p", 1, "idle");
    assertThat(wire.get(files + "startup/stdout.txt").text()).isEqualTo("one\n");
  }

  @Test
  void manyTasksThatBringTheSamePackageGetItWhole() {
    wire.addPool("p", 1, ",`taskSlotsPerNode`:8");
    wire.awaitNodes("p", 1, "idle");
    wire.addJob("j", "p", "");
    for (int i = 0; i < 8; i++) {
      wire.addTask(
          "j",
          "t" + i,
          "$AZ_BATCH_APP_PACKAGE_my_Tool_1_0/bin/run",
          references("{`applicationId`:`my-Tool`,`version`:`1.0`}"));
    }
    wire.await(
        "/jobs/j/taskcounts", json -> json.path("taskCounts").path("succeeded").asInt() == 8);
    String node = wire.get("/jobs/j/tasks/t0").json().at("/nodeInfo/nodeId").asText();
    assertThat(emulator.nodeRoot().resolve("p").resolve(node).resolve("volatile").toFile().list())
        .isEmpty();
  }

  @Test
  void aPackageThatCannotBeUnpackedFailsATaskBeforeItsCommandAndMakesANodeOfItsPoolUnusable() {
    String wild = references("{`applicationId`:`wild`,`version`:`1`}");
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "true", wild);
    JsonNode info = wire.awaitTask("j", "t", "completed").path("executionInfo");
    assertThat(info.at("/failureInfo/code").asText()).isEqualTo("ApplicationPackageError");
    assertThat(info.has("exitCode")).isFalse();
    String node = wire.get("/jobs/j/tasks/t").json().at("/nodeInfo/nodeId").asText();
    assertThat(emulator.nodeRoot().resolve("p").resolve(node).resolve("volatile").toFile().list())
        .isEmpty();
    wire.addPool("q", 1, wild);
    wire.awaitNodes("q", 1, "unusable");
    assertThat(emulator.nodeRoot().resolve("escaped")).doesNotExist();
  }

  @Test
  void whatTheAccountDoesNotHaveIsRefused() {
    wire.addPool("p", 0, "");
    wire.addJob("j", "p", "");
    for (String unknown :
        List.of(
            "{`applicationId`:`other`,`version`:`1`}",
            "{`applicationId`:`my-Tool`,`version`:`0.9`}",
            "{`applicationId`:`my-Tool`,`version`:`3`}",
            "{`applicationId`:`wild`}")) {
      String more = references(unknown) + "}";
      assertThat(wire.post("/pools", "{`id`:`x`,`vmSize`:`v`" + more).expect(409).code())
          .isEqualTo("InvalidApplicationPackageReferences");
      assertThat(
              wire.post("/jobs/j/tasks", "{`id`:`x`,`commandLine`:`true`" + more)
                  .expect(409)
                  .code())
          .isEqualTo("InvalidApplicationPackageReferences");
      assertThat(
              wire.post(
                      "/jobs",
                      "{`id`:`x`,`poolInfo`:{`poolId`:`p`},`jobManagerTask`:{`id`:`m`,`commandLine`:`true`"
                          + more
                          + "}")
                  .expect(409)
                  .code())
          .isEqualTo("InvalidApplicationPackageReferences");
    }
    assertThat(wire.get("/applications/my-tool").json().path("versions"))
        .extracting(JsonNode::asText)
        .containsExactly("0.9", "1.0", "2.0-b");
    assertThatThrownBy(
            () -> new BatchApplication("a", "A", List.of()).withPackage("../b", archives))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatchApplication("a", "A", List.of("1")).withDefaultVersion("1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String references(String reference) {
    return ",`applicationPackageReferences`:[" + reference + "]";
  }

  private Path zip(String name, String entry, String text) throws IOException {
    Path zip = archives.resolve(name + ".zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return zip;
  }
}
