package io.github.sealframe.emulator.internal;

import com.sun.net.httpserver.HttpServer;
import io.github.sealframe.emulator.BatchApplication;
import io.github.sealframe.emulator.NodeLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The emulator put together: what starts with it, and what has to end with it. Not for users of the
 * library.
 */
public final class Engine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /**
   * Where an emulator answers, and whom.
   *
   * @param bindAddress where it listens
   * @param port 0 for a free one
   * @param key in base64
   * @param bearerToken lets requests in besides the key
   * @param tls for https
   */
  public record Access(
      InetAddress bindAddress,
      int port,
      String account,
      String key,
      Optional<String> bearerToken,
      Optional<SSLContext> tls) {

    /** 127.0.0.1, and not the loopback address that a setting of the JVM prefers. */
    public static final InetAddress LOOPBACK = loopback();

    private static InetAddress loopback() {
      try {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      } catch (UnknownHostException e) {
        throw new IllegalStateException("Four bytes are always an address", e);
      }
    }

    /** The same on another address. */
    public Access withBindAddress(InetAddress other) {
      return new Access(other, port, account, key, bearerToken, tls);
    }

    /** Names of the emulator besides 127.0.0.1 and localhost, as a certificate has them. */
    public List<String> alternativeNames() {
      String own = "dns:" + OwnAddress.hostName(account);
      return bindAddress.isLoopbackAddress() || bindAddress.isAnyLocalAddress()
          ? List.of(own)
          : List.of(own, "ip:" + bindAddress.getHostAddress());
    }

    /** The same on another port. */
    public Access withPort(int other) {
      return new Access(bindAddress, other, account, key, bearerToken, tls);
    }

    /** The same for another account. */
    public Access withAccount(String other, String otherKey) {
      return new Access(bindAddress, port, other, otherKey, bearerToken, tls);
    }

    /** The same with a token. */
    public Access withBearerToken(String token) {
      return new Access(bindAddress, port, account, key, Optional.of(token), tls);
    }

    /** The same over https. */
    public Access withTls(SSLContext context) {
      return new Access(bindAddress, port, account, key, bearerToken, Optional.of(context));
    }

    /** Without the key and the token. */
    @Override
    public String toString() {
      return "port=" + port + ", account=" + account;
    }
  }

  /**
   * How nodes come.
   *
   * @param creation how long a new node takes to come
   * @param beforeStartTask called with the node's folder each time before its StartTask
   * @param size what a node's processes may take at most; empty for no limits
   */
  public record NewNodes(
      Duration creation, Consumer<Path> beforeStartTask, Optional<NodeSize> size) {}

  /**
   * What the processes of a node may take at most, together.
   *
   * @param mebibytes of memory
   */
  public record NodeSize(double cpus, long mebibytes) {}

  /**
   * What an emulator is started with.
   *
   * @param root folder of the nodes
   * @param trust whom nodes trust when they fetch and store files over https; empty for the JVM's
   *     default
   * @param clockSpeed seconds of the account in a second of the machine, at least 1
   */
  public record Configuration(
      Access access,
      Path root,
      NewNodes newNodes,
      List<BatchApplication> applications,
      FaultPlan faults,
      Optional<SSLContext> trust,
      int clockSpeed) {}

  private final URI url;
  private final Fleet fleet;
  private final Account account;
  private final HttpFrontend frontend;
  private final IdentityEndpoint identities;
  private final NodeThreads nodeThreads;
  private final ExecutorService threads;
  private final ScheduledExecutorService timers;
  private final ProcessWarden warden;
  private final BlobTransfer blobs;
  private final NodeGroups groups;

  private Engine(
      URI url,
      Fleet fleet,
      Account account,
      HttpFrontend frontend,
      IdentityEndpoint identities,
      NodeThreads nodeThreads,
      ExecutorService threads,
      ScheduledExecutorService timers,
      ProcessWarden warden,
      BlobTransfer blobs,
      NodeGroups groups) {
    this.url = url;
    this.fleet = fleet;
    this.account = account;
    this.frontend = frontend;
    this.identities = identities;
    this.nodeThreads = nodeThreads;
    this.threads = threads;
    this.timers = timers;
    this.warden = warden;
    this.blobs = blobs;
    this.groups = groups;
  }

  /**
   * Binds the port and starts to answer.
   *
   * @throws IOException when the port is taken or the warden cannot be started; nothing is left
   *     running then
   */
  public static Engine start(Configuration configuration) throws IOException {
    Access access = configuration.access();
    List<HttpServer> servers = new ArrayList<>();
    ProcessWarden warden;
    try {
      servers.add(HttpFrontend.bind(access.bindAddress(), access.port(), access.tls()));
      servers.add(HttpFrontend.bind(Access.LOOPBACK, 0, Optional.empty()));
      warden = ProcessWarden.start();
    } catch (IOException e) {
      servers.forEach(bound -> bound.stop(0));
      throw e;
    }
    HttpServer server = servers.get(0);
    OwnAddress address =
        OwnAddress.of(
            server,
            access.tls().isPresent() ? "https" : "http",
            OwnAddress.hostName(access.account()));
    if (address.isReachable()) {
      LOG.warn(
          "The emulator listens on {}, and not on loopback: whoever reaches it with the key or the"
              + " token runs programs on this machine",
          server.getAddress());
    }
    String url = address.url();
    AccountClock clock = new AccountClock(Clock.systemUTC(), configuration.clockSpeed());
    String name = "batch-emulator-" + NUMBER.incrementAndGet();
    ExecutorService threads = Executors.newCachedThreadPool(daemons(name + "-node-"));
    ScheduledExecutorService timers =
        Executors.newSingleThreadScheduledExecutor(daemons(name + "-timer-"));
    BlobTransfer blobs = new BlobTransfer(daemons(name + "-blob-"), configuration.trust());
    IdentityTokens identityTokens = new IdentityTokens(Clock.systemUTC());
    FaultSource faults = new FaultSource(configuration.faults());
    CommandRun.Tools tools =
        new CommandRun.Tools(
            new NodeProcess.Launcher(warden),
            new ResourceFiles(blobs, identityTokens),
            new OutputFiles(blobs, faults, identityTokens),
            timers,
            clock);
    Account account = new Account(access.account(), url, clock);
    ExecutorService httpThreads = Executors.newCachedThreadPool(daemons(name + "-http-"));
    IdentityEndpoint identities =
        IdentityEndpoint.open(servers.get(1), account, identityTokens, httpThreads);
    TaskTokens tokens = new TaskTokens();
    Applications applications = new Applications(configuration.applications());
    NodeThreads nodeThreads = new NodeThreads(account, threads, timers, clock);
    NodeFaults nodeFaults = new NodeFaults(faults, account, nodeThreads);
    NodeGroups groups =
        configuration
            .newNodes()
            .size()
            .map(size -> NodeGroups.limited(size.cpus(), size.mebibytes()))
            .orElseGet(NodeGroups::none);
    NodeCommands commands =
        new NodeCommands(
            account,
            tools,
            new UserAccounts(new AutoUsers(isRoot(configuration.root()))),
            tokens,
            applications,
            nodeFaults,
            identities,
            groups);
    Dispatcher dispatcher = new Dispatcher(account, nodeThreads, commands);
    Fleet fleet =
        new Fleet(
            account,
            nodeThreads,
            dispatcher,
            commands,
            new Fleet.NodeMaking(
                configuration.root(),
                configuration.newNodes().creation(),
                configuration.newNodes().beforeStartTask(),
                groups),
            nodeFaults);
    Routes routes = new Routes();
    AutoScaler scaler = new AutoScaler(account, fleet, nodeThreads);
    PoolSpec poolSpec = new PoolSpec(applications);
    JobSpec jobSpec = new JobSpec(poolSpec, applications);
    PoolCreation pools = new PoolCreation(account, fleet, scaler);
    JobControl jobs = dispatcher.jobs();
    AutoPools autoPools = new AutoPools(pools, jobs);
    new AccountOperations(account, applications).register(routes);
    new PoolOperations(account, fleet, pools, poolSpec).register(routes);
    new ArmPoolOperations(account, fleet, pools, poolSpec).register(routes);
    new PoolSizeOperations(account, fleet).register(routes);
    new AutoScaleOperations(account, scaler).register(routes);
    new NodeOperations(account, fleet).register(routes);
    new NodeLogOperations(account, blobs, identityTokens).register(routes);
    new JobOperations(account, jobs, autoPools, jobSpec).register(routes);
    new ScheduleOperations(
            account, new ScheduleControl(account, jobs, autoPools, nodeThreads), jobSpec)
        .register(routes);
    new TaskOperations(account, dispatcher, applications).register(routes);
    new FileOperations(account).register(routes);
    new FaultOperations(faults, account, nodeFaults, fleet).register(routes);
    HttpFrontend frontend =
        HttpFrontend.open(
            server,
            httpThreads,
            address,
            new Admission(
                new SharedKey(
                    access.account(), Base64.getDecoder().decode(access.key()), Clock.systemUTC()),
                access.bearerToken(),
                tokens),
            new RequestFaults(faults, account),
            routes);
    return new Engine(
        URI.create(url),
        fleet,
        account,
        frontend,
        identities,
        nodeThreads,
        threads,
        timers,
        warden,
        blobs,
        groups);
  }

  /** The tools that have to be on the machine and are not. */
  public static List<Path> missingTools() {
    return NodeProcess.Launcher.tools().stream().filter(tool -> !Files.isExecutable(tool)).toList();
  }

  /** Which issuer of Azure a token names; empty for a token that Azure did not issue. */
  public static Optional<String> issuerOfAzure(String token) {
    return EntraToken.issuer(token);
  }

  /** Where the emulator answers. */
  public URI url() {
    return url;
  }

  /** Whether nodes have the limits that were asked for. */
  public NodeLimits nodeLimits() {
    return groups.state();
  }

  /** Kills every process that runs on a node, and removes the folders of all pools. */
  @Override
  public void close() {
    identities.close();
    frontend.close();
    List<Node> nodes = new ArrayList<>();
    account.locked(
        () -> {
          nodeThreads.close();
          account.pools().all().forEach(pool -> nodes.addAll(pool.nodes().all()));
          nodes.forEach(
              node -> {
                List.copyOf(node.tasks()).forEach(task -> task.stop(Stop.REQUEUE));
                List.copyOf(node.upkeep()).forEach(CommandRun::stop);
              });
        });
    threads.shutdown();
    boolean interrupted = false;
    try {
      if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Threads of the emulator did not end within {}", PATIENCE);
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      threads.shutdownNow();
    }
    // What StartTasks left running ends here.
    warden.close();
    timers.shutdownNow();
    blobs.close();
    for (Node node : nodes) {
      try {
        StrayProcesses.endAllOf(node.folders());
      } catch (IOException e) {
        LOG.warn("Processes that left node {} on their own were not looked for", node.id(), e);
      }
    }
    groups.close();
    for (Path folder : fleet.poolFolders()) {
      try {
        FileTree.delete(folder);
      } catch (IOException e) {
        LOG.warn("The folder {} of a pool could not be removed", folder, e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isRoot(Path ownFolder) throws IOException {
    // The folder is the emulator's own; Java has no other portable way to ask who it is.
    return Integer.valueOf(0).equals(Files.getAttribute(ownFolder, "unix:uid"))
        && "root".equals(System.getProperty("user.name"));
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger next = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + next.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
