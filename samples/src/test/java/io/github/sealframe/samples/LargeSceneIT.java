package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Planner;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.RenderRequest;
import io.github.sealframe.core.Resolution;
import io.github.sealframe.core.Scene;
import io.github.sealframe.core.Watcher;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of a scene's files has no part in what Batch limits. */
class LargeSceneIT {
  private static final int FILES = 20_000;

  @TempDir private Path folder;

  @Test
  void aSceneOfTwentyThousandFilesArrivesAsThree() throws IOException {
    RenderPlan plan = plan();
    assertThat(plan.scene().files()).isGreaterThan(FILES);
    assertThat(plan.job().preparation().inputs())
        .extracting(NodeInput::fileName)
        .containsExactlyInAnyOrder("sealframe-verify.sh", "package.tar.gz", "package.manifest");
    List<Path> nodes = new CopyOnWriteArrayList<>();
    try (FarmFixture farm = new FarmFixture(folder, nodes::add);
        OpenFarm open = farm.open()) {
      long start = System.nanoTime();
      open.submitter(event -> {}).submit(plan);

      // The task starts when its scene is proved; it fails then, as its renderer is none.
      new Watcher(open.farm(), FarmFixture.production().gate(), Clock.systemUTC(), event -> {})
          .watch(plan.record(), Duration.ofMinutes(5));

      System.err.printf(
          "%d files, sent and proved on a node in %d ms%n",
          FILES, (System.nanoTime() - start) / 1_000_000);
      assertThat(open.farm().jobs().taskCounts(plan.job().id()).failed()).isOne();
      try (Stream<Path> arrived = Files.walk(nodes.get(0))) {
        assertThat(
                arrived.filter(path -> path.toString().contains(plan.scene().pin() + "/scene/t")))
            .hasSizeGreaterThanOrEqualTo(FILES);
      }
    }
  }

  private RenderPlan plan() throws IOException {
    Path textures = Files.createDirectories(folder.resolve("textures"));
    for (int i = 0; i < FILES; i++) {
      Path part = textures.resolve(String.format("t%02d", i / 1000));
      Files.createDirectories(part);
      Files.writeString(part.resolve("texture " + i + ".txt"), "texture " + i + "\n");
    }
    Path renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Files.writeString(renderer.resolve("3.4/data"), "data that only looks like Blender's\n");
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nexit 1\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    PackageTree files =
        PackageTree.empty()
            .with(new RelativePath("a.blend"), FarmFixture.smallScene())
            .with(new RelativePath("textures"), textures);
    Path work = folder.resolve("work");
    return new Planner(new NodePackageGate(work), work, ProductionPolicy.ofEmulator())
        .plan(
            RenderRequest.builder()
                .production(LocalServices.PRODUCTION.value())
                .pool(PoolShape.ofEmulator())
                .frames("1")
                .scene(new Scene(files, new RelativePath("a.blend"), Resolution.parse("64x36")))
                .renderer(renderer)
                .build());
  }
}
