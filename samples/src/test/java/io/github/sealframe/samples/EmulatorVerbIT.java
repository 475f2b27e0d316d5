package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatorVerbIT {

  private static final String VERSION = "api-version=2024-07-01.20.0";

  /** curl is no client of ours: it trusts the file and sends the token, and nothing else. */
  @Test
  void anyHttpsClientIsLetInWithTheTokenAndTheCertificate(@TempDir Path folder) throws Exception {
    Path pem = folder.resolve("emulator.pem");
    Path faults = folder.resolve("faults.json");
    Files.writeString(
        faults, "{\"rules\":[{\"on\":\"GET /jobs\",\"fault\":{\"throttle\":{\"status\":503}}}]}");
    Process emulator =
        Cli.builder(
                "emulator",
                "--bearer-token",
                "--https",
                pem.toString(),
                "--faults",
                faults.toString())
            .start();
    try (BufferedReader out = emulator.inputReader()) {
      JsonNode said = Json.parse(out.readLine());
      assertThat(said.path("batch").asText()).startsWith("https://127.0.0.1:");
      Path config = folder.resolve("curlrc");
      Files.writeString(
          config, "header = \"Authorization: Bearer " + said.path("token").asText() + "\"\n");
      String batch = said.path("batch").asText();
      assertThat(curl(pem, config, batch + "/pools?" + VERSION).path("value").isArray()).isTrue();
      assertThat(curl(pem, config, batch + "/jobs?" + VERSION).path("code").asText())
          .isEqualTo("ServerBusy");
    } finally {
      emulator.destroy();
      assertThat(emulator.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoLetsOthersInIsWarnedAndStorageCanSpeakHttps(@TempDir Path folder) throws Exception {
    Path pem = folder.resolve("blob.pem");
    Path err = folder.resolve("err");
    Process emulator =
        Cli.builder("emulator", "--quiet", "--bind", "0.0.0.0", "--blob-https", pem.toString())
            .redirectError(err.toFile())
            .start();
    try (BufferedReader out = emulator.inputReader()) {
      JsonNode said = Json.parse(out.readLine());
      assertThat(said.path("batch").asText()).startsWith("http://127.0.0.1:");
      Process curl =
          new ProcessBuilder(
                  List.of(
                      "curl",
                      "-s",
                      "--cacert",
                      pem.toString(),
                      said.path("blob").asText() + "/c/b"))
              .start();
      assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("<Error>");
      assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(err)).contains("warning: the Batch service listens on 0.0.0.0");
    } finally {
      emulator.destroy();
      assertThat(emulator.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static JsonNode curl(Path pem, Path config, String url) throws Exception {
    Process curl =
        new ProcessBuilder(
                List.of(
                    "curl", "-s", "--cacert", pem.toString(), "--config", config.toString(), url))
            .start();
    JsonNode said = Json.parse(curl.inputReader().readLine());
    assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @Test
  void whatItIsToKeepIsThereAfterASigkill(@TempDir Path folder) throws Exception {
    Path state = folder.resolve("state");
    LocalEndpoints before = killedAfter(state, Optional.of("j"));
    LocalEndpoints after = killedAfter(state, Optional.empty());
    assertThat(after).as("key and addresses").isEqualTo(before);
    assertThat(state.resolve("blobs")).isNotEmptyDirectory();
  }

  /** Starts an emulator, makes a job or sees that it is there, and kills the emulator. */
  private static LocalEndpoints killedAfter(Path state, Optional<String> newJob) throws Exception {
    Process emulator = Cli.builder("emulator", "--state", state.toString()).start();
    try (BufferedReader out = emulator.inputReader()) {
      Path file = Files.writeString(state.resolveSibling("at.json"), out.readLine() + "\n");
      LocalEndpoints at = LocalEndpoints.read(file);
      ForeignBatch batch = new ForeignBatch(at);
      newJob.ifPresent(
          id ->
              batch.post(
                  "/jobs",
                  Json.parse("{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"none\"}}".formatted(id))));
      assertThat(batch.get("/jobs/j").path("state").asText()).isEqualTo("active");
      return at;
    } finally {
      emulator.destroyForcibly();
      assertThat(emulator.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aPlanOfFaultsThatIsNoneIsRefused(@TempDir Path folder) throws Exception {
    Path faults = folder.resolve("faults.json");
    Files.writeString(faults, "{\"rules\":[{\"fault\":{\"flood\":{}}}]}");
    assertThat(Cli.run("emulator", "--faults", faults.toString()).exits(2).refusal())
        .contains("flood", faults.toString());
  }
}
