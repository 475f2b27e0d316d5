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
    return start(BatchEmulator.Settings.defaults(), 0, Optional.empty());
  }

  /**
   * Starts both.
   *
   * @param blobPort on 127.0.0.1; 0 for a free one
   * @param blobs folder in which blobs stay; empty lets them go at the end
   * @throws io.github.sealframe.emulator.EmulatorStartException when one of them cannot start; the
   *     other is ended then
   */
  static LocalServices start(BatchEmulator.Settings settings, int blobPort, Optional<Path> blobs)
      throws IOException {
    BatchEmulator batch = BatchEmulator.start(settings);
    try {
      return blobs.isPresent()
          ? withBlobs(batch, blobPort, blobs.get())
          : withAzurite(batch, blobPort);
    } catch (IOException | RuntimeException e) {
      batch.close();
      throw e;
    }
  }

  private static LocalServices withBlobs(BatchEmulator batch, int port, Path blobs)
      throws IOException {
    Files.createDirectories(blobs);
    return new LocalServices(batch, azurite(batch, blobs, port), Optional.empty());
  }

  private static LocalServices withAzurite(BatchEmulator batch, int port) throws IOException {
    TemporaryFolder data = TemporaryFolder.create("sealframe-blobs-");
    try {
      return new LocalServices(batch, azurite(batch, data.path(), port), Optional.of(data));
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Starts an Azurite that knows the account of {@code batch}. */
  static Azurite azurite(BatchEmulator batch, Path data, int port) {
    return Azurite.start(
        Azurite.Settings.of(
                Path.of(environment("SEALFRAME_AZURITE", "samples/target/azurite")),
                onSearchPath(environment("SEALFRAME_NODE", "node")),
                data)
            .withPort(port)
            .withAccount(batch.accountName(), batch.accountKey()));
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
