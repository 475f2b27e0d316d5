package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.CallJournal;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionJournal;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which production, and which farm. */
final class FarmOptions {
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
    if (!isNew()) {
      return open(production, running(), Optional.empty());
    }
    LocalServices services = LocalServices.start();
    try {
      return open(production, Optional.of(services.endpoints()), Optional.of(services));
    } catch (IOException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private OpenFarm open(
      Production production, Optional<LocalEndpoints> emulated, Optional<LocalServices> own)
      throws IOException {
    Journal local = production.journal(emulated, words());
    try {
      Farm farm = connect(production.code(), emulated, new CallJournal(local));
      ProductionJournal journal = new ProductionJournal(local, farm.blobs(), Clock.systemUTC());
      return new OpenFarm(production, farm, journal, own);
    } catch (IOException | RuntimeException e) {
      local.close();
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
    return connect(production().code(), running(), call -> {});
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

  /** The running emulator; empty for Azure. */
  Optional<LocalEndpoints> running() throws IOException {
    return emulator == null ? Optional.empty() : Optional.of(LocalEndpoints.read(emulator));
  }

  private Farm connect(
      ProductionCode code, Optional<LocalEndpoints> emulated, Consumer<ServiceCall> listener)
      throws IOException {
    return emulated.isPresent()
        ? connect(emulated.get(), code, listener)
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
    FarmSettings settings =
        new FarmSettings(
            endpoints.batch(),
            endpoints.blob(),
            code,
            new FarmCredential.SharedKeys(
                endpoints.account(), endpoints.key(), endpoints.account(), endpoints.key()),
            Optional.empty());
    return AzureFarm.connect(settings.withWords(words()), Resilience.standard(), listener);
  }

  /** What may not leave this machine; an emulator without a production file has no such words. */
  private DenyList words() throws IOException {
    return isLocal() && file == null ? DenyList.none() : productionFile().names().words();
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
