package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.Jobs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells how far jobs are. */
@Command(
    name = "status",
    description = "Tells how far a job is, or which jobs have not ended.",
    mixinStandardHelpOptions = true)
final class StatusVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Parameters(
      paramLabel = "JOB",
      arity = "0..1",
      description = "The job's id; without it, every job of the production that has not ended.")
  private String job;

  @Override
  public Integer call() throws IOException {
    Farm farm = options.look();
    Optional<JobId> one = Optional.ofNullable(job).map(JobOption::parse);
    one.ifPresent(id -> id.requireOf(farm.production()));
    options
        .hold(farm)
        .ifPresent(
            hold -> output.warn("held since " + hold.since() + ": " + hold.cause().describe()));
    int code = status(farm, one);
    farm.secrets()
        .rotationDue()
        .forEach((name, made) -> output.warn(SecretAge.warning(name, made)));
    return code;
  }

  private int status(Farm farm, Optional<JobId> one) throws IOException {
    Jobs live = farm.jobs();
    if (one.isPresent()) {
      Map<String, Object> document = document(live, one.get());
      output.result(document, text(document));
      return ExitCode.DONE;
    }
    List<Map<String, Object>> jobs =
        live.openJobs(options.production().code()).stream().map(id -> document(live, id)).toList();
    output.result(
        Map.of("jobs", jobs),
        jobs.isEmpty()
            ? "no job is open"
            : jobs.stream().map(StatusVerb::text).collect(Collectors.joining("\n")));
    return ExitCode.DONE;
  }

  private static Map<String, Object> document(Jobs jobs, JobId id) {
    Jobs.LiveJob live =
        jobs.job(id)
            .orElseThrow(
                () ->
                    new ConfigurationRefusal(
                        "find",
                        "job " + id,
                        "there is none",
                        "take the id as `submit` printed it"));
    Jobs.TaskCounts tasks = jobs.taskCounts(id);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", id.value());
    document.put("state", live.state().name().toLowerCase(Locale.ROOT));
    document.put("pool", live.pool().value());
    document.put("waiting", tasks.waiting());
    document.put("running", tasks.running());
    document.put("succeeded", tasks.succeeded());
    document.put("failed", tasks.failed());
    return document;
  }

  private static String text(Map<String, Object> document) {
    return String.format(
        "job %s, %s: %s waiting, %s running, %s succeeded, %s failed",
        document.get("job"),
        document.get("state"),
        document.get("waiting"),
        document.get("running"),
        document.get("succeeded"),
        document.get("failed"));
  }
}
