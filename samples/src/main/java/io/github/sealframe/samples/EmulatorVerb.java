package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.emulator.BatchEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

  @Option(
      names = "--bearer-token",
      description =
          "Let requests in that carry a token too, which the first line tells as \"token\".")
  private boolean bearerToken;

  @Option(
      names = "--https",
      paramLabel = "FILE",
      description =
          "Speak https, and write the certificate, which is made at the start, to this PEM file.")
  private Path certificate;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description =
          "Address that the Batch service listens on, 0.0.0.0 for all (default: 127.0.0.1). Others"
              + " who reach it with the key or the token run programs on this machine.")
  private InetAddress bind;

  @Option(
      names = "--blob-https",
      paramLabel = "FILE",
      description =
          "Have Azurite speak https and take tokens, as those of managed identities, and write its"
              + " certificate to this PEM file; nodes trust it.")
  private Path blobCertificate;

  @Option(
      names = "--faults",
      paramLabel = "FILE",
      description = "A plan of faults that the Batch service begins with, in JSON.")
  private Path faults;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Keep the account, its key, its ports, its jobs, tasks and pools, and the blobs in this"
              + " folder, and go on with what it holds. Without it all of it is gone at the end.")
  private Path state;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (int asked : new int[] {port, blobPort}) {
      if (asked < 0 || asked > 65_535) {
        throw new ConfigurationRefusal(
            "listen on", "port " + asked, "there is no such port", "take one from 0 to 65535");
      }
    }
    if (bind != null && !bind.isLoopbackAddress()) {
      output.warn(
          "warning: the Batch service listens on "
              + bind.getHostAddress()
              + ", and not on loopback: whoever reaches it with the key or the token runs"
              + " programs on this machine");
    }
    KeptPorts kept = state == null ? new KeptPorts(0, 0) : KeptPorts.read(state);
    try (LocalServices services =
        LocalServices.start(
            settings(port == 0 ? kept.batch() : port),
            blobPort == 0 ? kept.blobs() : blobPort,
            Optional.ofNullable(blobCertificate),
            Optional.ofNullable(state))) {
      if (state != null) {
        KeptPorts.write(state, services.endpoints().batch(), services.endpoints().blob());
      }
      Map<String, String> document = services.endpoints().document();
      services.bearerToken().ifPresent(token -> document.put("token", token));
      output.result(document, Json.text(document));
      output.note("running until interrupted");
      new CountDownLatch(1).await();
      return ExitCode.DONE;
    }
  }

  private BatchEmulator.Settings settings(int batchPort) throws IOException {
    BatchEmulator.Settings settings = BatchEmulator.Settings.defaults().withPort(batchPort);
    if (bearerToken) {
      settings = settings.withBearerToken();
    }
    if (certificate != null) {
      settings = settings.withHttps(certificate);
    }
    if (state != null) {
      settings = settings.withState(state);
    }
    if (bind != null) {
      settings = settings.withBindAddress(bind);
    }
    return faults == null ? settings : withFaults(settings);
  }

  private BatchEmulator.Settings withFaults(BatchEmulator.Settings settings) throws IOException {
    String plan = Files.readString(InputFile.check("start the emulator with", faults));
    try {
      return settings.withFaults(plan);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationRefusal(
          "start the emulator with",
          faults.toString(),
          e.getMessage(),
          "write it as docs/emulator.md describes");
    }
  }
}
