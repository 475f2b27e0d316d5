package io.github.sealframe.samples;

import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.FolderDownloader;
import io.github.sealframe.core.HoldKeeper;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
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

  @ArgGroup private Choice choice = new Choice();

  private static final class Choice {
    @Option(names = "--watch", description = "Wait for the job's end first.")
    private boolean watch;

    @Option(
        names = "--logs",
        description = "Save what the job's tasks printed, in place of frames.")
    private boolean logs;
  }

  @Override
  public Integer call() throws IOException {
    if (choice.logs) {
      return saveLogs();
    }
    Progress progress = output.progress();
    try (OpenFarm farm = options.openRunning()) {
      PlanRecord plan = Downloader.plan(farm.farm().blobs(), JobOption.parse(job));
      Consumer<RenderEvent> listener = new RenderJournal(farm.journal(), plan).andThen(progress);
      if (choice.watch) {
        Outcome outcome =
            new Follow(farm, listener).toTheEnd(plan, Duration.ofDays(7), Optional.of(folder));
        farm.settle(output::warn);
        progress.end();
        output.result(outcome.document(), outcome.text());
        return outcome.exitCode();
      }
      new HoldKeeper(farm.farm(), Clock.systemUTC(), listener)
          .found(farm.production().gate())
          .ifPresent(
              hold -> output.warn("held since " + hold.since() + ": " + hold.cause().describe()));
      Downloader.Report report = new Follow(farm, listener).download(plan, folder);
      farm.settle(output::warn);
      output.result(Outcome.document(report, folder), Outcome.text(report, folder));
      return report.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED_FRAMES;
    } finally {
      progress.end();
    }
  }

  private int saveLogs() throws IOException {
    JobId id = JobOption.parse(job);
    Farm farm = options.look();
    id.requireOf(farm.production());
    List<FolderDownloader.Saved> saved =
        new FolderDownloader(farm.blobs())
            .download(
                ContainerRole.OUTPUT, id + "/", path -> path.value().contains("/logs/"), folder);
    Map<String, String> digests = new LinkedHashMap<>();
    saved.forEach(file -> digests.put(file.path().value(), file.digest().hex()));
    String where = folder.toAbsolutePath().normalize().toString();
    output.result(
        Map.of("folder", where, "logs", digests), saved.size() + " files are in " + where);
    return ExitCode.DONE;
  }
}
