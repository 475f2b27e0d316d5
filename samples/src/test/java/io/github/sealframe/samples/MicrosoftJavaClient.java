package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.azure.batch.protocol.models.ComputeNodeListOptions;
import com.microsoft.azure.batch.protocol.models.ComputeNodeRebootOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeReimageOption;
import com.microsoft.azure.batch.protocol.models.DisableComputeNodeSchedulingOption;
import com.microsoft.azure.batch.protocol.models.DisableJobOption;
import com.microsoft.azure.batch.protocol.models.FileGetFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobListOptions;
import com.microsoft.azure.batch.protocol.models.JobPatchOptions;
import com.microsoft.azure.batch.protocol.models.JobPatchParameter;
import com.microsoft.azure.batch.protocol.models.JobScheduleAddParameter;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.NodeFile;
import com.microsoft.azure.batch.protocol.models.PoolAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolListOptions;
import com.microsoft.azure.batch.protocol.models.PoolPatchParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskAddStatus;
import com.microsoft.azure.batch.protocol.models.TaskListOptions;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.DateTime;

/** {@code com.microsoft.azure:azure-batch}, in this JVM. */
final class MicrosoftJavaClient implements ForeignClient {
  private static final int MOST_IN_A_REQUEST = 100;

  private final AzureJacksonAdapter models = new AzureJacksonAdapter();
  private final BatchClient client;

  MicrosoftJavaClient(LocalEndpoints at) {
    client =
        BatchClient.open(
            new BatchSharedKeyCredentials(at.batch().toString(), at.account(), at.key()));
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  private static <T> T call(Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (BatchErrorException e) {
      throw new Refused(e.body().code());
    }
  }

  private static void act(Action action) throws IOException {
    call(
        () -> {
          action.run();
          return null;
        });
  }

  private <T> T model(JsonNode json, Class<T> type) throws IOException {
    return models.deserialize(json.toString(), type);
  }

  private JsonNode json(Object model) throws IOException {
    return Json.parse(models.serialize(model));
  }

  private List<JsonNode> list(Listed what, String in, Query query, Integer most)
      throws IOException {
    String filter = query.filter().isEmpty() ? null : query.filter();
    String select = query.select().isEmpty() ? null : query.select();
    var protocol = client.protocolLayer();
    List<?> found =
        call(
            () ->
                switch (what) {
                  case POOL ->
                      protocol
                          .pools()
                          .list(
                              new PoolListOptions()
                                  .withFilter(filter)
                                  .withSelect(select)
                                  .withMaxResults(most));
                  case JOB ->
                      protocol
                          .jobs()
                          .list(
                              new JobListOptions()
                                  .withFilter(filter)
                                  .withSelect(select)
                                  .withMaxResults(most));
                  case TASK ->
                      protocol
                          .tasks()
                          .list(
                              in,
                              new TaskListOptions()
                                  .withFilter(filter)
                                  .withSelect(select)
                                  .withMaxResults(most));
                  case NODE ->
                      protocol
                          .computeNodes()
                          .list(
                              in,
                              new ComputeNodeListOptions()
                                  .withFilter(filter)
                                  .withSelect(select)
                                  .withMaxResults(most));
                });
    return jsons(found);
  }

  private List<JsonNode> jsons(List<?> models) throws IOException {
    List<JsonNode> jsons = new ArrayList<>();
    for (Object one : models) {
      jsons.add(json(one));
    }
    return jsons;
  }

  @Override
  public List<JsonNode> list(Listed what, String in, Query query) throws IOException {
    return list(what, in, query, null);
  }

  @Override
  public List<String> listByPages(Listed what, String in, int most) throws IOException {
    return list(what, in, Query.ALL, most).stream().map(one -> one.path("id").asText()).toList();
  }

  @Override
  public void createPool(JsonNode pool) throws IOException {
    act(() -> client.poolOperations().createPool(model(pool, PoolAddParameter.class)));
  }

  @Override
  public JsonNode pool(String pool) throws IOException {
    return call(() -> json(client.poolOperations().getPool(pool)));
  }

  @Override
  public void resizePool(String pool, int nodes) throws IOException {
    act(() -> client.poolOperations().resizePool(pool, nodes, 0));
  }

  @Override
  public void labelPool(String pool, String name, String value) throws IOException {
    var metadata = List.of(new MetadataItem().withName(name).withValue(value));
    act(
        () ->
            client
                .poolOperations()
                .patchPool(pool, new PoolPatchParameter().withMetadata(metadata)));
  }

  @Override
  public void deletePool(String pool) throws IOException {
    act(() -> client.poolOperations().deletePool(pool));
  }

  @Override
  public void createJob(JsonNode job) throws IOException {
    act(() -> client.jobOperations().createJob(model(job, JobAddParameter.class)));
  }

  @Override
  public JsonNode job(String job) throws IOException {
    return call(() -> json(client.jobOperations().getJob(job)));
  }

  @Override
  public void disableJob(String job) throws IOException {
    act(() -> client.jobOperations().disableJob(job, DisableJobOption.REQUEUE));
  }

  @Override
  public void enableJob(String job) throws IOException {
    act(() -> client.jobOperations().enableJob(job));
  }

  @Override
  public void prioritizeJob(String job, int priority, String header, String value)
      throws IOException {
    JobPatchOptions options = new JobPatchOptions();
    switch (header) {
      case "If-Match" -> options.withIfMatch(value);
      case "If-None-Match" -> options.withIfNoneMatch(value);
      case "If-Modified-Since" -> options.withIfModifiedSince(DateTime.parse(value));
      case "If-Unmodified-Since" -> options.withIfUnmodifiedSince(DateTime.parse(value));
      default -> throw new IllegalArgumentException(header);
    }
    act(
        () ->
            client
                .protocolLayer()
                .jobs()
                .patch(job, new JobPatchParameter().withPriority(priority), options));
  }

  @Override
  public void terminateJob(String job, String reason) throws IOException {
    act(() -> client.jobOperations().terminateJob(job, reason));
  }

  @Override
  public void deleteJob(String job) throws IOException {
    act(() -> client.jobOperations().deleteJob(job));
  }

  @Override
  public void addTasks(String job, List<JsonNode> tasks) throws IOException {
    // Not by createTasks: it takes a task that exists for added, and can wait for ever for a thread
    // that it saw alive after its only notifyAll.
    for (int from = 0; from < tasks.size(); from += MOST_IN_A_REQUEST) {
      List<TaskAddParameter> group = new ArrayList<>();
      for (JsonNode task : tasks.subList(from, Math.min(tasks.size(), from + MOST_IN_A_REQUEST))) {
        group.add(model(task, TaskAddParameter.class));
      }
      for (TaskAddResult result :
          call(() -> client.protocolLayer().tasks().addCollection(job, group)).value()) {
        if (result.status() != TaskAddStatus.SUCCESS) {
          throw new Refused(result.error().code());
        }
      }
    }
  }

  @Override
  public List<String> taskFiles(String job, String task) throws IOException {
    return call(
        () ->
            client.fileOperations().listFilesFromTask(job, task, true, null).stream()
                .map(NodeFile::name)
                .toList());
  }

  @Override
  public String taskFile(String job, String task, String file, int first, int last)
      throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    var options = new FileGetFromTaskOptions().withOcpRange("bytes=" + first + "-" + last);
    act(() -> client.protocolLayer().files().getFromTask(job, task, file, options, content));
    return content.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void deleteTaskFile(String job, String task, String file) throws IOException {
    act(() -> client.fileOperations().deleteFileFromTask(job, task, file));
  }

  @Override
  public List<String> nodeFiles(String pool, String node) throws IOException {
    return call(
        () ->
            client.fileOperations().listFilesFromComputeNode(pool, node, true, null).stream()
                .map(NodeFile::name)
                .toList());
  }

  @Override
  public void disableScheduling(String pool, String node) throws IOException {
    act(
        () ->
            client
                .computeNodeOperations()
                .disableComputeNodeScheduling(
                    pool, node, DisableComputeNodeSchedulingOption.REQUEUE));
  }

  @Override
  public void enableScheduling(String pool, String node) throws IOException {
    act(() -> client.computeNodeOperations().enableComputeNodeScheduling(pool, node));
  }

  @Override
  public void reboot(String pool, String node) throws IOException {
    act(
        () ->
            client
                .computeNodeOperations()
                .rebootComputeNode(pool, node, ComputeNodeRebootOption.REQUEUE));
  }

  @Override
  public void reimage(String pool, String node) throws IOException {
    act(
        () ->
            client
                .computeNodeOperations()
                .reimageComputeNode(pool, node, ComputeNodeReimageOption.REQUEUE));
  }

  @Override
  public void removeNode(String pool, String node) throws IOException {
    act(() -> client.poolOperations().removeNodeFromPool(pool, node));
  }

  @Override
  public String nodeFile(String pool, String node, String file) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    act(() -> client.fileOperations().getFileFromComputeNode(pool, node, file, content));
    return content.toString(StandardCharsets.UTF_8);
  }

