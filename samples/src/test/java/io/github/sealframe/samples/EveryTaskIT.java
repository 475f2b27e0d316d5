package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.HeldRefusal;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.Verdict;
import io.github.sealframe.core.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By choice nodes check both packages before every task. */
class EveryTaskIT {
  @TempDir private Path folder;
  private Path scene;
  private Path renderer;

  @BeforeEach
  void makePackage() throws IOException {
    scene = FarmFixture.smallScene();
    renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Files.writeString(renderer.resolve("3.4/data"), "data that only looks like Blender's\n");
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\ntouch ran\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
  }

  @Test
  void aTreeChangedAfterTheNodeProvedItRunsNoMoreTasks() throws IOException {
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
      Jobs.LiveJob job = open.farm().jobs().job(late.job().id()).orElseThrow();
      assertThat(job.state()).isIn(Jobs.JobState.DISABLING, Jobs.JobState.DISABLED);
      assertThat(open.farm().jobs().taskCounts(job.id()).succeeded()).isZero();
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      assertThat(storage.names("output"))
          .contains(job.id() + "/00001-2/logs/stderr.txt")
          .noneMatch(name -> name.startsWith(job.id() + "/") && name.contains("record"));
    }
  }

  /** By root, since no task's user can: no copy of it is kept, and the watch says why. */
  @Test
  void anAttestationThatIsAnotherOnTheNodeIsToldAndNotKept() throws IOException {
    AtomicReference<Path> node = new AtomicReference<>();
    try (FarmFixture farm = new FarmFixture(folder, node::set);
        OpenFarm open = farm.open()) {
      RenderPlan plan = submit(open, "1", CheckBefore.EACH_JOB);
      assertThat(watch(open, plan).isGood()).isTrue();
      String pin = plan.renderer().pin().hex();
      Path attestation = node.get().resolve("sealframe").resolve(pin + ".attestation");
      Path ofScene = attestation.resolveSibling(plan.scene().pin() + ".attestation");
      String right = Files.readString(attestation);
      List<String> kept = evidenceOf(pin, farm);
      assertThat(kept).hasSize(1);

      Files.writeString(attestation, right.replaceFirst("node: .*", "node: tvm-other"));
      assertThat(missing(open, "2", pin)).isEqualTo("it tells of another package, node or pool");
      Files.writeString(attestation, right.replace("result: proved", "result: PROVED"));
      assertThat(missing(open, "3", pin)).isEqualTo("it tells of no proof");
      Files.delete(attestation);
      Files.createSymbolicLink(attestation, ofScene);
      assertThat(missing(open, "4", pin)).isEqualTo("it tells of another package, node or pool");
      assertThat(evidenceOf(pin, farm)).isEqualTo(kept);
    }
  }

  private static List<String> evidenceOf(String pin, FarmFixture farm) {
    return new ForeignStorage(farm.endpoints())
        .names("evidence").stream().filter(name -> name.contains(pin)).toList();
  }

  /** What is told of a package's attestation while a frame is rendered. */
  private String missing(OpenFarm open, String frame, String pin) throws IOException {
    List<String> told = new ArrayList<>();
    RenderPlan plan = submit(open, frame, CheckBefore.EACH_JOB);
    new Watcher(
            open.farm(),
            open.production().gate(),
            Clock.systemUTC(),
            event -> {
              if (event instanceof RenderEvent.AttestationMissing missing
                  && missing.pin().hex().equals(pin)) {
                told.add(missing.why());
              }
            })
        .watch(plan.record(), Duration.ofMinutes(2));
    assertThat(told).hasSize(1);
    return told.get(0);
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
    open.submitter(event -> {}).submit(plan);
    return plan;
  }

  private static Verdict watch(OpenFarm open, RenderPlan plan) throws IOException {
    return new Watcher(open.farm(), open.production().gate(), Clock.systemUTC(), event -> {})
        .watch(plan.record(), Duration.ofMinutes(2));
  }
}
