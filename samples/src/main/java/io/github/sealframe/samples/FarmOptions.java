package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.batchclient.CallJournal;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.VaultProbe;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldJournal;
import io.github.sealframe.core.HoldKeeper;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionJournal;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.ProductionRegister;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
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
      description =
          "The production's folder on this machine, with sealed packages and the journal (default:"
              + " sealframe/CODE in the user's cache).")
  private Path work;

  @Option(
      names = "--register",
      paramLabel = "FILE",
      description =
          "What belongs to which production (default: sealframe/productions in the user's state"
              + " folder).")
  private Path register;

  /** What was read of the production file: what is planned and what is called are of one text. */
  private ProductionFile read;

  /**
   * The production, without asking any service.
   *
   * @throws ConfigurationRefusal when its file cannot be worked with
   */
  Production production() throws IOException {
    if (isLocal() && file == null) {
      Path folder = work(LocalServices.PRODUCTION);
      return new Production(
          LocalServices.PRODUCTION,
          PoolShape.ofEmulator(),
          Optional.empty(),
          CheckBefore.EACH_JOB,
          folder,
          new NodePackageGate(folder),
          ProductionPolicy.ofEmulator());
    }
    ProductionFile production = productionFile();
    Path folder = work(production.code());
    return new Production(
        production.code(),
        isLocal() ? production.pool().withoutIdentity() : production.pool(),
        production.renderer(),
        production.checkBefore(),
        folder,
        new NodePackageGate(folder),
        isLocal()
            ? production.policy().rehearsed()
            : production
                .policy()
                .withRegister(register(), production.code(), production.belongings(folder)));
  }

  /** What belongs to which production, as this user knows it. */
  ProductionRegister register() {
    return new ProductionRegister(register != null ? register : defaultRegister());
  }

  private static Path defaultRegister() {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    return folder.resolve("sealframe").resolve("productions");
  }

  /**
   * Connects, after starting an emulator when one is to be started.
   *
   * @throws PolicyRefusal when the production was wrapped
   */
  OpenFarm open() throws IOException {
    OpenFarm open = openUnasked();
    try {
      open.farm().wraps().refuseWhenDestroyed("go on with");
      return open;
    } catch (RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /**
   * Connects without asking any service: what is done later asks whether the production goes on.
   */
  OpenFarm openUnasked() throws IOException {
    Production production = goingOn();
    if (!isLocal()) {
      settings(Optional.empty()); // What is wrong with them is told before anything is claimed.
    }
    production.policy().claim();
    return opened();
  }

  /**
   * The production, without asking any service, for something new to be begun.
   *
   * @throws PolicyRefusal when others may read this user's credentials
   */
  Production goingOn() throws IOException {
    refuseOpenFiles();
    return production();
  }

  private void refuseOpenFiles() throws IOException {
    if (!isLocal()) {
      CredentialFiles.ofThisUser().refuseOpen();
    }
  }

  /** After how long without use a connection is dropped; empty for an emulator of this run. */
  Optional<Duration> sessionLimit() throws IOException {
    if (isNew()) {
      return Optional.empty();
    }
    return Optional.of(
        isLocal() && file == null ? Session.LONGEST : productionFile().sessionLimit());
  }

  /** Writes down on this machine that a production has ended; one of an emulator comes again. */
  void end(ProductionCode production) {
    if (!isLocal()) {
      register().end(production, LocalDate.now(ZoneOffset.UTC));
    }
  }

  private OpenFarm opened() throws IOException {
    Production production = production();
    if (!isNew()) {
      return opened(production, running(), Optional.empty());
    }
    LocalServices services = LocalServices.start();
    try {
      return opened(production, Optional.of(services.endpoints()), Optional.of(services));
    } catch (IOException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private OpenFarm opened(
      Production production, Optional<LocalEndpoints> emulated, Optional<LocalServices> own)
      throws IOException {
    Journal local = production.journal(emulated, words());
    try {
      CallJournal calls = new CallJournal(local);
      Farm farm = AzureFarm.connect(settings(emulated), Resilience.standard(), calls);
      ProductionJournal journal = new ProductionJournal(local, farm.blobs(), Clock.systemUTC());
      return new OpenFarm(production, farm, journal, calls, sources(), own);
    } catch (IOException | RuntimeException e) {
      local.close();
      throw e;
    }
  }

  /**
   * Connects to what is there, to take it away.
   *
   * @param deleteAccounts whether the accounts, too
   * @throws ConfigurationRefusal when they are to be deleted, and nobody says where they are
   */
  WrapFarm openToWrap(boolean deleteAccounts) throws IOException {
    requireRunning();
    Optional<ProductionResources> resources =
        isLocal() ? Optional.empty() : productionFile().resources();
    if (deleteAccounts && resources.isEmpty()) {
      throw new ConfigurationRefusal(
          "delete",
          "the accounts of production " + production().code(),
          isLocal() ? "an emulator has none" : "the production file does not name their group",
          isLocal() ? "leave --delete-accounts out" : "name it, as `resource-group`");
    }
    refuseOpenFiles();
    OpenFarm open = opened();
    Wrap.Parts parts =
        AzureFarm.parts(settings(running()), Resilience.standard(), open.calls())
            .with(List.of(new WorkFolder(open.production().work(), open.production().code())));
    if (resources.isPresent()) {
      parts = parts.with(List.of(resources.get().keptGroup()));
      parts =
          deleteAccounts
              ? resources
                  .get()
                  .accounts()
                  .deleted(
                      parts,
                      open.production().code(),
                      arm(Resilience.standard(), open.calls()).orElseThrow(),
                      Clock.systemUTC())
              : parts.with(resources.get().keptAccounts());
    } else if (!isLocal()) {
      parts = parts.with(productionFile().keptSomewhere());
    }
    return new WrapFarm(open, parts);
  }

  /** Azure Resource Manager; empty when the production file does not say where to ask. */
  private Optional<AzureResources> arm(Resilience resilience, Consumer<ServiceCall> listener)
      throws IOException {
    if (isLocal()) {
      return Optional.empty();
    }
    DenyList words = words();
    return productionFile()
        .resourceGroup()
        .map(
            group ->
                AzureResources.connect(
                    group, FarmCredential.signedIn(), words, resilience, listener));
  }

  /** Connects to what is there: a verb that works on a job has no use for a new emulator. */
  OpenFarm openRunning() throws IOException {
    requireRunning();
    return open();
  }

  /**
   * The key of the Batch account.
   *
   * @throws ConfigurationRefusal when the production has none
   */
  BatchKey batchKey() throws IOException {
    if (isLocal()) {
      throw new ConfigurationRefusal(
          "rotate",
          "the key of an emulator",
          "each emulator makes its own",
          "name a production in Azure with --production");
    }
    return new BatchKey(productionFile());
  }

  /** Connects to what is there, only to look at it: nothing is written on this machine. */
  Farm look() throws IOException {
    requireRunning();
    refuseOpenFiles();
    return AzureFarm.connect(settings(running()), Resilience.standard(), call -> {});
  }

  /**
   * The hold that stands, for verbs that only look. One that is put on now, for what happened while
   * nobody watched, is written into the journal.
   */
  Optional<Hold> hold(Farm farm) throws IOException {
    return new HoldKeeper(farm, Clock.systemUTC(), this::write).found(production().gate());
  }

  private void write(RenderEvent event) {
    try (OpenFarm open = openRunning()) {
      new HoldJournal(open.journal()).accept(event);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * All that there is to look at, for an audit: nothing is written on this machine.
   *
   * @param probes whether to try as well what has to be refused
   */
  AuditSubject subject(boolean probes) throws IOException {
    requireRunning();
    Production production = production();
    Optional<ProductionFile> named =
        isLocal() && file == null ? Optional.empty() : Optional.of(productionFile());
    FarmSettings settings = settings(running());
    Resilience resilience = new Resilience(AUDIT);
    Consumer<ServiceCall> nobody = call -> {};
    return new AuditSubject(
        production.code(),
        named,
        new AuditSubject.Services(
            AzureFarm.connect(settings, resilience, nobody),
            AzureFarm.batch(settings, resilience, nobody),
            arm(resilience, nobody),
            named
                .flatMap(ProductionFile::vault)
                .filter(vault -> probes && !isLocal())
                .map(
                    vault ->
                        VaultProbe.connect(
                                vault, FarmCredential.signedIn(), settings.words(), resilience)
                            ::mayListSecrets),
            isLocal()),
        new AuditSubject.Machine(
            production.work(),
            register(),
            production.journalFile(running()),
            Path.of(System.getProperty("user.home")),
            System.getenv(),
            InetAddress::getAllByName,
            Clock.systemUTC()));
  }

  private Optional<StorageSources> sources() throws IOException {
    Optional<AzureResources> arm = arm(Resilience.standard(), call -> {});
    return arm.isEmpty()
        ? Optional.empty()
        : productionFile()
            .resources()
            .map(ids -> new StorageSources(arm.get(), ids.storageAccount()));
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

  private FarmSettings settings(Optional<LocalEndpoints> emulated) throws IOException {
    return emulated.isPresent()
        ? settings(emulated.get(), production().code())
        : productionFile().settings();
  }

  private ProductionFile productionFile() throws IOException {
    if (read == null) {
      read = ProductionFile.read(file == null ? Path.of("production.yaml") : file);
    }
    return read;
  }

  private FarmSettings settings(LocalEndpoints endpoints, ProductionCode code) throws IOException {
    return new FarmSettings(
            endpoints.batch(),
            endpoints.blob(),
            code,
            new FarmCredential.SharedKeys(
                endpoints.account(), endpoints.key(), endpoints.account(), endpoints.key()),
            Optional.empty())
        .withWords(words());
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

  private Path work(ProductionCode code) {
    return work != null ? work : defaultWork().resolve(code.value());
  }

  /** The folder {@code sealframe} in the user's cache. */
  static Path defaultWork() {
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache == null || cache.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "sealframe")
        : Path.of(cache, "sealframe");
  }
}
