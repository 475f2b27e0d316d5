package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.Watcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch asks of the service, as counted before it. */
class WatcherIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int QUIET_LOOKS = 6;
  private static final String LAST_OF_A_LOOK = "/taskcounts";

  @TempDir private Path folder;
  private Path scene;
  private Path renderer;

  @BeforeEach
  void makePackage() throws IOException {
    scene = FarmFixture.smallScene();
    renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nexit 1\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
  }

  /**
   * What a watch asked.
   *
   * @param looks the requests of each look from the third on, up to the counts of tasks; what a
   *     look asks when something changed counts for the next
   * @param times when each look ended
   * @param failed tasks that were told as failed
   */
  private record Watched(List<List<String>> looks, List<Instant> times, List<String> failed) {
    Set<List<String>> kinds() {
      return looks.stream().collect(Collectors.toSet());
    }
  }

  @Test
  void aLookAsksTheSameForTenTasksAndForTwoThousand() throws Exception {
    Watched few = watched(10);
    Watched many = watched(2000);

    assertThat(few.failed()).containsExactly("00003-3");
    assertThat(many.failed()).containsExactly("00003-3");
    assertThat(many.kinds()).isEqualTo(few.kinds());
    // In a look that found something new, one more: which nodes are ready.
    assertThat(many.looks()).extracting(List::size).containsOnly(8, 9);
    assertThat(many.looks().subList(0, QUIET_LOOKS)).extracting(List::size).containsOnly(8);
    assertThat(
            Duration.between(many.times().get(QUIET_LOOKS - 2), many.times().get(QUIET_LOOKS - 1)))
        .as("seldom while nothing changes")
        .isGreaterThan(Duration.ofMillis(400));
  }

  /** Watches a job whose only node never starts, and ends one of its tasks on the way. */
  private Watched watched(int tasks) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    Path place = Files.createDirectories(folder.resolve("tasks-" + tasks));
    try (FarmFixture farm = new FarmFixture(place, node -> waitFor(start));
        CountingProxy proxy = new CountingProxy(farm.endpoints().batch())) {
      RenderPlan plan = plan(tasks);
      try (OpenFarm open = farm.open()) {
        open.submitter(event -> {}).submit(plan);
      }
      List<String> failed = new CopyOnWriteArrayList<>();
      try (OpenFarm open = farm.openBy(proxy.endpoint())) {
        Watcher watcher = watcher(open, failed);
        FutureTask<Void> watch =
            new FutureTask<>(
                () -> {
                  assertThatThrownBy(() -> watcher.watch(plan.record(), PATIENCE))
                      .isInstanceOf(CapacityRefusal.class)
                      .hasMessageContaining("the watch was stopped");
                  return null;
                });
        new Thread(watch, "watch").start();
        awaitLooks(proxy, 2 + QUIET_LOOKS);
        new ForeignBatch(farm.endpoints())
            .post("/jobs/" + plan.job().id() + "/tasks/00003-3/terminate", Json.parse("{}"));
        await("the failure is told").atMost(PATIENCE).until(() -> !failed.isEmpty());
        awaitLooks(proxy, looks(proxy) + 3);
        watcher.stop();
        watch.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } finally {
        start.countDown();
      }
      return watched(proxy.asked(), plan.job().id().value(), failed);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Watcher watcher(OpenFarm open, List<String> failed) {
    return new Watcher(
        open.farm(),
        open.production().gate(),
        Clock.systemUTC(),
        event -> {
          if (event instanceof RenderEvent.TaskFailed task) {
            failed.add(task.task().task().value());
          }
        });
  }

  private static void awaitLooks(CountingProxy proxy, long count) {
    await(count + " looks").atMost(PATIENCE).until(() -> looks(proxy) >= count);
  }

  private static long looks(CountingProxy proxy) {
    return proxy.asked().stream().filter(WatcherIT::endsLook).count();
  }

  private static boolean endsLook(CountingProxy.Asked asked) {
    return asked.what().endsWith(LAST_OF_A_LOOK);
  }

  private static Watched watched(List<CountingProxy.Asked> asked, String job, List<String> failed) {
    List<List<String>> looks = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    List<String> look = new ArrayList<>();
    for (CountingProxy.Asked one : asked) {
      look.add(one.what().replace(job, "JOB"));
      if (endsLook(one)) {
        looks.add(look);
        times.add(one.at());
        look = new ArrayList<>();
      }
    }
    return new Watched(looks.subList(2, looks.size()), times.subList(2, times.size()), failed);
  }

  private RenderPlan plan(int tasks) throws IOException {
    return FarmFixture.production()
        .plan(
            new RenderChoice(
                scene,
                "1-" + tasks,
                1,
                0,
                1,
                Duration.ofHours(4),
                Optional.of(renderer),
                "blender"));
  }
}
