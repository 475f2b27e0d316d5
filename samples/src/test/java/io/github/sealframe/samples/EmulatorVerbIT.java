package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatorVerbIT {

  /** curl is no client of ours: it trusts the file and sends the token, and nothing else. */
  @Test
  void anyHttpsClientIsLetInWithTheTokenAndTheCertificate(@TempDir Path folder) throws Exception {
    Path pem = folder.resolve("emulator.pem");
    Process emulator = Cli.builder("emulator", "--bearer-token", "--https", pem.toString()).start();
    try (BufferedReader out = emulator.inputReader()) {
      JsonNode said = Json.parse(out.readLine());
      assertThat(said.path("batch").asText()).startsWith("https://127.0.0.1:");
      Path config = folder.resolve("curlrc");
      Files.writeString(
          config, "header = \"Authorization: Bearer " + said.path("token").asText() + "\"\n");
      Process curl =
          new ProcessBuilder(
                  List.of(
                      "curl",
                      "--silent",
                      "--cacert",
                      pem.toString(),
                      "--config",
                      config.toString(),
                      said.path("batch").asText() + "/pools?api-version=2024-07-01.20.0"))
              .start();
      assertThat(Json.parse(curl.inputReader().readLine()).path("value").isArray()).isTrue();
      assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      emulator.destroy();
      assertThat(emulator.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
