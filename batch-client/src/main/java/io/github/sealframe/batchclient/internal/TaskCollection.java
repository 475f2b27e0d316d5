package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.RefusedTask;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Adds as many tasks as one request may hold, whatever the service answers for each of them.
 * Thread-safe.
 */
final class TaskCollection {
  private static final int MAX_ROUNDS = 5;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final int TOO_LARGE = 413;
  private static final String EXISTS = "TaskExists";

  private final BatchConnection connection;
  private final String job;
  private final Existing existing;

  TaskCollection(BatchConnection connection, String job, Existing existing) {
    this.connection = connection;
    this.job = job;
    this.existing = existing;
  }

  /** Judges tasks of whose ids there are some already. Implementations are thread-safe. */
  interface Existing {
    /**
     * In what those that are there differ from those asked for, by the id asked for: an empty list
     * when in nothing, and no list for one that is not there any more.
     */
    Map<String, List<Drift>> drift(List<BatchTaskCreateParameters> asked);
  }

  /**
   * What became of a group.
   *
   * @param asked how many tasks were asked for
   * @param refused those that the service will never take
   */
  record Added(int asked, List<RefusedTask> refused) {}

  Added add(List<BatchTaskCreateParameters> tasks) throws InterruptedException {
    List<RefusedTask> refused = new ArrayList<>();
    add(tasks, refused);
    return new Added(tasks.size(), refused);
  }

  /** Of tasks of the same id, each is sent when it is known what became of the one before. */
  private void add(List<BatchTaskCreateParameters> tasks, List<RefusedTask> refused)
      throws InterruptedException {
    Map<String, BatchTaskCreateParameters> byId = new LinkedHashMap<>();
    List<BatchTaskCreateParameters> later = new ArrayList<>();
    for (BatchTaskCreateParameters task : tasks) {
      if (byId.putIfAbsent(TaskResults.key(task.id()), task) != null) {
        later.add(task);
      }
    }
    settleAll(byId, refused);
    if (!later.isEmpty()) {
      add(later, refused);
    }
  }

  /** What the service failed at, or tells nothing of, is sent again, a few times. */
  private void settleAll(Map<String, BatchTaskCreateParameters> open, List<RefusedTask> refused)
      throws InterruptedException {
    String last = "";
    for (int round = 0; round < MAX_ROUNDS && !open.isEmpty(); round++) {
      pauseBefore(round);
      List<BatchTaskCreateParameters> left = List.copyOf(open.values());
      Optional<TaskResults> answer = send(left);
      if (answer.isEmpty()) {
        divide(left, refused);
        return;
      }
      Map<String, TaskResults.Result> told = answer.get().byTask("tasks of job " + job);
      List<BatchTaskCreateParameters> there = new ArrayList<>();
      for (var each = open.entrySet().iterator(); each.hasNext(); ) {
        Map.Entry<String, BatchTaskCreateParameters> task = each.next();
        TaskResults.Result result = told.get(task.getKey());
        if (result == null) {
          continue;
        }
        if (result.isAdded()) {
          each.remove();
        } else if (result.isRefused() && !result.code().equals(EXISTS)) {
          each.remove();
          refused.add(refusal(task.getValue().id(), result.code(), Told.of(result.error())));
        } else {
          last = result.code();
          if (result.isRefused()) {
            there.add(task.getValue());
          }
        }
      }
      settleExisting(there, open, refused);
    }
    if (!open.isEmpty()) {
      throw new ServiceRefusal(
          "add",
          "task " + open.values().iterator().next().id() + " to job " + job,
          "the Batch service failed at it "
              + MAX_ROUNDS
              + " times"
              + (last.isEmpty() ? "" : ", " + last),
          "wait a while and submit again");
    }
  }

  /** One that is not there any more stays open. */
  private void settleExisting(
      List<BatchTaskCreateParameters> there,
      Map<String, BatchTaskCreateParameters> open,
      List<RefusedTask> refused) {
    if (there.isEmpty()) {
      return;
    }
    existing
        .drift(there)
        .forEach(
            (id, drift) -> {
              open.remove(TaskResults.key(id));
              if (!drift.isEmpty()) {
                refused.add(
                    refusal(
                        id,
                        EXISTS,
                        // Without the values: people put secrets into some of them.
                        "there is another of that id, which differs in "
                            + drift.stream().map(Drift::field).collect(Collectors.joining(", "))));
              }
            });
  }

  /** What is too large for one request goes out in two; one task that is too large never does. */
  private void divide(List<BatchTaskCreateParameters> tasks, List<RefusedTask> refused)
      throws InterruptedException {
    int half = tasks.size() / 2;
    if (half == 0) {
      refused.add(
          new RefusedTask(
              tasks.get(0).id(),
              "RequestBodyTooLarge",
              "it alone is larger than a request may be",
              "give it fewer or shorter files, variables and words"));
      return;
    }
    add(tasks.subList(0, half), refused);
    add(tasks.subList(half, tasks.size()), refused);
  }

  private static void pauseBefore(int round) throws InterruptedException {
    if (round > 0) {
      long upper = FIRST_PAUSE_MILLIS << round;
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(upper));
    }
  }

  /**
   * @return empty when the group was too large for one request
   */
  private Optional<TaskResults> send(List<BatchTaskCreateParameters> tasks) {
    try {
      return Optional.of(
          connection.get(
              TaskCollections.request(job, new BatchTaskGroup(tasks)), TaskResults.class));
    } catch (ServiceRefusal refusal) {
      if (refusal.answer().filter(TaskCollection::isTooLarge).isPresent()) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private static boolean isTooLarge(ServiceAnswer answer) {
    return answer.status() == TOO_LARGE;
  }

  private static RefusedTask refusal(String id, String code, String reason) {
    return new RefusedTask(id, code, reason, BatchRemedies.of(0, code));
  }
}
