package io.github.sealframe.samples;

import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderJournal;
import io.github.sealframe.core.RenderPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Executes a plan. */
@Command(
    name = "submit",
    description = {
      "Does exactly what `plan` prints. Running it again is safe.",
      "With a new emulator for this run it waits, since the emulator ends with it."
    },
    mixinStandardHelpOptions = true)
final class SubmitVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;
  @Mixin private RenderOptions render;

  @Option(names = "--wait", description = "Wait for the job's verdict.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "7d",
      converter = Durations.class,
      description = "How long to wait, as in 90s, 30m, 12h or 7d (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Option(
      names = "--download",
      paramLabel = "DIR",
      description = "Save the verified frames there when the job has ended; implies --wait.")
  private Path download;

  @Override
  public Integer call() throws IOException {
    if (download != null) {
      Files.createDirectories(download); // Found out now, not when all is rendered.
    }
    output.note("reading the scene and hashing the packages");
    RenderPlan plan = render.plan(options.goingOn(), output);
    Progress progress = output.progress();
    try (OpenFarm farm = options.open()) {
      Consumer<RenderEvent> listener =
          new RenderJournal(farm.journal(), plan.record()).andThen(progress);
      Jobs.JobState state = farm.submitter(listener).submit(plan);
      if (!wait && download == null && !farm.endsWithThisRun()) {
        String head = farm.settle(output::warn);
        progress.end();
        output.result(
            render.marked(document(plan, state, head)), text(plan, state) + "\njournal " + head);
        return ExitCode.DONE;
      }
      Follow follow = new Follow(farm, listener);
      Outcome outcome = follow.toTheEnd(plan.record(), timeout, Optional.ofNullable(download));
      String head = farm.settle(output::warn);
      progress.end();
      Map<String, Object> document = render.marked(document(plan, Jobs.JobState.COMPLETED, head));
      document.putAll(outcome.document());
      output.result(
          document,
          "approval " + PlanVerb.approvalText(plan) + "\n" + outcome.text() + "\njournal " + head);
      return outcome.exitCode();
    } finally {
      progress.end();
    }
  }

  /** What was submitted, as a document for the command line and the bridge alike. */
  static Map<String, Object> document(RenderPlan plan, Jobs.JobState state, String head) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", plan.job().id().value());
    document.put("plan", plan.digest().hex());
    document.put("approval", PlanVerb.approval(plan));
    document.put("tasks", plan.job().tasks().size());
    document.put("state", state.name().toLowerCase(Locale.ROOT));
    document.put("journal", head);
    return document;
  }

  private static String text(RenderPlan plan, Jobs.JobState state) {
    return String.format(
        "job %s, %d tasks, %s, approval %s",
        plan.job().id(),
        plan.job().tasks().size(),
        state.name().toLowerCase(Locale.ROOT),
        PlanVerb.approvalText(plan));
  }
}
