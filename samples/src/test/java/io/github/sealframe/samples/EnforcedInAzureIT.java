package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the command line refuses with exit code 6 as it signs in, and as it asks Azure Resource
 * Manager.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EnforcedInAzureIT {
  /** Its name is the first label of its host. */
  private static final String ACCOUNT =
      SignedInCli.GROUP + "/providers/Microsoft.Storage/storageAccounts/127";

  @TempDir private Path folder;
  private SignedInCli azure;

  @BeforeEach
  void start() throws Exception {
    azure = new SignedInCli(folder);
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private String[] submission() throws IOException {
    Path renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    List<String> words = new ArrayList<>(List.of("submit"));
    words.addAll(List.of(FarmFixture.smallScene().toString(), "--frames=1", "--nodes=1"));
    words.addAll(List.of("--package", renderer.toString()));
    words.addAll(List.of("--production", azure.production(ProductionText.UNAPPROVED).toString()));
    words.addAll(List.of("--work", folder.resolve("work").toString()));
    words.addAll(List.of("--register", folder.resolve("register").toString()));
    return words.toArray(new String[0]);
  }

  @Test
  @Tag("wf-hybrid-source-ip")
  void aStorageAccountThatLetsAnyAddressInIsNotSentTo() throws Exception {
    azure
        .site()
        .answer(
            Map.of(
                ACCOUNT,
                """
            {"properties":{"publicNetworkAccess":"Enabled",
             "networkAcls":{"defaultAction":"Allow"}}}
            """));

    assertThat(azure.run(Map.of(), submission()).exits(ExitCode.POLICY).refusal())
        .contains("storageAccounts/127: any address is let in")
        .contains("(control wf-hybrid-source-ip)");
    assertThat(azure.site().asked())
        .contains("GET " + ACCOUNT)
        .allMatch(asked -> asked.matches("(GET|HEAD) .*"));
    assertThat(UsedRights.ofArm(azure.site().asked()))
        .isEqualTo(UsedRights.OF_SUBMISSIONS_IN_AZURE);
  }

  @Test
  @Tag("cli-no-session-cache")
  void aFileThatSignsInAndIsOpenToOthersIsNotUsed() throws Exception {
    Path certificate = Files.writeString(folder.resolve("client.pem"), "a key");
    Path tokens = Files.writeString(folder.resolve("msal_token_cache.json"), "{}");
    for (Path file : List.of(certificate, tokens)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    Cli.Run run =
        azure.run(
            Map.of(
                "AZURE_CLIENT_CERTIFICATE_PATH",
                certificate.toString(),
                "AZURE_CONFIG_DIR",
                folder.toString()),
            submission());

    assertThat(run.exits(ExitCode.POLICY).err().lines())
        .filteredOn(line -> line.startsWith("sealframe: "))
        .hasSize(2)
        .allMatch(line -> line.contains("(control cli-no-session-cache)"))
        .anyMatch(line -> line.contains(certificate + ": group or others"))
        .anyMatch(line -> line.contains(tokens + ": group or others"));
    assertThat(azure.site().asked()).isEmpty();
  }
}
