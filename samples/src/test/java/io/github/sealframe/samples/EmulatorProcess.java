package io.github.sealframe.samples;

import io.github.sealframe.emulator.BatchEmulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Batch emulator in a process of its own, without storage. */
final class EmulatorProcess implements AutoCloseable {
  private final ChildJvm jvm;
  private final LocalEndpoints endpoints;

  /**
   * @param folder where to keep its endpoints
   */
  EmulatorProcess(Path folder) throws IOException {
    // A hundred thousand tasks are all in memory, several times when clients are compared.
    jvm = new ChildJvm(List.of("-Xmx2g"), EmulatorProcess.class);
    try {
      Path file = folder.resolve("endpoints.json");
      Files.writeString(file, jvm.line() + "\n");
      endpoints = LocalEndpoints.read(file);
    } catch (IOException e) {
      jvm.close();
      throw e;
    }
  }

  LocalEndpoints endpoints() {
    return endpoints;
  }

  long pid() {
    return jvm.pid();
  }

  /** The process itself. */
  public static void main(String[] args) throws IOException {
    try (BatchEmulator batch = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      URI noStorage = URI.create("http://127.0.0.1:1/" + batch.accountName());
      System.out.println(
          new LocalEndpoints(batch.endpoint(), batch.accountName(), batch.accountKey(), noStorage)
              .text());
      ChildJvm.awaitParent();
    }
  }

  @Override
  public void close() throws IOException {
    jvm.close();
  }
}
