package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.batchclient.CallJournal;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which production, and which farm. */
final class FarmOptions {
  /** A service that cannot be reached is part of what an audit tells, and soon. */
  private static final ResilienceSettings AUDIT =
      new ResilienceSettings(
          Duration.ofSeconds(40),
          3,
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          16,
          300,
          8,
          50,
          Duration.ofMinutes(10));

  @Option(
      names = "--production",
      paramLabel = "FILE",
      description =
          "The production file (default: production.yaml). With an emulator it is rehearsed: held"
              + " to as in Azure, but for the nodes' identity.")
  private Path file;

  @Option(
      names = "--local",
      description = "Use an emulator instead of Azure: a new one for this run, or --emulator's.")
  private boolean local;

  @Option(
      names = "--emulator",
      paramLabel = "FILE",
      description = "Use the running emulator whose first line of output is in FILE.")
  private Path emulator;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Where sealed packages are kept (default: sealframe in the user's cache).")
  private Path work;

  /** What was read of the production file: what is planned and what is called are of one text. */
  private ProductionFile read;

  /**
   * The production, without asking any service.
   *
   * @throws ConfigurationRefusal when its file cannot be worked with
   */
  Production production() throws IOException {
    NodePackageGate gate = new NodePackageGate(work());
    if (isLocal() && file == null) {
      return new Production(
          LocalServices.PRODUCTION,
          PoolShape.ofEmulator(),
          Optional.empty(),
          CheckBefore.EACH_JOB,
          work(),
          gate,
          ProductionPolicy.ofEmulator());
    }
    ProductionFile production = productionFile();
    return new Production(
        production.code(),
        isLocal() ? production.pool().withoutIdentity() : production.pool(),
        production.renderer(),
        production.checkBefore(),
        work(),
        gate,
        isLocal() ? production.policy().rehearsed() : production.policy());
  }

  /** Connects, after starting an emulator when one is to be started. */
  OpenFarm open() throws IOException {
    Production production = production();
    Journal journal = production.journal();
    try {
      CallJournal calls = new CallJournal(journal);
      if (isNew()) {
        LocalServices services = LocalServices.start();
        Farm farm = connect(services.endpoints(), production.code(), calls);
        return new OpenFarm(production, farm, journal, Optional.of(services));
      }
      return new OpenFarm(production, connect(production.code(), calls), journal, Optional.empty());
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Connects to what is there: a verb that works on a job has no use for a new emulator. */
  OpenFarm openRunning() throws IOException {
    requireRunning();
    return open();
  }

  /** Connects to what is there, only to look at it: nothing is written on this machine. */
  Farm look() throws IOException {
    requireRunning();
    return connect(production().code(), call -> {});
  }

  /** All that there is to look at, for an audit: nothing is written on this machine. */
  AuditSubject subject() throws IOException {
    requireRunning();
    Production production = production();
    Optional<ProductionFile> named =
        isLocal() && file == null ? Optional.empty() : Optional.of(productionFile());
    FarmSettings settings =
        emulator != null
            ? settings(LocalEndpoints.read(emulator), production.code())
            : productionFile().settings();
    Resilience resilience = new Resilience(AUDIT);
    Consumer<ServiceCall> nobody = call -> {};
    Optional<AzureResources> arm =
        isLocal()
            ? Optional.empty()
            : productionFile()
                .resourceGroup()
                .map(
                    group ->
                        AzureResources.connect(
                            group, FarmCredential.signedIn(), resilience, nobody));
    return new AuditSubject(
        production.code(),
        named,
        new AuditSubject.Services(
            AzureFarm.connect(settings, resilience, nobody),
            AzureFarm.batch(settings, resilience, nobody),
            arm,
            isLocal()),
        new AuditSubject.Machine(
            production.journalFile(),
            Path.of(System.getProperty("user.home")),
            System.getenv(),
            InetAddress::getAllByName,
            Clock.systemUTC()));
  }

  private void requireRunning() {
    if (isNew()) {
      throw new ConfigurationRefusal(
          "use",
          "--local",
          "a new emulator has no jobs to look at",
          "name a running one with --emulator FILE");
    }
  }

  private Farm connect(ProductionCode code, Consumer<ServiceCall> listener) throws IOException {
    return emulator != null
        ? connect(LocalEndpoints.read(emulator), code, listener)
        : AzureFarm.connect(productionFile().settings(), Resilience.standard(), listener);
  }

  private ProductionFile productionFile() throws IOException {
    if (read == null) {
      read = ProductionFile.read(file == null ? Path.of("production.yaml") : file);
    }
    return read;
  }

  private Farm connect(
      LocalEndpoints endpoints, ProductionCode code, Consumer<ServiceCall> listener)
      throws IOException {
    return AzureFarm.connect(settings(endpoints, code), Resilience.standard(), listener);
  }

  private FarmSettings settings(LocalEndpoints endpoints, ProductionCode code) throws IOException {
    DenyList words = file == null ? DenyList.none() : productionFile().names().words();
    return new FarmSettings(
            endpoints.batch(),
            endpoints.blob(),
            code,
            new FarmCredential.SharedKeys(
                endpoints.account(), endpoints.key(), endpoints.account(), endpoints.key()),
            Optional.empty())
        .withWords(words);
  }

  private boolean isNew() {
    return local && emulator == null;
  }

  /** Whether the farm is an emulator: what it proves, it proves of nothing in Azure. */
  boolean isLocal() {
    return local || emulator != null;
  }

  private Path work() {
    return work != null ? work : defaultWork();
  }

  /** The folder {@code sealframe} in the user's cache. */
  static Path defaultWork() {
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache == null || cache.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "sealframe")
        : Path.of(cache, "sealframe");
  }
}
