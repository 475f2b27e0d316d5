package io.github.sealframe.samples;

import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.emulator.Azurite;
import io.github.sealframe.emulator.BatchEmulator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An emulator and its Azurite, started by this process and ended with it. Both know one account.
 */
final class LocalServices implements AutoCloseable {
  /** The production that renders on an emulator. */
  static final ProductionCode PRODUCTION = new ProductionCode("plocalfarmx");

  private final BatchEmulator batch;
  private final Azurite azurite;
  private final Optional<TemporaryFolder> data;
  private final LocalEndpoints endpoints;
  private final Thread atExit = new Thread(this::stop, "stop-local-services");

  private LocalServices(BatchEmulator batch, Azurite azurite, Optional<TemporaryFolder> data) {
    this.batch = batch;
    this.azurite = azurite;
    this.data = data;
    this.endpoints =
        new LocalEndpoints(
            batch.endpoint(), batch.accountName(), batch.accountKey(), azurite.blobEndpoint());
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts both, on free ports. */
  static LocalServices start() throws IOException {
    return start(BatchEmulator.Settings.defaults(), 0, Optional.empty(), Optional.empty());
  }

  /**
   * Starts both.
   *
   * @param settings but for the account
   * @param blobPort on 127.0.0.1; 0 for a free one
   * @param blobCertificate the PEM file that Azurite's certificate is written to, which nodes
   *     trust; empty for http
   * @param state folder in which the key and the blobs stay, as the emulator's state does; empty
   *     lets them go at the end
   * @throws io.github.sealframe.emulator.EmulatorStartException when one of them cannot start; the
   *     other is ended then
   */
  static LocalServices start(
      BatchEmulator.Settings settings,
      int blobPort,
      Optional<Path> blobCertificate,
      Optional<Path> state)
      throws IOException {
    String account = "localbatch";
    String key = state.isPresent() ? KeptKey.in(state.get()) : KeptKey.random();
    BatchEmulator.Settings batch = settings.withAccount(account, key);
    Optional<TemporaryFolder> passing =
        state.isPresent()
            ? Optional.empty()
            : Optional.of(TemporaryFolder.create("sealframe-blobs-"));
    try {
      Path data = passing.isPresent() ? passing.get().path() : state.get().resolve("blobs");
      Files.createDirectories(data);
      Azurite.Settings blobs = blobs(data).withPort(blobPort).withAccount(account, key);
      return blobCertificate.isEmpty()
          ? start(batch, blobs, passing)
          : start(
              batch.withTrustedCertificate(blobCertificate.get()),
              blobs.withHttps(blobCertificate.get()),
              passing);
    } catch (IOException | RuntimeException e) {
      passing.ifPresent(TemporaryFolder::close);
      throw e;
    }
  }

  /** Azurite first: its certificate has to be there when the emulator starts. */
  private static LocalServices start(
      BatchEmulator.Settings batch, Azurite.Settings blobs, Optional<TemporaryFolder> data) {
    Azurite azurite = Azurite.start(blobs);
    try {
      return new LocalServices(BatchEmulator.start(batch), azurite, data);
    } catch (RuntimeException e) {
      azurite.close();
      throw e;
    }
  }

  /** How the Azurite that is installed here is started. */
  static Azurite.Settings blobs(Path data) {
    return Azurite.Settings.of(
        Path.of(environment("SEALFRAME_AZURITE", "samples/target/azurite")),
        onSearchPath(environment("SEALFRAME_NODE", "node")),
        data);
  }

  /** The program of that name, as a shell finds it; the name itself when there is none. */
  private static Path onSearchPath(String program) {
    return Stream.of(environment("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder).resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(Path.of(program));
  }

  private static String environment(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  LocalEndpoints endpoints() {
    return endpoints;
  }

  /** The token that the Batch service takes besides the key. */
  Optional<String> bearerToken() {
    return batch.bearerToken();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // The JVM is ending, and the hook does this.
    }
    stop();
  }

  private void stop() {
    batch.close();
    azurite.close();
    data.ifPresent(TemporaryFolder::close);
  }
}
