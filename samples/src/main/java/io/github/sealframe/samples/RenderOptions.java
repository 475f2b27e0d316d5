package io.github.sealframe.samples;

import io.github.sealframe.core.RenderPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to render. */
final class RenderOptions {
  static final String TRUSTED_NOTE =
      "--trust-cache: files that look unchanged are not read, their kept digests are believed";

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

  @Option(
      names = "--trust-cache",
      description = "Read only files that look changed since they were last hashed.")
  private boolean trustCache;

  /** Plans what was chosen, with as much trust as was asked for. */
  RenderPlan plan(Production production, Output output) throws IOException {
    if (trustCache) {
      output.warn(TRUSTED_NOTE);
      return production.trustingCache().plan(choice());
    }
    return production.plan(choice());
  }

  /** Says in {@code document} that digests were believed, if they were. */
  Map<String, Object> marked(Map<String, Object> document) {
    if (trustCache) {
      document.put("cache", "trusted");
    }
    return document;
  }

  private RenderChoice choice() {
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
