package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** {@code @azure/batch} in a process of its own: a line for each call, and one for its answer. */
final class AzureBatchJs implements ForeignClient {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  AzureBatchJs(LocalEndpoints at) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("node", "azure-batch-js/calls.js")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "NODE_PATH",
                Path.of("target", "azure-batch-js", "node_modules").toAbsolutePath().toString(),
                "BATCH_ENDPOINT",
                at.batch().toString(),
                "BATCH_ACCOUNT",
                at.account(),
                "BATCH_KEY",
                at.key()));
    process = builder.start();
    out = process.inputReader(StandardCharsets.UTF_8);
    in = process.outputWriter(StandardCharsets.UTF_8);
  }

  private JsonNode call(String operation, Object... arguments) throws IOException {
    in.write(Json.text(Map.of("call", operation, "with", arguments)) + "\n");
    in.flush();
    String line = out.readLine();
    if (line == null) {
      throw new IOException("node ended; samples/bin/install --tests installs its packages");
    }
    JsonNode answer = Json.parse(line);
    if (answer.has("refused")) {
      throw new Refused(answer.path("refused").asText());
    }
    return answer.path("value");
  }

  private List<JsonNode> all(String operation, Object... arguments) throws IOException {
    return StreamSupport.stream(call(operation, arguments).spliterator(), false).toList();
  }

  private List<String> texts(String operation, Object... arguments) throws IOException {
    return all(operation, arguments).stream().map(JsonNode::asText).toList();
  }

  @Override
  public List<JsonNode> list(Listed what, String in, Query query) throws IOException {
    return all("list", what, in, query.filter(), query.select(), 0);
  }

  @Override
  public List<String> listByPages(Listed what, String in, int most) throws IOException {
    return all("list", what, in, "", "id", most).stream()
        .map(one -> one.path("id").asText())
        .toList();
  }

  @Override
  public void createPool(JsonNode pool) throws IOException {
    call("createPool", pool);
  }

  @Override
  public JsonNode pool(String pool) throws IOException {
    return call("pool", pool);
  }

  @Override
  public void resizePool(String pool, int nodes) throws IOException {
    call("resizePool", pool, nodes);
  }

  @Override
  public void labelPool(String pool, String name, String value) throws IOException {
    call("labelPool", pool, name, value);
  }

  @Override
  public void deletePool(String pool) throws IOException {
    call("deletePool", pool);
  }

  @Override
  public void createJob(JsonNode job) throws IOException {
    call("createJob", job);
  }

  @Override
  public JsonNode job(String job) throws IOException {
    return call("job", job);
  }

  @Override
  public void disableJob(String job) throws IOException {
    call("disableJob", job);
  }

  @Override
  public void enableJob(String job) throws IOException {
    call("enableJob", job);
  }

  @Override
  public void prioritizeJob(String job, int priority, String header, String value)
      throws IOException {
    call("prioritizeJob", job, priority, header, value);
  }

  @Override
  public void terminateJob(String job, String reason) throws IOException {
    call("terminateJob", job, reason);
  }

  @Override
  public void deleteJob(String job) throws IOException {
    call("deleteJob", job);
  }

  @Override
  public void addTasks(String job, List<JsonNode> tasks) throws IOException {
    call("addTasks", job, tasks);
  }

  @Override
  public List<String> taskFiles(String job, String task) throws IOException {
    return texts("taskFiles", job, task);
  }

  @Override
  public String taskFile(String job, String task, String file, int first, int last)
      throws IOException {
    return call("taskFile", job, task, file, first, last).asText();
  }

  @Override
  public void deleteTaskFile(String job, String task, String file) throws IOException {
    call("deleteTaskFile", job, task, file);
  }

  @Override
  public List<String> nodeFiles(String pool, String node) throws IOException {
    return texts("nodeFiles", pool, node);
  }

  @Override
  public void disableScheduling(String pool, String node) throws IOException {
    call("disableScheduling", pool, node);
  }

  @Override
  public void enableScheduling(String pool, String node) throws IOException {
    call("enableScheduling", pool, node);
  }

  @Override
  public void reboot(String pool, String node) throws IOException {
    call("reboot", pool, node);
  }

  @Override
  public void reimage(String pool, String node) throws IOException {
    call("reimage", pool, node);
  }

  @Override
  public void removeNode(String pool, String node) throws IOException {
    call("removeNode", pool, node);
  }

  @Override
  public String nodeFile(String pool, String node, String file) throws IOException {
    return call("nodeFile", pool, node, file).asText();
  }

  @Override
  public JsonNode uploadLog(String pool, String node, String container, String since)
      throws IOException {
    return call("uploadLog", pool, node, container, since);
  }

  @Override
  public List<JsonNode> preparations(String job) throws IOException {
    return all("preparations", job);
  }

  @Override
  public void createSchedule(JsonNode schedule) throws IOException {
    call("createSchedule", schedule);
  }

  @Override
  public JsonNode schedule(String schedule) throws IOException {
    return call("schedule", schedule);
  }

  @Override
  public void disableSchedule(String schedule) throws IOException {
    call("disableSchedule", schedule);
  }

  @Override
  public void enableSchedule(String schedule) throws IOException {
    call("enableSchedule", schedule);
  }

  @Override
  public void terminateSchedule(String schedule) throws IOException {
    call("terminateSchedule", schedule);
  }

  @Override
  public void deleteSchedule(String schedule) throws IOException {
    call("deleteSchedule", schedule);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
