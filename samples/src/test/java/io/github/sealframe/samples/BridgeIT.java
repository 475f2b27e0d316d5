package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge, spoken to byte by byte. */
class BridgeIT {
  @TempDir private Path folder;

  @Test
  void answersRefusesAndEndsWithItsInput() throws Exception {
    Path scene = FarmFixture.smallScene();
    Process process =
        Cli.builder("bridge", "--emulator", nobody(), "--work", FarmFixture.WORK.toString())
            .redirectError(folder.resolve("err").toFile())
            .start();
    OutputStream in = process.getOutputStream();
    InputStream out = process.getInputStream();
    try {
      send(in, 1, "plan", Map.of("scene", scene.toString(), "frames", "1-4", "chunk", 2));
      JsonNode plan = receive(out);
      assertThat(plan.get("id").asInt()).isEqualTo(1);
      assertThat(plan.at("/result/tasks").asInt()).isEqualTo(2);
      assertThat(plan.at("/result/job").asText()).startsWith("plocalfarmx-");

      send(in, 2, "plan", Map.of("scene", scene.toString(), "frames", "1-10:2"));
      JsonNode refused = receive(out);
      assertThat(refused.at("/error/code").asInt()).isEqualTo(-32002);
      assertThat(refused.at("/error/message").asText()).contains("column 5");
      assertThat(refused.at("/error/data/error").asText()).isEqualTo("configuration");

      send(in, 3, "submit", Map.of("scene", scene.toString(), "frames", "1"));
      JsonNode unreachable = receive(out);
      assertThat(unreachable.at("/error/code").asInt()).isEqualTo(-32001);
      assertThat(unreachable.at("/error/message").asText()).contains("does not answer");

      send(in, 4, "no such method", Map.of());
      assertThat(receive(out).at("/error/code").asInt()).isEqualTo(-32601);

      in.close();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Endpoints at which nobody listens: planning asks nobody. */
  private String nobody() throws IOException {
    URI address = URI.create("http://127.0.0.1:9");
    Path file = folder.resolve("emulator.json");
    Files.writeString(
        file, new LocalEndpoints(address, "acct", "a2V5", URI.create(address + "/acct")).text());
    return file.toString();
  }

  private static void send(OutputStream in, int id, String method, Map<String, ?> params)
      throws IOException {
    byte[] body =
        Json.text(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params))
            .getBytes(StandardCharsets.UTF_8);
    in.write(("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    in.write(body);
    in.flush();
  }

  private static JsonNode receive(InputStream out) throws IOException {
    int length = 0;
    for (String line = line(out); !line.isEmpty(); line = line(out)) {
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    return Json.parse(new String(out.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream out) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = out.read(); c >= 0 && c != '\n'; c = out.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }
}
