package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.CallJournal;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapRecord;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /**
   * Connects, after starting an emulator when one is to be started.
   *
   * @throws PolicyRefusal when the production was wrapped
   */
  OpenFarm open() throws IOException {
    goingOn();
    OpenFarm open = opened();
    try {
      open.farm().wraps().refuseWhenDestroyed("go on with");
      return open;
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * The production, without asking any service, for something new to be begun.
   *
   * @throws PolicyRefusal when the report on this machine tells that it was wrapped: the storage
   *     account may be gone, with its record
   */
  Production goingOn() throws IOException {
    Production production = production();
    Path report = WorkFolder.report(work(), production.code());
    if (!isLocal() && Files.exists(report)) {
      throw WrapRecord.refusal(
          "go on with", production.code(), Files.getLastModifiedTime(report).toInstant());
    }
    return production;
  }

  private OpenFarm opened() throws IOException {
    Production production = production();
    Journal journal = production.journal();
    try {
      CallJournal calls = new CallJournal(journal);
      if (isNew()) {
        LocalServices services = LocalServices.start();
        FarmSettings settings = settings(services.endpoints(), production.code());
        Farm farm = AzureFarm.connect(settings, Resilience.standard(), calls);
        return new OpenFarm(production, farm, journal, Optional.of(services));
      }
      Farm farm = AzureFarm.connect(settings(), Resilience.standard(), calls);
      return new OpenFarm(production, farm, journal, Optional.empty());
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Connects to what is there, to take it away. */
  WrapFarm openToWrap() throws IOException {
    requireRunning();
    OpenFarm open = opened();
    Wrap.Parts parts =
        AzureFarm.parts(settings(), Resilience.standard(), new CallJournal(open.journal()))
            .with(List.of(new WorkFolder(work(), open.production().code())));
    return new WrapFarm(open, parts);
  }

  /** Connects to what is there: a verb that works on a job has no use for a new emulator. */
  OpenFarm openRunning() throws IOException {
    requireRunning();
    return open();
  }

  /** Connects to what is there, only to look at it: nothing is written on this machine. */
  Farm look() throws IOException {
    requireRunning();
    return AzureFarm.connect(settings(), Resilience.standard(), call -> {});
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

  private FarmSettings settings() throws IOException {
    return emulator != null
        ? settings(LocalEndpoints.read(emulator), production().code())
        : productionFile().settings();
  }

  private ProductionFile productionFile() throws IOException {
    if (read == null) {
      read = ProductionFile.read(file == null ? Path.of("production.yaml") : file);
    }
    return read;
  }

  private FarmSettings settings(LocalEndpoints endpoints, ProductionCode code) throws IOException {
    DenyList words = file == null ? DenyList.none() : productionFile().names().words();
    FarmSettings settings =
        new FarmSettings(
            endpoints.batch(),
            endpoints.blob(),
            code,
            new FarmCredential.SharedKeys(
                endpoints.account(), endpoints.key(), endpoints.account(), endpoints.key()),
            Optional.empty());
    return settings.withWords(words);
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
