package io.github.sealframe.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azurite's Blob service as a process beside this JVM, on 127.0.0.1.
 *
 * <p>It dies with the JVM, even when that is killed: its standard input is a pipe from here, and it
 * ends when that ends. Thread-safe.
 */
public final class Azurite implements AutoCloseable {

  /** The account that Azurite has unless another is set. */
  public static final String DEFAULT_ACCOUNT = "devstoreaccount1";

  /** The key of {@link #DEFAULT_ACCOUNT}; it is public and guards nothing. */
  public static final String DEFAULT_KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  // Resuming an unused standard input is what makes its end an event.
  private static final String SCRIPT =
      "process.stdin.resume();"
          + "process.stdin.on('end', () => process.exit(0));"
          + "process.stdin.on('error', () => process.exit(0));"
          + "require(process.argv[1]);";
  private static final Pattern LISTENS =
      Pattern.compile(".*successfully listens on (https?://\\S+)");
  private static final int LINES_KEPT = 20;

  private final Process process;
  private final URI origin;
  private final Settings settings;

  private Azurite(Process process, URI origin, Settings settings) {
    this.process = process;
    this.origin = origin;
    this.settings = settings;
  }

  /**
   * Starts Azurite and waits until it listens.
   *
   * @throws EmulatorStartException when node or Azurite is missing, the port is taken, or it does
   *     not listen in time; no process is left then
   */
  public static Azurite start(Settings settings) {
    Path main =
        settings
            .packageFolder()
            .resolve("node_modules/azurite/dist/src/blob/main.js")
            .toAbsolutePath();
    if (!Files.isRegularFile(main)) {
      throw new EmulatorStartException(
          "Azurite is not in "
              + settings.packageFolder()
              + ": there is no "
              + main
              + ". Run 'npm install azurite' there.");
    }
    if (!Files.isExecutable(settings.node())) {
      throw new EmulatorStartException(
          "Azurite needs Node.js, and "
              + settings.node()
              + " is no program that can be run. Install Node.js 20, or name its executable.");
    }
    Optional<Path> key =
        settings.certificate().map(pem -> writeKey(OwnCertificate.make("Azurite", pem, List.of())));
    try {
      return start(settings, main, key);
    } finally {
      key.ifPresent(Azurite::delete);
    }
  }

  private static Path writeKey(OwnCertificate certificate) {
    try {
      return certificate.writeKey();
    } catch (IOException e) {
      throw new EmulatorStartException(
          "The key of Azurite's certificate cannot be written: " + e, e);
    }
  }

  private static void delete(Path key) {
    try {
      Files.deleteIfExists(key);
    } catch (IOException e) {
      throw new UncheckedIOException("The key of Azurite's certificate cannot be removed", e);
    }
  }

