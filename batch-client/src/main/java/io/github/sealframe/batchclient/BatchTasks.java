package io.github.sealframe.batchclient;

import static com.azure.core.http.HttpMethod.DELETE;
import static com.azure.core.http.HttpMethod.GET;
import static com.azure.core.http.HttpMethod.POST;
import static com.azure.core.http.HttpMethod.PUT;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.RequestConditions;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.BatchRequest;
import io.github.sealframe.batchclient.internal.Creation;
import io.github.sealframe.batchclient.internal.Ids;
import io.github.sealframe.batchclient.internal.TaskCollections;
import io.github.sealframe.batchclient.models.BatchCreateTaskCollectionResult;
import io.github.sealframe.batchclient.models.BatchSubtask;
import io.github.sealframe.batchclient.models.BatchTask;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.batchclient.models.BatchTaskReplaceParameters;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tasks of jobs; see {@link BatchClient} for what all operations have in common. */
public final class BatchTasks {
  private final BatchConnection connection;
  private final RequestConditions conditions;

  BatchTasks(BatchConnection connection) {
    this(connection, null);
  }

  private BatchTasks(BatchConnection connection, RequestConditions conditions) {
    this.connection = connection;
    this.conditions = conditions;
  }

  /**
   * The same operations, each on one task carried out only when these hold; otherwise refused with
   * status 412, or 304 for one that only reads.
   */
  public BatchTasks when(RequestConditions conditions) {
    return new BatchTasks(connection, conditions);
  }

  private BatchRequest request(HttpMethod method, String job, String task, String... more) {
    return BatchRequest.of(
            method, "jobs", Ids.checked("job", job), "tasks", Ids.checked("task", task))
        .below(more)
        .when(conditions);
  }

  private static String name(String job, String task) {
    return "task " + task + " of job " + job;
  }

  /** {@code Task_Add}. */
  public void createTask(String jobId, BatchTaskCreateParameters task) {
    connection.send(
        BatchRequest.of(POST, "jobs", Ids.checked("job", jobId), "tasks")
            .as("createTask", "add", "task " + task.id() + " to job " + jobId)
            .body(task)
            .expect(201)
            .doneWhen(
                BatchRequest.of(GET, "jobs", jobId, "tasks", Ids.checked("task", task.id())),
                JsonNode.class,
                Creation.TASK.asAsked(task)));
  }

  /**
   * {@code Task_AddCollection}: one request, with a result for each task. It is repeated only when
   * the service did nothing: sent twice, it would say {@code TaskExists} of its own tasks. {@link
   * #createTasks} looks at what is there, and goes on.
   *
   * @param tasks at most 100, and together at most 1 MB; refused with status 413 when they are more
   */
  public BatchCreateTaskCollectionResult createTaskCollection(String jobId, BatchTaskGroup tasks) {
    return connection.get(
        TaskCollections.request(Ids.checked("job", jobId), tasks).actsTwice(),
        BatchCreateTaskCollectionResult.class);
  }

  /**
   * Adds any number of tasks, with as few requests as Batch allows and several of them under way. A
   * task that is there already counts as added when it equals the one asked for; such tasks are
   * read many with a request, as many ids as a filter of 500 characters holds. One that the service
   * failed at, or did not tell of, is asked for again. A task that alone is too large for a request
   * is refused like any other, and the rest are added.
   *
   * <p>The source is read as the requests go out, and no more of it is in memory than they hold: no
   * id is remembered. Of two tasks of the same id the second counts as added when it equals the
   * first; otherwise one of the two is refused.
   *
   * <p>When the source or {@code refused} throws, the service fails for good, or the thread is
   * interrupted, no further task is asked for, and what is under way is ended before this method
   * throws. Tasks that were added stay: asking for all of them again adds none twice.
   *
   * @param tasks where the tasks come from; read by the calling thread
   * @param refused told, by the calling thread, of each task that the service will never take
   * @return how many of the tasks asked for the job has
   * @throws io.github.sealframe.core.RemoteRefusal naming what failed: the job, or a task that the
   *     service failed at time after time
   */
  public long createTasks(
      String jobId, Iterator<BatchTaskCreateParameters> tasks, Consumer<RefusedTask> refused) {
    return new TaskCollections(connection, Ids.checked("job", jobId)).add(tasks, refused);
  }

  /** {@code Task_List}: asked for page by page as the stream is read. */
  public Stream<BatchTask> listTasks(String jobId, BatchQuery query) {
    return connection.list(
        BatchRequest.of(GET, "jobs", Ids.checked("job", jobId), "tasks")
            .as("listTasks", "list the tasks of", "job " + jobId)
            .query(query),
        BatchTask.class);
  }

  /** {@code Task_Get}. */
  public BatchTask getTask(String jobId, String taskId) {
    return connection.get(
        request(GET, jobId, taskId).as("getTask", "read", name(jobId, taskId)), BatchTask.class);
  }

  /** {@code Task_ListSubtasks}: of a task that runs on several nodes at once. */
  public Stream<BatchSubtask> listSubTasks(String jobId, String taskId) {
    return connection.list(
        request(GET, jobId, taskId, "subtasksinfo")
            .as("listSubTasks", "list the subtasks of", name(jobId, taskId)),
        BatchSubtask.class);
  }

  /** {@code Task_Update}: its constraints; what is not given gets its default. */
  public void replaceTask(String jobId, String taskId, BatchTaskReplaceParameters task) {
    connection.send(
        request(PUT, jobId, taskId).as("replaceTask", "change", name(jobId, taskId)).body(task));
  }

  /** {@code Task_Delete}: with its folder on the node. */
  public void deleteTask(String jobId, String taskId) {
    connection.send(
        request(DELETE, jobId, taskId)
            .as("deleteTask", "delete", name(jobId, taskId))
            .doneWhen("TaskNotFound"));
  }

  /** {@code Task_Terminate}: ends it, as a failure. */
  public void terminateTask(String jobId, String taskId) {
    connection.send(
        request(POST, jobId, taskId, "terminate")
            .as("terminateTask", "end", name(jobId, taskId))
            .expect(204)
            .doneWhen("TaskCompleted"));
  }

  /**
   * {@code Task_Reactivate}: runs a failed task again. Repeated only when the service has certainly
   * not begun it.
   */
  public void reactivateTask(String jobId, String taskId) {
    connection.send(
        request(POST, jobId, taskId, "reactivate")
            .as("reactivateTask", "run again", name(jobId, taskId))
            .expect(204)
            .actsTwice());
  }
}
