package io.github.sealframe.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** An emulator with state in a JVM of its own, which is killed as nothing else is: by SIGKILL. */
final class KeptJvm implements AutoCloseable {

  private final Process process;
  private final BatchWire wire;

  /**
   * Starts it, with its state and its nodes in a folder.
   *
   * @param options for the JVM
   */
  KeptJvm(Path folder, String... options) throws IOException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            KeptJvm.class.getName(),
            folder.toString()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith("AT ")) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IOException("The emulator did not start");
    }
    String[] words = line.split(" ", -1);
    wire = new BatchWire(URI.create(words[1]), words[2], words[3]);
    Thread rest = new Thread(() -> lines.lines().forEach(unused -> {}), "output");
    rest.setDaemon(true);
    rest.start();
  }

  public static void main(String[] arguments) throws InterruptedException {
    BatchEmulator emulator = BatchEmulator.start(settings(Path.of(arguments[0])));
    System.out.println(
        "AT " + emulator.endpoint() + " " + emulator.accountName() + " " + emulator.accountKey());
    new CountDownLatch(1).await();
  }

  static BatchEmulator.Settings settings(Path folder) {
    return BatchEmulator.Settings.defaults()
        .withState(folder.resolve("state"))
        .withNodeRoot(folder.resolve("nodes"));
  }

  BatchWire wire() {
    return wire;
  }

  /** Ends it at once. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
