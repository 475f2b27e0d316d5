package io.github.sealframe.emulator;

import io.github.sealframe.emulator.internal.Engine;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An Azure Batch account on this machine, over HTTP on loopback.
 *
 * <p>Nodes are folders and tasks are real processes; what the API reports was seen of processes,
 * files and the clock. Run as root, StartTasks and preparation tasks with elevation run as root and
 * tasks as users without rights; run as another user, everything runs as that user. Needs Linux
 * with util-linux ({@code setsid}, {@code setpriv}).
 *
 * <p>Several emulators may run in one JVM. All members are thread-safe. Whatever way the JVM ends,
 * by SIGKILL too, the processes of the nodes end with it; only {@link #close} also removes their
 * folders.
 *
 * <p>Starting the first emulator sets the system property {@code sun.net.httpserver.nodelay} unless
 * it is set: without it the JDK's server holds each answer back for some 40 ms.
 */
public final class BatchEmulator implements AutoCloseable {

  private final Engine engine;
  private final Settings settings;
  private final Path root;
  private final Optional<Path> ownFolder;

  private BatchEmulator(Engine engine, Settings settings, Path root, Optional<Path> ownFolder) {
    this.engine = engine;
    this.settings = settings;
    this.root = root;
    this.ownFolder = ownFolder;
  }

  /**
   * Starts an emulator; it answers when this returns.
   *
   * @throws EmulatorStartException when the port is taken, the folder cannot be used, or a tool of
   *     the system is missing
   */
  public static BatchEmulator start(Settings settings) {
    var missing = Engine.missingTools();
    if (!missing.isEmpty()) {
      throw new EmulatorStartException(
          "The Batch emulator starts processes with "
              + missing
              + ", which this machine does not have. Install the package util-linux.");
    }
    Optional<Path> ownFolder =
        settings.nodeRoot().isPresent() ? Optional.empty() : Optional.of(freshFolder());
    Path root = ownFolder.or(settings::nodeRoot).orElseThrow().toAbsolutePath().normalize();
    try {
      Files.createDirectories(root);
      Engine engine =
          Engine.start(
              new Engine.Configuration(
                  settings.port(),
                  settings.accountName(),
                  settings.accountKey(),
                  root,
                  settings.nodeCreationTime(),
                  settings.beforeStartTask(),
                  settings.applications(),
                  1));
      return new BatchEmulator(engine, settings, root, ownFolder);
    } catch (BindException e) {
      removeFolder(ownFolder);
      throw new EmulatorStartException(
          "The Batch emulator cannot listen on 127.0.0.1:"
              + settings.port()
              + ": "
              + e.getMessage()
              + ". Choose another port, or 0 for a free one.",
          e);
    } catch (IOException e) {
      removeFolder(ownFolder);
      throw new EmulatorStartException(
          "The Batch emulator cannot start with its nodes in "
              + root
              + ": "
              + e
              + ". Choose a folder that can be written.",
          e);
    }
  }

  private static Path freshFolder() {
    try {
      Path folder = Files.createTempDirectory("sealframe-batch-");
      // Tasks of other users have to pass through it.
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new EmulatorStartException(
          "The Batch emulator cannot make a folder for its nodes in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e
              + ". Set a node root, or java.io.tmpdir.",
          e);
    }
  }

  private static void removeFolder(Optional<Path> folder) {
    try {
      if (folder.isPresent()) {
        Files.deleteIfExists(folder.get());
      }
    } catch (IOException e) {
      throw new EmulatorStartException(
          "The folder " + folder.get() + " of the Batch emulator cannot be removed: " + e, e);
    }
  }

  /** The endpoint for clients, such as {@code http://127.0.0.1:41234}. */
  public URI endpoint() {
    return engine.url();
  }

  /** The account's name. */
  public String accountName() {
    return settings.accountName();
  }

  /** The account's key, in base64. */
  public String accountKey() {
    return settings.accountKey();
  }

  /** The folder below which each node has its own, as {@code POOL/NODE}. */
  public Path nodeRoot() {
    return root;
  }

  /** Stops answering, kills every process of every node, and removes the folders of the nodes. */
  @Override
  public void close() {
    engine.close();
    removeFolder(ownFolder);
  }

  /**
   * How an emulator is started; immutable.
   *
   * @param port on 127.0.0.1; 0 for a free one
   * @param accountName as in the account's URL
   * @param accountKey in base64
   * @param nodeRoot folder for the nodes; empty for a fresh one that is removed at the end. Tasks
   *     of other users must be able to pass through it and all that it lies in
   * @param nodeCreationTime how long a new node is {@code creating}; not negative
   * @param beforeStartTask a hook for tests that damage nodes: it is called with a node's folder
   *     each time the node starts, before its StartTask, on a thread of its own; what it throws
   *     makes the node {@code unusable}
   * @param applications what the lists of applications show
   */
  public record Settings(
      int port,
      String accountName,
      String accountKey,
      Optional<Path> nodeRoot,
      Duration nodeCreationTime,
      Consumer<Path> beforeStartTask,
      List<BatchApplication> applications) {

    private static final int KEY_BYTES = 64;

    /** Checks what can be checked before anything starts. */
    public Settings {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
      }
      if (!accountName.matches("[a-z0-9]{3,24}")) {
        throw new IllegalArgumentException(
            "An account's name is 3 to 24 lower-case letters and digits, not '"
                + accountName
                + "'");
      }
      if (Base64.getDecoder().decode(accountKey).length == 0) {
        throw new IllegalArgumentException("An account's key is not empty");
      }
      if (nodeCreationTime.isNegative()) {
        throw new IllegalArgumentException(
            "A node takes no negative time to be created: " + nodeCreationTime);
      }
      Objects.requireNonNull(nodeRoot, "nodeRoot");
      Objects.requireNonNull(beforeStartTask, "beforeStartTask");
      applications = List.copyOf(applications);
    }

    /**
     * A free port, the account {@code localbatch} with a random key, a fresh folder for the nodes,
     * nodes that are there at once, and no applications.
     */
    public static Settings defaults() {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      return new Settings(
          0,
          "localbatch",
          Base64.getEncoder().encodeToString(key),
          Optional.empty(),
          Duration.ZERO,
          folder -> {},
          List.of());
    }

    /** The same on another port. */
    public Settings withPort(int other) {
      return new Settings(
          other,
          accountName,
          accountKey,
          nodeRoot,
          nodeCreationTime,
          beforeStartTask,
          applications);
    }

    /** The same with another account. */
    public Settings withAccount(String otherName, String otherKey) {
      return new Settings(
          port, otherName, otherKey, nodeRoot, nodeCreationTime, beforeStartTask, applications);
    }

    /** The same with its nodes in another folder, which stays after the end. */
    public Settings withNodeRoot(Path other) {
      return new Settings(
          port,
          accountName,
          accountKey,
          Optional.of(other),
          nodeCreationTime,
          beforeStartTask,
          applications);
    }

    /** The same with nodes that take this long to be created. */
    public Settings withNodeCreationTime(Duration other) {
      return new Settings(
          port, accountName, accountKey, nodeRoot, other, beforeStartTask, applications);
    }

    /** The same with another hook before each StartTask. */
    public Settings withBeforeStartTask(Consumer<Path> other) {
      return new Settings(
          port, accountName, accountKey, nodeRoot, nodeCreationTime, other, applications);
    }

    /** The same with other applications. */
    public Settings withApplications(List<BatchApplication> others) {
      return new Settings(
          port, accountName, accountKey, nodeRoot, nodeCreationTime, beforeStartTask, others);
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Settings[port="
          + port
          + ", accountName="
          + accountName
          + ", nodeRoot="
          + nodeRoot
          + "]";
    }
  }
}
