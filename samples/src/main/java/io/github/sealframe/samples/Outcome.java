package io.github.sealframe.samples;

import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a job ended, and where its frames are.
 *
 * @param verdict the job's verdict
 * @param download what was downloaded, when that was asked for
 * @param folder where to
 */
record Outcome(Verdict verdict, Optional<Downloader.Report> download, Optional<Path> folder) {

  int exitCode() {
    boolean good = verdict.isGood() && download.map(Downloader.Report::isComplete).orElse(true);
    return good ? ExitCode.DONE : ExitCode.FAILED_FRAMES;
  }

  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("job", verdict.job().value());
    document.put("state", "completed");
    document.put("frames", verdict.frames());
    document.put("failedTasks", failedTasks());
    document.put("unfinishedTasks", verdict.unfinished());
    download.ifPresent(report -> document.put("download", document(report, folder.orElseThrow())));
    return document;
  }

  private List<Map<String, Object>> failedTasks() {
    return verdict.failedTasks().stream().map(Outcome::document).toList();
  }

  static Map<String, Object> document(Verdict.FailedTask task) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("task", task.task().value());
    document.put("frames", task.frames().inOrder());
    document.put("why", task.why());
    return document;
  }

  static Map<String, Object> document(Downloader.Report report, Path folder) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("folder", folder.toAbsolutePath().normalize().toString());
    document.put("planned", report.planned());
    Map<String, String> saved = new LinkedHashMap<>();
    report.saved().forEach((frame, digest) -> saved.put(frame.toString(), digest.hex()));
    document.put("saved", saved);
    Map<String, String> failed = new LinkedHashMap<>();
    report.failed().forEach((frame, why) -> failed.put(frame.toString(), why));
    document.put("failed", failed);
    document.put("missing", report.missing());
    return document;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    verdict
        .failedTasks()
        .forEach(
            task ->
                text.append("task ")
                    .append(task.task())
                    .append(" failed, frames ")
                    .append(task.frames())
                    .append(": ")
                    .append(task.why())
                    .append('\n'));
    download.ifPresent(report -> text.append(text(report, folder.orElseThrow())).append('\n'));
    text.append("job ").append(verdict.job()).append(verdict.isGood() ? " done" : " has failures");
    return text.toString();
  }

  static String text(Downloader.Report report, Path folder) {
    StringBuilder text = new StringBuilder();
    report
        .failed()
        .forEach(
            (frame, why) ->
                text.append("frame ").append(frame).append(" failed: ").append(why).append('\n'));
    if (!report.missing().isEmpty()) {
      text.append(report.missing().size()).append(" frames are not there yet\n");
    }
    return text.append(report.saved().size())
        .append(" of ")
        .append(report.planned())
        .append(" frames are in ")
        .append(folder.toAbsolutePath().normalize())
        .toString();
  }
}