  @Override
  public JsonNode uploadLog(String pool, String node, String container, String since)
      throws IOException {
    return call(
        () ->
            json(
                client
                    .computeNodeOperations()
                    .uploadBatchServiceLogs(pool, node, container, DateTime.parse(since))));
  }

  @Override
  public List<JsonNode> preparations(String job) throws IOException {
    return jsons(call(() -> client.jobOperations().listPreparationAndReleaseTaskStatus(job)));
  }

  @Override
  public void createSchedule(JsonNode schedule) throws IOException {
    act(
        () ->
            client
                .jobScheduleOperations()
                .createJobSchedule(model(schedule, JobScheduleAddParameter.class)));
  }

  @Override
  public JsonNode schedule(String schedule) throws IOException {
    return call(() -> json(client.jobScheduleOperations().getJobSchedule(schedule)));
  }

  @Override
  public void disableSchedule(String schedule) throws IOException {
    act(() -> client.jobScheduleOperations().disableJobSchedule(schedule));
  }

  @Override
  public void enableSchedule(String schedule) throws IOException {
    act(() -> client.jobScheduleOperations().enableJobSchedule(schedule));
  }

  @Override
  public void terminateSchedule(String schedule) throws IOException {
    act(() -> client.jobScheduleOperations().terminateJobSchedule(schedule));
  }

  @Override
  public void deleteSchedule(String schedule) throws IOException {
    act(() -> client.jobScheduleOperations().deleteJobSchedule(schedule));
  }

  @Override
  public void close() {}
}
