package io.github.sealframe.samples;

import java.nio.file.Path;
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
}
