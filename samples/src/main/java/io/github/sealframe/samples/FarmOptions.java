package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.core.Approvals;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.integrity.NodePackageGate;
import io.github.sealframe.integrity.ReviewedPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which production, and which farm. */
final class FarmOptions {
  @Option(
      names = "--production",
      paramLabel = "FILE",
      defaultValue = "production.yaml",
      description = "The production file (default: ${DEFAULT-VALUE}).")
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

  /**
   * The production, without asking any service.
   *
   * @throws ConfigurationRefusal when its file cannot be worked with
   */
  Production production() throws IOException {
    NodePackageGate gate = new NodePackageGate(work());
    if (isLocal()) {
      return new Production(
          LocalServices.PRODUCTION,
          PoolShape.ofEmulator(),
          Optional.empty(),
          CheckBefore.EACH_JOB,
          work(),
          gate,
          Approvals.none());
    }
    ProductionFile production = ProductionFile.read(file);
    return new Production(
        production.code(),
        production.pool(),
        production.renderer(),
        production.checkBefore(),
        work(),
        gate,
        production
            .approvals()
            .<Approvals>map(rules -> new ReviewedPackages(rules, Clock.systemUTC()))
            .orElseGet(Approvals::none));
  }

  /** Connects, after starting an emulator when one is to be started. */
  OpenFarm open() throws IOException {
    if (isLocal() && emulator == null) {
      LocalServices services = LocalServices.start(0, 0);
      return new OpenFarm(production(), connect(services.endpoints()), Optional.of(services));
    }
    return openRunning();
  }

  /** Connects to what is there: a verb that looks at jobs has no use for a new emulator. */
  OpenFarm openRunning() throws IOException {
    if (isLocal()) {
      if (emulator == null) {
        throw new ConfigurationRefusal(
            "use",
            "--local",
            "a new emulator has no jobs to look at",
            "name a running one with --emulator FILE");
      }
      Farm farm = connect(LocalEndpoints.read(emulator));
      return new OpenFarm(production(), farm, Optional.empty());
    }
    ProductionFile production = ProductionFile.read(file);
    Farm farm =
        AzureFarm.connect(
            new FarmSettings(
                production.batch(),
                production.storage(),
                production.code(),
                FarmCredential.signedIn(),
                new NodeRights.Identity(production.pool().identity().orElseThrow()),
                Optional.empty(),
                production.batchAccount()));
    return new OpenFarm(production(), farm, Optional.empty());
  }

  private static Farm connect(LocalEndpoints endpoints) {
    return AzureFarm.connect(
        new FarmSettings(
            endpoints.batch(),
            endpoints.blob(),
            LocalServices.PRODUCTION,
            new FarmCredential.SharedKeys(
                endpoints.account(), endpoints.key(), endpoints.account(), endpoints.key()),
            Optional.empty()));
  }

  private boolean isLocal() {
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
