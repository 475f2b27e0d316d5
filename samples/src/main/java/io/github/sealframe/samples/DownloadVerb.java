package io.github.sealframe.samples;

import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves a job's frames. */
@Command(
    name = "download",
    description = "Saves the frames of a job that are there, each verified; run it again for more.",
    mixinStandardHelpOptions = true)
final class DownloadVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Parameters(paramLabel = "JOB", description = "The job's id, as `submit` printed it.")
  private String job;

  @Option(names = "--to", required = true, paramLabel = "DIR", description = "Where to.")
  private Path folder;

  @Option(names = "--watch", description = "Wait for the job's end first.")
  private boolean watch;

  @Override
  public Integer call() throws IOException {
    Progress progress = output.progress();
    try (OpenFarm farm = options.openRunning();
        Journal journal = farm.production().journal()) {
      PlanRecord plan = Downloader.plan(farm.farm().blobs(), JobOption.parse(job));
      Consumer<RenderEvent> listener = new RenderJournal(journal, plan).andThen(progress);
      if (watch) {
        Outcome outcome =
            new Follow(farm, listener).toTheEnd(plan, Duration.ofDays(7), Optional.of(folder));
        progress.end();
        output.result(outcome.document(), outcome.text());
        return outcome.exitCode();
      }
      Downloader.Report report =
          new Downloader(farm.farm().blobs(), listener).download(plan, folder);
      output.result(Outcome.document(report, folder), Outcome.text(report, folder));
      return report.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED_FRAMES;
    } finally {
      progress.end();
    }
  }
}