  private static Azurite start(Settings settings, Path main, Optional<Path> key) {
    Process process = launch(settings, main, key);
    Deque<String> said = new ArrayDeque<>();
    CompletableFuture<URI> listening = new CompletableFuture<>();
    Thread reader =
        new Thread(() -> read(process, said, listening), "azurite-output-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    String reason;
    try {
      URI origin = listening.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
      return new Azurite(process, origin, settings);
    } catch (TimeoutException e) {
      reason = "it did not listen within " + settings.patience();
    } catch (ExecutionException e) {
      reason = "it ended";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "the wait for it was interrupted";
    }
    end(process);
    throw new EmulatorStartException(
        "Azurite ("
            + main
            + ") cannot be started on 127.0.0.1:"
            + settings.port()
            + ": "
            + reason
            + ", having said: "
            + lastOf(said)
            + ". If the port is in use choose another, or 0 for a free one.");
  }

  private static Process launch(Settings settings, Path main, Optional<Path> key) {
    List<String> command =
        new ArrayList<>(
            List.of(
                settings.node().toString(),
                "-e",
                SCRIPT,
                main.toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                Integer.toString(settings.port()),
                "--location",
                settings.dataFolder().toAbsolutePath().toString(),
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck"));
    if (key.isPresent()) {
      command.addAll(List.of("--oauth", "basic", "--key", key.get().toString()));
      command.addAll(
          List.of("--cert", settings.certificate().orElseThrow().toAbsolutePath().toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.directory(settings.packageFolder().toFile());
    builder
        .environment()
        .put("AZURITE_ACCOUNTS", settings.accountName() + ":" + settings.accountKey());
    try {
      Files.createDirectories(settings.dataFolder());
      return builder.start();
    } catch (IOException e) {
      throw new EmulatorStartException(
          "Azurite cannot be started with "
              + settings.node()
              + " and data in "
              + settings.dataFolder()
              + ": "
              + e,
          e);
    }
  }

  /** Reads all that Azurite says, so that it never waits for a full pipe. */
  private static void read(Process process, Deque<String> said, CompletableFuture<URI> listening) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (said) {
          said.addLast(line);
          if (said.size() > LINES_KEPT) {
            said.removeFirst();
          }
        }
        Matcher matcher = LISTENS.matcher(line);
        if (matcher.matches()) {
          listening.complete(URI.create(matcher.group(1)));
        }
      }
      listening.completeExceptionally(new IOException("Azurite ended"));
    } catch (IOException e) {
      listening.completeExceptionally(e);
    }
  }

  private static String lastOf(Deque<String> said) {
    synchronized (said) {
      return said.isEmpty() ? "nothing" : "'" + String.join(" | ", said) + "'";
    }
  }

  /**
   * Address of the account for clients, such as {@code http://127.0.0.1:41234/devstoreaccount1}.
   */
  public URI blobEndpoint() {
    return URI.create(origin + "/" + settings.accountName());
  }

  /** The account's name. */
  public String accountName() {
    return settings.accountName();
  }

  /** The account's key, in base64. */
  public String accountKey() {
    return settings.accountKey();
  }

  /** The process id of Azurite. */
  public long pid() {
    return process.pid();
  }

  /** Ends Azurite and waits for its end; its data folder stays. */
  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    process.destroyForcibly();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The pipe to Azurite (pid " + process.pid() + ") cannot be closed", e);
    } finally {
      process.onExit().join();
    }
  }

  /**
   * How Azurite is started; immutable.
   *
   * @param packageFolder holds {@code node_modules/azurite}
   * @param node executable of Node.js
   * @param dataFolder where blobs are kept; made when it is not there
   * @param port on 127.0.0.1; 0 for a free one
   * @param accountName as in the blobs' URLs
   * @param accountKey in base64
   * @param patience how long to wait until it listens
   * @param certificate the PEM file that its certificate is written to, for https; empty for http
   */
  public record Settings(
      Path packageFolder,
      Path node,
      Path dataFolder,
      int port,
      String accountName,
      String accountKey,
      Duration patience,
      Optional<Path> certificate) {

    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

    /** Checks what can be checked before anything starts. */
    public Settings {
      Objects.requireNonNull(packageFolder, "packageFolder");
      Objects.requireNonNull(node, "node");
      Objects.requireNonNull(dataFolder, "dataFolder");
      Objects.requireNonNull(patience, "patience");
      Objects.requireNonNull(certificate, "certificate");
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
      }
      if (accountName.isEmpty() || accountKey.isEmpty() || accountName.matches(".*[:;].*")) {
        throw new IllegalArgumentException(
            "Azurite's account needs a name, without ':' and ';', and a key");
      }
    }

    /** A free port, the account that every Azurite has, and a minute until it listens. */
    public static Settings of(Path packageFolder, Path node, Path dataFolder) {
      return new Settings(
          packageFolder,
          node,
          dataFolder,
          0,
          DEFAULT_ACCOUNT,
          DEFAULT_KEY,
          DEFAULT_PATIENCE,
          Optional.empty());
    }

    /** The same on another port. */
    public Settings withPort(int other) {
      return new Settings(
          packageFolder, node, dataFolder, other, accountName, accountKey, patience, certificate);
    }

    /** The same with an account of its own. */
    public Settings withAccount(String otherName, String otherKey) {
      return new Settings(
          packageFolder, node, dataFolder, port, otherName, otherKey, patience, certificate);
    }

    /** The same with another time to wait until it listens. */
    public Settings withPatience(Duration other) {
      return new Settings(
          packageFolder, node, dataFolder, port, accountName, accountKey, other, certificate);
    }

    /**
     * The same over https, where it takes tokens too: any that looks like one of Microsoft Entra
     * and is not over. Its certificate is for 127.0.0.1 and localhost, and is made at each start.
     *
     * @param file the PEM file that it is written to, for clients to trust; an older certificate
     *     there is replaced, anything else is not
     */
    public Settings withHttps(Path file) {
      return new Settings(
          packageFolder,
          node,
          dataFolder,
          port,
          accountName,
          accountKey,
          patience,
          Optional.of(file));
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Settings[packageFolder=" + packageFolder + ", node=" + node + ", port=" + port + "]";
    }
  }
}
