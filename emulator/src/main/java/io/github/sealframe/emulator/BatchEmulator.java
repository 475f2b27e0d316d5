package io.github.sealframe.emulator;

import io.github.sealframe.emulator.internal.Engine;
import io.github.sealframe.emulator.internal.FaultPlan;
import io.github.sealframe.emulator.internal.StateRefusal;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
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
 * An Azure Batch account on this machine, over HTTP or https, on loopback unless it is asked for
 * more.
 *
 * <p>A request is answered only when the account's key signed it or, where that was asked for, when
 * it carries the emulator's own bearer token, and only when its {@code Host} is 127.0.0.1 or
 * localhost, or the literal address that it came to: a web page whose name was pointed at this
 * machine gets nothing. A token that Microsoft Entra issued is refused, whatever it is for. Every
 * answer has the header {@code x-sealframe-emulator}.
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
   * @throws EmulatorStartException when the port is taken, the folder cannot be used, no
   *     certificate can be made, or a tool of the system is missing
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
        settings.nodeRoot.isPresent() ? Optional.empty() : Optional.of(freshFolder());
    Path root = ownFolder.or(() -> settings.nodeRoot).orElseThrow().toAbsolutePath().normalize();
    try {
      Engine.Access access =
          settings
              .certificate
              .map(file -> settings.access.withTls(certificate(settings, file).context()))
              .orElse(settings.access);
      Files.createDirectories(root);
      Engine engine =
          Engine.start(
              new Engine.Configuration(
                  access,
                  root,
                  settings.newNodes,
                  settings.applications,
                  settings.faults,
                  settings.state,
                  settings.trusted.map(Trust::and),
                  1));
      return new BatchEmulator(engine, settings, root, ownFolder);
    } catch (EmulatorStartException e) {
      removeFolder(ownFolder);
      throw e;
    } catch (BindException e) {
      removeFolder(ownFolder);
      throw new EmulatorStartException(
          "The Batch emulator cannot listen on "
              + settings.access.bindAddress().getHostAddress()
              + ":"
              + settings.access.port()
              + ": "
              + e.getMessage()
              + ". Choose another port, or 0 for a free one, on an address of this machine.",
          e);
    } catch (StateRefusal e) {
      removeFolder(ownFolder);
      throw new EmulatorStartException(
          "The Batch emulator cannot start with its state in "
              + settings.state.orElseThrow()
              + ": "
              + e.getMessage(),
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

  private static OwnCertificate certificate(Settings settings, Path file) {
    return OwnCertificate.make("The Batch emulator", file, settings.access.alternativeNames());
  }

  private static Path freshFolder() {
    try {
      Path folder = Files.createTempDirectory(Engine.OWN_ROOT_PREFIX);
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

  /**
   * The endpoint for clients, such as {@code http://127.0.0.1:41234}, without a slash at its end.
   */
  public URI endpoint() {
    return engine.url();
  }

  /** The account's name. */
  public String accountName() {
    return settings.access.account();
  }

  /** The account's key, in base64. */
  public String accountKey() {
    return engine.key();
  }

  /** The token that lets requests in besides the key, when {@link Settings} asked for one. */
  public Optional<String> bearerToken() {
    return settings.access.bearerToken();
  }

  /** The folder below which each node has its own, as {@code POOL/NODE}. */
  public Path nodeRoot() {
    return root;
  }

  /** Whether nodes have the limits that {@link Settings#withNodeLimits} asked for. */
  public NodeLimits nodeLimits() {
    return engine.nodeLimits();
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
   * <p>{@link #defaults} is where each begins; every {@code with} method gives another one that
   * differs in one thing.
   */
  public static final class Settings {

    private static final int SECRET_BYTES = 64;
    private static final int SHORTEST_TOKEN = 16;

    private final Engine.Access access;
    private final Optional<Path> certificate;
    private final Optional<Path> nodeRoot;
    private final Engine.NewNodes newNodes;
    private final List<BatchApplication> applications;
    private final FaultPlan faults;
    private final Optional<Path> state;
    private final Optional<Path> trusted;

    private Settings(
        Engine.Access access,
        Optional<Path> certificate,
        Optional<Path> nodeRoot,
        Engine.NewNodes newNodes,
        List<BatchApplication> applications,
        FaultPlan faults,
        Optional<Path> trusted,
        Optional<Path> state) {
      this.access = access;
      this.certificate = certificate;
      this.nodeRoot = nodeRoot;
      this.newNodes = newNodes;
      this.applications = applications;
      this.faults = faults;
      this.state = state;
      this.trusted = trusted;
    }

    /**
     * Plain HTTP on a free port, the account {@code localbatch} with a random key and no other way
     * in, a fresh folder for the nodes, nodes that are there at once, no applications and no
     * faults.
     */
    public static Settings defaults() {
      return new Settings(
          new Engine.Access(
              Engine.Access.LOOPBACK,
              0,
              "localbatch",
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          Optional.empty(),
          Optional.empty(),
          new Engine.NewNodes(Duration.ZERO, folder -> {}, Optional.empty()),
          List.of(),
          FaultPlan.NONE,
          Optional.empty(),
          Optional.empty());
    }

    private static byte[] randomBytes() {
      byte[] bytes = new byte[SECRET_BYTES];
      new SecureRandom().nextBytes(bytes);
      return bytes;
    }

    private Settings with(Engine.Access other) {
      return new Settings(
          other, certificate, nodeRoot, newNodes, applications, faults, trusted, state);
    }

    private Settings with(Engine.NewNodes other) {
      return new Settings(
          access, certificate, nodeRoot, other, applications, faults, trusted, state);
    }

    /**
     * The same on another port.
     *
     * @param port 0 for a free one
     */
    public Settings withPort(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
      }
      return with(access.withPort(port));
    }

    /**
     * The same with another account.
     *
     * @param name as in the account's URL
     * @param key in base64
     */
    public Settings withAccount(String name, String key) {
      if (!name.matches("[a-z0-9]{3,24}")) {
        throw new IllegalArgumentException(
            "An account's name is 3 to 24 lower-case letters and digits, not '" + name + "'");
      }
      if (Base64.getDecoder().decode(key).length == 0) {
        throw new IllegalArgumentException("An account's key is not empty");
      }
      return with(access.withAccount(name, key));
    }

    /**
     * The same, but a request with a random bearer token is let in too, as one that the key signed;
     * {@link BatchEmulator#bearerToken} tells it.
     */
    public Settings withBearerToken() {
      return withBearerToken(Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes()));
    }

    /**
     * The same with a token of your own.
     *
     * @param token at least 16 letters, digits and {@code -._~+/}, with {@code =} at its end if
     *     need be; not one that Microsoft Entra issued
     */
    public Settings withBearerToken(String token) {
      if (!token.matches("[A-Za-z0-9._~+/-]+=*") || token.length() < SHORTEST_TOKEN) {
        throw new IllegalArgumentException(
            "A bearer token is at least "
                + SHORTEST_TOKEN
                + " letters, digits and '-._~+/', with '=' at its end if need be");
      }
      Engine.issuerOfAzure(token)
          .ifPresent(
              issuer -> {
                throw new IllegalArgumentException(
                    "The emulator takes no credential of Azure, and this token is one, of "
                        + issuer
                        + ". Make one of your own, or let it make one.");
              });
      return with(access.withBearerToken(token));
    }

    /**
     * The same over https, with a certificate for 127.0.0.1 and localhost that is made at each
     * start, by the JDK's keytool.
     *
     * @param file the PEM file that it is written to, for clients to trust; an older certificate
     *     there is replaced, anything else is not
     */
    public Settings withHttps(Path file) {
      return new Settings(
          access, Optional.of(file), nodeRoot, newNodes, applications, faults, trusted, state);
    }

    /**
     * The same with its nodes in another folder, which stays after the end. Tasks of other users
     * must be able to pass through it and all that it lies in.
     */
    public Settings withNodeRoot(Path folder) {
      return new Settings(
          access, certificate, Optional.of(folder), newNodes, applications, faults, trusted, state);
    }

    /**
     * The same with nodes that are {@code creating} so long.
     *
     * @param time not negative
     */
    public Settings withNodeCreationTime(Duration time) {
      if (time.isNegative()) {
        throw new IllegalArgumentException("A node takes no negative time to be created: " + time);
      }
      return with(new Engine.NewNodes(time, newNodes.beforeStartTask(), newNodes.size()));
    }

    /**
     * The same with a hook for tests that damage nodes.
     *
     * @param hook called with a node's folder each time the node starts, before its StartTask, on a
     *     thread of its own; what it throws makes the node {@code unusable}
     */
    public Settings withBeforeStartTask(Consumer<Path> hook) {
      return with(
          new Engine.NewNodes(
              newNodes.creation(),
              Objects.requireNonNull(hook, "beforeStartTask"),
              newNodes.size()));
    }

    /**
     * The same with limits on what the processes of a node take together, kept by a control group
     * (cgroup v2) for each node. The kernel kills a process that wants more memory: a task whose
     * command is killed so ends with exit code 137.
     *
     * <p>Where the machine allows no such groups there are no limits, {@link
     * BatchEmulator#nodeLimits} and a line in the log say why, and everything else works.
     *
     * @param cpus processors, 0.01 to 1024; a node may use them all for a part of the time
     * @param mebibytes memory without swapping, at least 16
     */
    public Settings withNodeLimits(double cpus, long mebibytes) {
      if (!(cpus >= 0.01 && cpus <= 1024) || mebibytes < 16) {
        throw new IllegalArgumentException(
            "A node has 0.01 to 1024 processors and at least 16 MiB of memory, not "
                + cpus
                + " and "
                + mebibytes);
      }
      return with(
          new Engine.NewNodes(
              newNodes.creation(),
              newNodes.beforeStartTask(),
              Optional.of(new Engine.NodeSize(cpus, mebibytes))));
    }

    /** The same with other applications in the lists of applications. */
    public Settings withApplications(List<BatchApplication> others) {
      return new Settings(
          access, certificate, nodeRoot, newNodes, List.copyOf(others), faults, trusted, state);
    }

    /**
     * The same with faults from the start; {@code PUT /sealframe/faults} replaces them later.
     *
     * @param plan JSON as docs/emulator.md describes it, such as {@code {"seed": 7, "rules":
     *     [{"on": "POST /jobs*", "chance": 0.1, "fault": {"throttle": {"status": 503, "retryAfter":
     *     1}}}]}}
     * @throws IllegalArgumentException when it is no such plan
     */
    public Settings withFaults(String plan) {
      return new Settings(
          access,
          certificate,
          nodeRoot,
          newNodes,
          applications,
          FaultPlan.parse(plan),
          trusted,
          state);
    }

    /**
     * The same whose nodes trust this certificate too when they fetch and store files over https,
     * such as that of an {@link Azurite}.
     *
     * @param pem read at the start
     */
    public Settings withTrustedCertificate(Path pem) {
      return new Settings(
          access, certificate, nodeRoot, newNodes, applications, faults, Optional.of(pem), state);
    }

    /**
     * The same on another address than 127.0.0.1, where others than this machine may reach it:
     * whoever has the key or the token runs programs here. A warning is logged at the start.
     *
     * @param address of this machine; 0.0.0.0 for all
     */
    public Settings withBindAddress(InetAddress address) {
      return with(access.withBindAddress(address));
    }

    /**
     * The same with an account that is kept in a folder: killed in whatever way and started again
     * with it, the emulator has every job, schedule, pool and task that it ever acknowledged.
     *
     * <p>Tasks that ran are queued again, pools get new nodes, and files on nodes are gone. The key
     * is kept too, unless {@link #withAccount} gives one. Faults and the bearer token are not.
     *
     * @param folder of this emulator alone; it is made, for its owner only, when it is not there
     */
    public Settings withState(Path folder) {
      return new Settings(
          access,
          certificate,
          nodeRoot,
          newNodes,
          applications,
          faults,
          trusted,
          Optional.of(folder));
    }

    /** Without the key and the token. */
    @Override
    public String toString() {
      return "Settings[" + access + ", certificate=" + certificate + ", nodeRoot=" + nodeRoot + "]";
    }
  }
}
