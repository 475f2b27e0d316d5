package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.DELETE;
import static com.azure.core.http.HttpMethod.GET;
import static com.azure.core.http.HttpMethod.HEAD;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.RequestConditions;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.models.BatchFileProperties;
import io.github.sealframe.batchclient.models.BatchNodeFile;
import java.io.InputStream;
import java.util.stream.Stream;

/**
 * Files on nodes and of tasks; see {@link BatchClient} for what all operations have in common.
 *
 * <p>A path is relative to the node's root folder, or to the task's folder, with slashes; one that
 * leaves it is refused, and nothing is sent. Whoever opens a file closes it; deadline and
 * repetition end where its content begins, and reading on may throw an {@link java.io.IOException},
 * after an interrupt too.
 */
public final class BatchFiles {
  private final BatchConnection connection;
  private final RequestConditions conditions;

  BatchFiles(BatchConnection connection) {
    this(connection, null);
  }

  private BatchFiles(BatchConnection connection, RequestConditions conditions) {
    this.connection = connection;
    this.conditions = conditions;
  }

  /**
   * The same operations, each on one file carried out only when these hold; Batch takes the two
   * about times here. Otherwise refused with status 412 or 304.
   */
  public BatchFiles when(RequestConditions conditions) {
    return new BatchFiles(connection, conditions);
  }

  private BatchRequest onNode(HttpMethod method, String pool, String node, String path) {
    return BatchRequest.of(
            method, "pools", Ids.checked("pool", pool), "nodes", Ids.checked("node", node), "files")
        .below(Ids.path(path))
        .when(conditions);
  }

  private BatchRequest ofTask(HttpMethod method, String job, String task, String path) {
    return BatchRequest.of(
            method, "jobs", Ids.checked("job", job), "tasks", Ids.checked("task", task), "files")
        .below(Ids.path(path))
        .when(conditions);
  }

  private static String nodeFile(String node, String path) {
    return "file " + path + " of node " + node;
  }

  private static String taskFile(String job, String task, String path) {
    return "file " + path + " of task " + task + " of job " + job;
  }

  /**
   * {@code File_ListFromComputeNode}.
   *
   * @param recursive whether files below folders are listed too
   */
  public Stream<BatchNodeFile> listNodeFiles(
      String poolId, String nodeId, boolean recursive, BatchQuery query) {
    return connection.list(
        BatchRequest.of(
                GET, "pools", Ids.checked("pool", poolId), "nodes", Ids.checked("node", nodeId))
            .below("files")
            .as("listNodeFiles", "list the files of", "node " + nodeId)
            .query("recursive", recursive)
            .query(query),
        BatchNodeFile.class);
  }

  /** {@code File_GetFromComputeNode}: the whole file. */
  public InputStream getNodeFile(String poolId, String nodeId, String filePath) {
    return connection.open(
        onNode(GET, poolId, nodeId, filePath)
            .as("getNodeFile", "read", nodeFile(nodeId, filePath)));
  }

  /**
   * {@code File_GetFromComputeNode}: a part of the file; refused with status 416 when the file ends
   * before it.
   *
   * @param first the first byte, from 0
   * @param last the last byte, which may lie beyond the file's end
   */
  public InputStream getNodeFile(
      String poolId, String nodeId, String filePath, long first, long last) {
    return connection.open(
        onNode(GET, poolId, nodeId, filePath)
            .as("getNodeFile", "read", nodeFile(nodeId, filePath))
            .range(first, last));
  }

  /** {@code File_GetPropertiesFromComputeNode}. */
  public BatchFileProperties getNodeFileProperties(String poolId, String nodeId, String filePath) {
    return connection.headers(
        onNode(HEAD, poolId, nodeId, filePath)
            .as("getNodeFileProperties", "look at", nodeFile(nodeId, filePath)),
        BatchFileProperties::of);
  }

  /** {@code File_DeleteFromComputeNode}: a file, or a folder that is empty. */
  public void deleteNodeFile(String poolId, String nodeId, String filePath) {
    connection.send(
        onNode(DELETE, poolId, nodeId, filePath)
            .as("deleteNodeFile", "delete", nodeFile(nodeId, filePath))
            .doneWhen("FileNotFound", "PathNotFound"));
  }

  /**
   * {@code File_ListFromTask}.
   *
   * @param recursive whether files below folders are listed too
   */
  public Stream<BatchNodeFile> listTaskFiles(
      String jobId, String taskId, boolean recursive, BatchQuery query) {
    return connection.list(
        BatchRequest.of(
                GET, "jobs", Ids.checked("job", jobId), "tasks", Ids.checked("task", taskId))
            .below("files")
            .as("listTaskFiles", "list the files of", "task " + taskId + " of job " + jobId)
            .query("recursive", recursive)
            .query(query),
        BatchNodeFile.class);
  }

  /** {@code File_GetFromTask}: the whole file. */
  public InputStream getTaskFile(String jobId, String taskId, String filePath) {
    return connection.open(
        ofTask(GET, jobId, taskId, filePath)
            .as("getTaskFile", "read", taskFile(jobId, taskId, filePath)));
  }

  /**
   * {@code File_GetFromTask}: a part of the file; refused with status 416 when the file ends before
   * it.
   *
   * @param first the first byte, from 0
   * @param last the last byte, which may lie beyond the file's end
   */
  public InputStream getTaskFile(
      String jobId, String taskId, String filePath, long first, long last) {
    return connection.open(
        ofTask(GET, jobId, taskId, filePath)
            .as("getTaskFile", "read", taskFile(jobId, taskId, filePath))
            .range(first, last));
  }

  /** {@code File_GetPropertiesFromTask}. */
  public BatchFileProperties getTaskFileProperties(String jobId, String taskId, String filePath) {
    return connection.headers(
        ofTask(HEAD, jobId, taskId, filePath)
            .as("getTaskFileProperties", "look at", taskFile(jobId, taskId, filePath)),
        BatchFileProperties::of);
  }

  /** {@code File_DeleteFromTask}: a file, or a folder that is empty. */
  public void deleteTaskFile(String jobId, String taskId, String filePath) {
    connection.send(
        ofTask(DELETE, jobId, taskId, filePath)
            .as("deleteTaskFile", "delete", taskFile(jobId, taskId, filePath))
            .doneWhen("FileNotFound", "PathNotFound"));
  }
}
