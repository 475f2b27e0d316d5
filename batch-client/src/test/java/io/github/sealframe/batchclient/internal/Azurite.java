package io.github.sealframe.batchclient.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Microsoft's emulator of the Blob service, as a process with a folder of its own. */
final class Azurite implements AutoCloseable {
  /** Well known: printed in Azurite's own manual. */
  static final String ACCOUNT = "devstoreaccount1";

  static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final String scheme;
  private final int port;

  private Azurite(Process process, String scheme, int port) {
    this.process = process;
    this.scheme = scheme;
    this.port = port;
  }

  /** Starts one on a free port and waits until it answers. */
  static Azurite start(Path folder) throws IOException, InterruptedException {
    return start(folder, "http", List.of());
  }

  /** Starts one that speaks https, and takes any token that looks like one of Entra ID. */
  static Azurite start(Path folder, Certificate certificate)
      throws IOException, InterruptedException {
    return start(
        folder,
        "https",
        List.of(
            "--oauth",
            "basic",
            "--cert",
            certificate.keyStore().toString(),
            "--pwd",
            Certificate.PASSWORD));
  }

  private static Azurite start(Path folder, String scheme, List<String> more)
      throws IOException, InterruptedException {
    String home = System.getenv("SEALFRAME_AZURITE");
    if (home == null || home.isBlank()) {
      throw new IllegalStateException(
          "SEALFRAME_AZURITE names no folder with Azurite's node_modules: run samples/bin/verify,"
              + " which installs what the tests need");
    }
    Path main = Path.of(home, "node_modules/azurite/dist/src/blob/main.js");
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "node",
                main.toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                Integer.toString(port),
                "-l",
                folder.toString(),
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck"));
    command.addAll(more);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Files.createFile(folder.resolve("azurite.log")).toFile())
            .start();
    Azurite azurite = new Azurite(process, scheme, port);
    try {
      azurite.awaitAnswer(folder);
      return azurite;
    } catch (IOException | InterruptedException | RuntimeException e) {
      azurite.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer(Path folder) throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!answers()) {
      // Ends early when the process does; otherwise the pause between two questions.
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || Instant.now().isAfter(limit)) {
        throw new IllegalStateException(
            "Azurite does not start: " + Files.readString(folder.resolve("azurite.log")));
      }
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  URI endpoint() {
    return URI.create(scheme + "://127.0.0.1:" + port + "/" + ACCOUNT);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
