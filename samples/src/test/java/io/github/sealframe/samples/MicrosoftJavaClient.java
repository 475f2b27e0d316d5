package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.azure.batch.BatchClient;
import com.microsoft.azure.batch.auth.BatchSharedKeyCredentials;
import com.microsoft.azure.batch.protocol.models.BatchErrorException;
import com.microsoft.azure.batch.protocol.models.CloudPool;
import com.microsoft.azure.batch.protocol.models.CloudTask;
import com.microsoft.azure.batch.protocol.models.ComputeNode;
import com.microsoft.azure.batch.protocol.models.ComputeNodeRebootOption;
import com.microsoft.azure.batch.protocol.models.ComputeNodeReimageOption;
import com.microsoft.azure.batch.protocol.models.DisableComputeNodeSchedulingOption;
import com.microsoft.azure.batch.protocol.models.DisableJobOption;
import com.microsoft.azure.batch.protocol.models.FileGetFromTaskOptions;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.JobPatchOptions;
import com.microsoft.azure.batch.protocol.models.JobPatchParameter;
import com.microsoft.azure.batch.protocol.models.MetadataItem;
import com.microsoft.azure.batch.protocol.models.NodeFile;
import com.microsoft.azure.batch.protocol.models.PoolAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolPatchParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddResult;
import com.microsoft.azure.batch.protocol.models.TaskAddStatus;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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

  @Override
  public void createPool(JsonNode pool) throws IOException {
    act(() -> client.poolOperations().createPool(model(pool, PoolAddParameter.class)));
  }

  @Override
  public JsonNode pool(String pool) throws IOException {
    return call(() -> json(client.poolOperations().getPool(pool)));
  }

  @Override
  public List<String> pools() throws IOException {
    return call(() -> client.poolOperations().listPools().stream().map(CloudPool::id).toList());
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
  public void prioritizeJob(String job, int priority, String etag) throws IOException {
    act(
        () ->
            client
                .protocolLayer()
                .jobs()
                .patch(
                    job,
                    new JobPatchParameter().withPriority(priority),
                    new JobPatchOptions().withIfMatch(etag)));
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
  public List<String> tasks(String job) throws IOException {
    return call(() -> client.taskOperations().listTasks(job).stream().map(CloudTask::id).toList());
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
  public List<String> nodes(String pool) throws IOException {
    return call(
        () ->
            client.computeNodeOperations().listComputeNodes(pool).stream()
                .map(ComputeNode::id)
                .toList());
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
  public void close() {}
}
