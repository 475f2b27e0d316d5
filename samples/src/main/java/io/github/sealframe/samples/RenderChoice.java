package io.github.sealframe.samples;

import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.RenderRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What to render, as the command line or the bridge was told.
 *
 * @param scene the saved .blend
 * @param frames a frame expression
 * @param chunk frames in a task at most
 * @param priority of the job
 * @param nodes to render on
 * @param taskLimit how long a task may run
 * @param renderer folder or archive of the Blender package; empty for the production's, or the
 *     installed one
 * @param blender the Blender that reads the scene on this machine
 */
record RenderChoice(
    Path scene,
    String frames,
    int chunk,
    int priority,
    int nodes,
    Duration taskLimit,
    Optional<Path> renderer,
    String blender) {

  /**
   * Reads the scene, and makes a request.
   *
   * @param production whose scene it is
   * @param pool what the nodes are made of
   * @param fallback folder or archive of the Blender package when none was chosen; empty for the
   *     installed one
   * @param checkBefore before what nodes check their packages
   * @throws ConfigurationRefusal naming every problem
   */
  RenderRequest request(
      ProductionCode production, PoolShape pool, Optional<Path> fallback, CheckBefore checkBefore)
      throws IOException {
    RenderRequest.Builder builder =
        RenderRequest.builder()
            .production(production.value())
            .pool(pool)
            .frames(frames)
            .chunk(chunk)
            .priority(priority)
            .nodes(nodes)
            .checkBefore(checkBefore)
            .taskLimit(taskLimit);
    collect(builder, () -> renderer(builder, fallback));
    collect(builder, () -> builder.scene(new SceneInspector(blender).inspect(scene)));
    return builder.build();
  }

  private void renderer(RenderRequest.Builder builder, Optional<Path> fallback) throws IOException {
    Optional<Path> chosen = renderer.or(() -> fallback);
    if (chosen.isPresent()) {
      builder.renderer(chosen.get());
    } else {
      builder.renderer(InstalledBlender.tree());
    }
  }

  private static void collect(RenderRequest.Builder builder, Step step) throws IOException {
    try {
      step.run();
    } catch (ConfigurationRefusal e) {
      e.problems().forEach(builder::problem);
    }
  }

  /** Reads one part of the request. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
