package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
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
 * Manager: in a JVM of its own, with an environment of its own.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EnforcedInAzureIT {
  private static final String SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333";

  /** Its name is the first label of its host. */
  private static final String ACCOUNT =
      SUBSCRIPTION + "/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/127";

  @TempDir private Path folder;
  private AzureSite site;
  private HttpServer signIn;

  @BeforeEach
  void start() throws Exception {
    site = new AzureSite(AzureSite.Trust.make(folder));
    signIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] token =
        "{\"access_token\":\"a.b.c\",\"token_type\":\"Bearer\",\"resource\":\"r\",\"expires_on\":\"%d\"}"
            .formatted(Instant.now().plus(Duration.ofHours(1)).getEpochSecond())
            .getBytes(StandardCharsets.US_ASCII);
    signIn.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, token.length);
          exchange.getResponseBody().write(token);
          exchange.close();
        });
    signIn.start();
  }

  @AfterEach
  void stop() {
    signIn.stop(0);
    site.close();
  }

  private Cli.Run run(Map<String, String> environment, String... words) throws Exception {
    ProcessBuilder builder = Cli.builder(words);
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=changeit"
                    .formatted(folder.resolve("site.p12")),
                "IDENTITY_ENDPOINT",
                "http://127.0.0.1:" + signIn.getAddress().getPort() + "/token",
                "IDENTITY_HEADER",
                "here"));
    builder.environment().putAll(environment);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return new Cli.Run(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private String[] submission() throws IOException {
    Path renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    String here = site.endpoint().toString();
    String text =
        (ProductionText.GOOD + "resource-group: HERE" + SUBSCRIPTION + "/resourceGroups/g\n")
                .replaceFirst("batch: .*", "batch: " + here)
                .replaceFirst("storage: .*", "storage: " + here)
                .replaceAll("((?:subnet|identity): )/subscriptions/s/", "$1" + SUBSCRIPTION + "/")
                .replace("HERE", here)
            + ProductionText.UNAPPROVED;
    List<String> words = new ArrayList<>(List.of("submit"));
    words.addAll(List.of(FarmFixture.smallScene().toString(), "--frames=1", "--nodes=1"));
    words.addAll(List.of("--package", renderer.toString()));
    words.addAll(List.of("--production", ProductionText.write(folder, text).toString()));
    words.addAll(List.of("--work", folder.resolve("work").toString()));
    words.addAll(List.of("--register", folder.resolve("register").toString()));
    return words.toArray(new String[0]);
  }

  @Test
  @Tag("wf-hybrid-source-ip")
  void aStorageAccountThatLetsAnyAddressInIsNotSentTo() throws Exception {
    site.answer(
        Map.of(
            ACCOUNT,
            """
            {"properties":{"publicNetworkAccess":"Enabled",
             "networkAcls":{"defaultAction":"Allow"}}}
            """));

    assertThat(run(Map.of(), submission()).exits(ExitCode.POLICY).refusal())
        .contains("storageAccounts/127: any address is let in")
        .contains("(control wf-hybrid-source-ip)");
    assertThat(site.asked())
        .contains("GET " + ACCOUNT)
        .allMatch(asked -> asked.matches("(GET|HEAD) .*"));
    assertThat(UsedRights.ofArm(site.asked())).isEqualTo(UsedRights.OF_SUBMISSIONS_IN_AZURE);
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
        run(
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
    assertThat(site.asked()).isEmpty();
  }
}
