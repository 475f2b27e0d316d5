package io.github.sealframe.samples;

import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderJournal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for a job. */
@Command(name = "wait", description = "Waits for a job's verdict.", mixinStandardHelpOptions = true)
final class WaitVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Parameters(paramLabel = "JOB", description = "The job's id, as `submit` printed it.")
  private String job;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "7d",
      converter = Durations.class,
      description = "How long to wait, as in 90s, 30m, 12h or 7d (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Override
  public Integer call() throws IOException {
    Progress progress = output.progress();
    try (OpenFarm farm = options.openRunning()) {
      PlanRecord plan = Downloader.plan(farm.farm().blobs(), JobOption.parse(job));
      Consumer<RenderEvent> listener = new RenderJournal(farm.journal(), plan).andThen(progress);
      Outcome outcome = new Follow(farm, listener).toTheEnd(plan, timeout, Optional.empty());
      farm.settle(output::warn);
      progress.end();
      output.result(outcome.document(), outcome.text());
      return outcome.exitCode();
    } finally {
      progress.end();
    }
  }
}
