package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import io.github.sealframe.batchclient.RefusedTask;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.core.ServiceRefusal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Adds any number of tasks to a job, {@value #MAX_TASKS} with a request and {@value #AT_A_TIME}
 * requests at a time. Reads its source no further than the requests under way need. Thread-safe.
 */
public final class TaskCollections {
  static final int MAX_TASKS = 100;
  static final int AT_A_TIME = 4;

  /** Name of the threads that send. */
  static final String SENDER = "sealframe-tasks";

  private static final long STOP_MINUTES = 5;

  private final String job;
  private final TaskCollection collection;

  /**
   * @param connection the account
   * @param job id of the job
   */
  public TaskCollections(BatchConnection connection, String job) {
    this(connection, job, new ExistingTasks(connection, job));
  }

  TaskCollections(BatchConnection connection, String job, TaskCollection.Existing existing) {
    this.job = job;
    this.collection = new TaskCollection(connection, job, existing);
  }

  /** {@code Task_AddCollection}. */
  public static BatchRequest request(String job, BatchTaskGroup tasks) {
    return BatchRequest.of(HttpMethod.POST, "jobs", job, "addtaskcollection")
        .as("createTaskCollection", "add", tasks.values().size() + " tasks to job " + job)
        .body(tasks);
  }

  /**
   * Adds them all; see {@link io.github.sealframe.batchclient.BatchTasks#createTasks}.
   *
   * @return how many the job has of them
   */
  public long add(Iterator<BatchTaskCreateParameters> tasks, Consumer<RefusedTask> refused) {
    return add(tasks, refused, asked -> {});
  }

  /**
   * Adds them all.
   *
   * @param progress told after each request how many tasks have been asked for so far
   */
  long add(
      Iterator<BatchTaskCreateParameters> tasks,
      Consumer<RefusedTask> refused,
      LongConsumer progress) {
    ExecutorService senders = Executors.newFixedThreadPool(AT_A_TIME, TaskCollections::sender);
    CompletionService<TaskCollection.Added> sent = new ExecutorCompletionService<>(senders);
    long asked = 0;
    long added = 0;
    int underWay = 0;
    try {
      while (true) {
        if (underWay < AT_A_TIME && tasks.hasNext()) {
          List<BatchTaskCreateParameters> group = group(tasks);
          sent.submit(() -> collection.add(group));
          underWay++;
        } else if (underWay == 0) {
          return added;
        } else {
          TaskCollection.Added done = sent.take().get();
          underWay--;
          asked += done.asked();
          added += done.asked() - done.refused().size();
          done.refused().forEach(refused);
          progress.accept(asked);
        }
      }
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceRefusal(
          "add",
          "tasks to job " + job,
          "it was interrupted",
          "add them again: what is there stays",
          e);
    } finally {
      end(senders);
    }
  }

  private static Thread sender(Runnable work) {
    return new Thread(work, SENDER);
  }

  private static List<BatchTaskCreateParameters> group(Iterator<BatchTaskCreateParameters> tasks)
      throws InterruptedException {
    List<BatchTaskCreateParameters> group = new ArrayList<>(MAX_TASKS);
    while (group.size() < MAX_TASKS && tasks.hasNext()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      group.add(tasks.next());
    }
    return group;
  }

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error broken) {
      throw broken;
    }
    return cause instanceof RuntimeException refusal ? refusal : new IllegalStateException(cause);
  }

  /** Whatever is under way is told to stop, and has stopped before the caller goes on. */
  private static void end(ExecutorService senders) {
    senders.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      senders.awaitTermination(STOP_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
