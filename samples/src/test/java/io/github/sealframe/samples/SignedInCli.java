package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The command line in a JVM of its own, with an environment of its own, that signs in as a machine
 * in Azure does, and trusts a server that answers in Azure's place.
 */
final class SignedInCli implements AutoCloseable {
  /** Of the production. */
  static final String GROUP =
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g";

  private final Path folder;
  private final AzureSite site;
  private final HttpServer signIn;

  SignedInCli(Path folder) throws Exception {
    this.folder = folder;
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

  AzureSite site() {
    return site;
  }

  /** Writes a production file whose services, but for a vault, are the site. */
  Path production(String more) throws IOException {
    String here = site.endpoint().toString();
    return ProductionText.write(
        folder,
        (ProductionText.GOOD + "resource-group: " + here + GROUP + "\n")
                .replaceFirst("batch: .*", "batch: " + here)
                .replaceFirst("storage: .*", "storage: " + here)
                .replaceAll(
                    "((?:subnet|identity): )/subscriptions/s/resourceGroups/g", "$1" + GROUP)
            + more);
  }

  Cli.Run run(Map<String, String> environment, String... words) throws Exception {
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

  @Override
  public void close() {
    signIn.stop(0);
    site.close();
  }
}
