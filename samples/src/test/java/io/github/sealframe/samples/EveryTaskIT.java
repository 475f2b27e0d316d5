package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.core.Batch;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.HeldRefusal;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.Submitter;
import io.github.sealframe.core.Verdict;
import io.github.sealframe.core.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By choice nodes check both packages before every task. */
class EveryTaskIT {
  @TempDir private Path folder;
  private Path scene;
  private Path renderer;

  @Test
  void aTreeChangedAfterTheNodeProvedItRunsNoMoreTasks() throws IOException {
    scene = FarmFixture.smallScene();
    renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Files.writeString(renderer.resolve("3.4/data"), "data that only looks like Blender's\n");
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\ntouch ran\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    AtomicReference<Path> node = new AtomicReference<>();
    try (FarmFixture farm = new FarmFixture(folder, node::set);
        OpenFarm open = farm.open()) {
      assertThat(watch(open, submit(open, "1", CheckBefore.EVERY_TASK)).isGood()).isTrue();

      RenderPlan late = plan("2-3", CheckBefore.EVERY_TASK);
      Path tree = node.get().resolve("sealframe").resolve(late.renderer().pin().hex());
      Files.writeString(tree.resolve("3.4/data"), "data that only looks like Blender's?");

      assertThat(watch(open, submit(open, "4", CheckBefore.EACH_JOB)).isGood())
          .as("who does not ask for the check does not get it")
          .isTrue();
      submit(open, "2-3", CheckBefore.EVERY_TASK);
      assertThatExceptionOfType(HeldRefusal.class)
          .isThrownBy(() -> watch(open, late))
          .withMessageContaining("exit code 11")
          .withMessageContaining("00001-2");
      Batch.LiveJob job = open.farm().batch().job(late.job().id()).orElseThrow();
      assertThat(job.state()).isIn(Batch.JobState.DISABLING, Batch.JobState.DISABLED);
      assertThat(open.farm().batch().taskCounts(job.id()).succeeded()).isZero();
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      assertThat(storage.names("output"))
          .contains(job.id() + "/00001-2/logs/stderr.txt")
          .noneMatch(name -> name.startsWith(job.id() + "/") && name.contains("record"));
    }
  }

  private RenderPlan plan(String frames, CheckBefore checkBefore) throws IOException {
    return FarmFixture.production(checkBefore)
        .plan(
            new RenderChoice(
                scene, frames, 1, 0, 1, Duration.ofHours(4), Optional.of(renderer), "blender"));
  }

  private RenderPlan submit(OpenFarm open, String frames, CheckBefore checkBefore)
      throws IOException {
    RenderPlan plan = plan(frames, checkBefore);
    new Submitter(open.farm(), event -> {}).submit(plan);
    return plan;
  }

  private static Verdict watch(OpenFarm open, RenderPlan plan) throws IOException {
    return new Watcher(open.farm(), open.production().gate(), Clock.systemUTC(), event -> {})
        .watch(plan.record(), Duration.ofMinutes(2));
  }
}
