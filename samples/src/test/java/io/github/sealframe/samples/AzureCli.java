package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** {@code az batch}, a process for each call. */
final class AzureCli implements ForeignClient {
  private static final long PATIENCE_SECONDS = 60;

  /** The client shows a refusal's text only; the code stands in its log. */
  private static final Pattern CODE = Pattern.compile("(?m)\\bCode: (\\w+)$");

  private final LocalEndpoints at;
  private final TemporaryFolder folder;

  AzureCli(LocalEndpoints at) throws IOException {
    this.at = at;
    this.folder = TemporaryFolder.create("sealframe-az-");
  }

  private JsonNode az(String command, String... words) throws IOException {
    Path out = folder.path().resolve("out");
    Path log = folder.path().resolve("log");
    List<String> line = new ArrayList<>(List.of("az", "batch"));
    line.addAll(List.of(command.split(" ")));
    line.addAll(List.of(words));
    line.addAll(List.of("--output", "json", "--debug"));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "AZURE_CONFIG_DIR",
                folder.path().resolve("az").toString(),
                "AZURE_CORE_COLLECT_TELEMETRY",
                "false",
                "AZURE_BATCH_ENDPOINT",
                at.batch().toString(),
                "AZURE_BATCH_ACCOUNT",
                at.account(),
                "AZURE_BATCH_ACCESS_KEY",
                at.key()));
    int exit = end(builder.start());
    if (exit != 0) {
      Matcher code = CODE.matcher(Files.readString(log));
      if (code.find()) {
        throw new Refused(code.group(1));
      }
      throw new IOException("az batch " + command + " ended with " + exit + ": " + lastLine(log));
    }
    return Json.parse(Files.readString(out));
  }

  private static String lastLine(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .filter(text -> text.contains("ERROR") || text.contains("error:"))
        .findFirst()
        .orElse("no error in its log");
  }

  private static int end(Process process) throws IOException {
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new IOException("az did not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  private String file(Object json) throws IOException {
    return Files.writeString(folder.path().resolve("in.json"), Json.text(json)).toString();
  }

  private List<String> names(String command, String... words) throws IOException {
    return StreamSupport.stream(az(command, words).spliterator(), false)
        .map(item -> item.path("name").asText())
        .toList();
  }

  @Override
  public List<JsonNode> list(Listed what, String in, Query query) throws IOException {
    List<String> words = new ArrayList<>();
    switch (what) {
      case TASK -> words.addAll(List.of("--job-id", in));
      case NODE -> words.addAll(List.of("--pool-id", in));
      case POOL, JOB -> {}
    }
    if (!query.filter().isEmpty()) {
      words.addAll(List.of("--filter", query.filter()));
    }
    if (!query.select().isEmpty()) {
      words.addAll(List.of("--select", query.select()));
    }
    JsonNode found =
        az(what.name().toLowerCase(Locale.ROOT) + " list", words.toArray(String[]::new));
    return StreamSupport.stream(found.spliterator(), false).toList();
  }

  @Override
  public List<String> listByPages(Listed what, String in, int most) {
    throw new UnsupportedOperationException("az batch has no option for the size of a page");
  }

  @Override
  public void createPool(JsonNode pool) throws IOException {
    az("pool create", "--json-file", file(pool));
  }

  @Override
  public JsonNode pool(String pool) throws IOException {
    return az("pool show", "--pool-id", pool);
  }

  @Override
  public void resizePool(String pool, int nodes) throws IOException {
    az("pool resize", "--pool-id", pool, "--target-dedicated-nodes", Integer.toString(nodes));
  }

  @Override
  public void labelPool(String pool, String name, String value) throws IOException {
    az("pool set", "--pool-id", pool, "--metadata", name + "=" + value);
  }

  @Override
  public void deletePool(String pool) throws IOException {
    az("pool delete", "--yes", "--pool-id", pool);
  }

  @Override
  public void createJob(JsonNode job) throws IOException {
    az("job create", "--json-file", file(job));
  }

  @Override
  public JsonNode job(String job) throws IOException {
    return az("job show", "--job-id", job);
  }

  /** By plain HTTP: version 2.45 wants --disable-tasks and takes no value for it. */
  @Override
  public void disableJob(String job) {
    new ForeignBatch(at)
        .post("/jobs/" + job + "/disable", Json.parse("{\"disableTasks\": \"requeue\"}"));
  }

  @Override
  public void enableJob(String job) throws IOException {
    az("job enable", "--job-id", job);
  }

  @Override
  public void prioritizeJob(String job, int priority, String header, String value)
      throws IOException {
    az(
        "job set",
        "--job-id",
        job,
        "--priority",
        Integer.toString(priority),
        "--" + header.toLowerCase(Locale.ROOT),
        value);
  }

  @Override
  public void terminateJob(String job, String reason) throws IOException {
    az("job stop", "--job-id", job, "--terminate-reason", reason);
  }

  @Override
  public void deleteJob(String job) throws IOException {
    az("job delete", "--yes", "--job-id", job);
  }

  @Override
  public void addTasks(String job, List<JsonNode> tasks) throws IOException {
    for (JsonNode result : az("task create", "--job-id", job, "--json-file", file(tasks))) {
      if (!result.path("status").asText().equals("success")) {
        throw new Refused(result.path("error").path("code").asText());
      }
    }
  }

  @Override
  public List<String> taskFiles(String job, String task) throws IOException {
    return names("task file list", "--job-id", job, "--task-id", task, "--recursive", "true");
  }

  @Override
  public String taskFile(String job, String task, String file, int first, int last)
      throws IOException {
    Path content = folder.path().resolve("content");
    az(
        "task file download",
        "--job-id",
        job,
        "--task-id",
        task,
        "--file-path",
        file,
        "--start-range",
        Integer.toString(first),
        "--end-range",
        Integer.toString(last),
        "--destination",
        content.toString());
    return Files.readString(content);
  }

  @Override
  public void deleteTaskFile(String job, String task, String file) throws IOException {
    az("task file delete", "--yes", "--job-id", job, "--task-id", task, "--file-path", file);
  }

  @Override
  public List<String> nodeFiles(String pool, String node) throws IOException {
    return names("node file list", "--pool-id", pool, "--node-id", node, "--recursive", "true");
  }

  @Override
  public void disableScheduling(String pool, String node) throws IOException {
    az("node scheduling disable", "--pool-id", pool, "--node-id", node);
  }

  @Override
  public void enableScheduling(String pool, String node) throws IOException {
    az("node scheduling enable", "--pool-id", pool, "--node-id", node);
  }

  @Override
  public void reboot(String pool, String node) throws IOException {
    az("node reboot", "--pool-id", pool, "--node-id", node);
  }

  @Override
  public void reimage(String pool, String node) throws IOException {
    az("node reimage", "--pool-id", pool, "--node-id", node);
  }

  @Override
  public void removeNode(String pool, String node) throws IOException {
    az("node delete", "--pool-id", pool, "--node-list", node);
  }

  @Override
  public String nodeFile(String pool, String node, String file) throws IOException {
    Path content = folder.path().resolve("content");
    az(
        "node file download",
        "--pool-id",
        pool,
        "--node-id",
        node,
        "--file-path",
        file,
        "--destination",
        content.toString());
    return Files.readString(content);
  }

  @Override
  public JsonNode uploadLog(String pool, String node, String container, String since)
      throws IOException {
    return az(
        "node service-logs upload",
        "--pool-id",
        pool,
        "--node-id",
        node,
        "--container-url",
        container,
        "--start-time",
        since);
  }

  @Override
  public List<JsonNode> preparations(String job) throws IOException {
    JsonNode found = az("job prep-release-status list", "--job-id", job);
    return StreamSupport.stream(found.spliterator(), false).toList();
  }

  @Override
  public void createSchedule(JsonNode schedule) throws IOException {
    az("job-schedule create", "--json-file", file(schedule));
  }

  @Override
  public JsonNode schedule(String schedule) throws IOException {
    return az("job-schedule show", "--job-schedule-id", schedule);
  }

  @Override
  public void disableSchedule(String schedule) throws IOException {
    az("job-schedule disable", "--job-schedule-id", schedule);
  }

  @Override
  public void enableSchedule(String schedule) throws IOException {
    az("job-schedule enable", "--job-schedule-id", schedule);
  }

  @Override
  public void terminateSchedule(String schedule) throws IOException {
    az("job-schedule stop", "--job-schedule-id", schedule);
  }

  @Override
  public void deleteSchedule(String schedule) throws IOException {
    az("job-schedule delete", "--yes", "--job-schedule-id", schedule);
  }

  @Override
  public void close() {
    folder.close();
  }
}
