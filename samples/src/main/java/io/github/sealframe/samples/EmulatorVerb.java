package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the local services until it is interrupted. */
@Command(
    name = "emulator",
    description = {
      "Runs the local Batch service and Azurite until interrupted.",
      "The first line of output says where they are; with it in a file, other verbs find them by"
          + " --emulator FILE."
    },
    mixinStandardHelpOptions = true)
final class EmulatorVerb implements Callable<Integer> {
  @Mixin private Output output;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = "Port of the Batch service; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--blob-port",
      paramLabel = "P",
      defaultValue = "0",
      description = "Port of Azurite; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int blobPort;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (int asked : new int[] {port, blobPort}) {
      if (asked < 0 || asked > 65_535) {
        throw new ConfigurationRefusal(
            "listen on", "port " + asked, "there is no such port", "take one from 0 to 65535");
      }
    }
    try (LocalServices services = LocalServices.start(port, blobPort)) {
      output.result(services.endpoints().document(), services.endpoints().text());
      output.note("running until interrupted");
      new CountDownLatch(1).await();
      return ExitCode.DONE;
    }
  }
}
