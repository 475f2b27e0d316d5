package io.github.sealframe.samples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to render. */
final class RenderOptions {
  @Parameters(paramLabel = "SCENE", description = "The saved .blend.")
  private Path scene;

  @Option(
      names = "--frames",
      required = true,
      paramLabel = "EXPR",
      description = "As in 1-24, 1-10x3 or --frames=-5--1.")
  private String frames;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      defaultValue = "1",
      description = "Frames in a task at most (default: ${DEFAULT-VALUE}).")
  private int chunk;

  @Option(
      names = "--priority",
      paramLabel = "P",
      defaultValue = "0",
      description = "Priority of the job, -1000 to 1000 (default: ${DEFAULT-VALUE}).")
  private int priority;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "2",
      description = "Nodes to render on (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--task-limit",
      paramLabel = "MINUTES",
      defaultValue = "240",
      description = "How long a task may run, in minutes (default: ${DEFAULT-VALUE}).")
  private int taskLimit;

  @Option(
      names = "--package",
      paramLabel = "PATH",
      description =
          "The Blender package, a folder or archive (default: the production file's, or with"
              + " --local the installed Blender).")
  private Path renderer;

  @Option(
      names = "--blender",
      paramLabel = "PATH",
      defaultValue = "blender",
      description = "The Blender that reads the scene on this machine (default: ${DEFAULT-VALUE}).")
  private String blender;

  RenderChoice choice() {
    return new RenderChoice(
        scene,
        frames,
        chunk,
        priority,
        nodes,
        Duration.ofMinutes(taskLimit),
        Optional.ofNullable(renderer),
        blender);
  }
}
