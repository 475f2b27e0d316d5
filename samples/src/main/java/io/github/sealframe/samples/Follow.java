package io.github.sealframe.samples;

import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.OutputRefusal;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.Verdict;
import io.github.sealframe.core.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows a job to its end, and fetches its frames. */
final class Follow {
  private final OpenFarm farm;
  private final Consumer<RenderEvent> listener;
  private final Watcher watcher;

  Follow(OpenFarm farm, Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.listener = listener;
    this.watcher = new Watcher(farm.farm(), farm.production().gate(), Clock.systemUTC(), listener);
  }

  /**
   * Waits for the verdict, then downloads.
   *
   * @param folder where frames are saved; empty to save none
   */
  Outcome toTheEnd(PlanRecord plan, Duration limit, Optional<Path> folder) throws IOException {
    Verdict verdict = watcher.watch(plan, limit);
    Optional<Downloader.Report> report = Optional.empty();
    if (folder.isPresent()) {
      report = Optional.of(download(plan, folder.get()));
    }
    return new Outcome(verdict, report, folder);
  }

  /**
   * Saves the frames that are there.
   *
   * @throws OutputRefusal when one is not what its node recorded; the production is held then
   */
  Downloader.Report download(PlanRecord plan, Path folder) throws IOException {
    return new Downloader(farm.farm(), Clock.systemUTC(), listener).download(plan, folder);
  }

  /** Ends the wait; the job goes on. */
  void stop() {
    watcher.stop();
  }
}
