package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.TaskPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Adds the tasks of a job, at most 100 with one call. A task that is there already counts as added:
 * whoever calls reads the set back and compares it. Thread-safe.
 */
final class TaskAdder {
  static final int MAX_TASKS = 100;

  private static final int MAX_ROUNDS = 4;

  private final BatchConnection connection;
  private final JobBody jobs;

  TaskAdder(BatchConnection connection, JobBody jobs) {
    this.connection = connection;
    this.jobs = jobs;
  }

  /**
   * Adds them all.
   *
   * @param each told after each call how many have been asked for so far
   */
  void add(JobPlan plan, Consumer<Integer> each) {
    List<TaskPlan> tasks = plan.tasks();
    for (int from = 0; from < tasks.size(); from += MAX_TASKS) {
      int to = Math.min(tasks.size(), from + MAX_TASKS);
      add(plan.id(), tasks.subList(from, to).stream().map(task -> jobs.of(plan, task)).toList());
      each.accept(to);
    }
  }

  /** Adds a group; what the service failed at is sent again, a few times. */
  private void add(JobId job, List<BatchTaskCreateParameters> tasks) {
    List<BatchTaskCreateParameters> left = tasks;
    String last = "";
    for (int round = 0; round < MAX_ROUNDS && !left.isEmpty(); round++) {
      Optional<BatchCreateTaskCollectionResult> answer = send(job, left);
      if (answer.isEmpty()) {
        split(job, left);
        return;
      }
      Map<String, BatchTaskCreateParameters> open =
          left.stream()
              .collect(Collectors.toMap(BatchTaskCreateParameters::id, Function.identity()));
      for (BatchTaskCreateResult result : answer.get().value()) {
        if (isAdded(job, result)) {
          open.remove(result.taskId());
        } else {
          last = code(result);
        }
      }
      left = List.copyOf(open.values());
    }
    if (!left.isEmpty()) {
      throw new ServiceRefusal(
          "add",
          "task " + left.get(0).id() + " to job " + job,
          "the Batch service failed at it "
              + MAX_ROUNDS
              + " times"
              + (last.isEmpty() ? "" : ", " + last),
          "wait a while and submit again");
    }
  }

  /**
   * @return empty when the group was too large for one call
   */
  private Optional<BatchCreateTaskCollectionResult> send(
      JobId job, List<BatchTaskCreateParameters> tasks) {
    try {
      return Optional.of(
          connection.get(
              BatchRequest.of(HttpMethod.POST, "jobs", job.value(), "addtaskcollection")
                  .as("createTaskCollection", "add", tasks.size() + " tasks to job " + job)
                  .body(new BatchTaskGroup(tasks)),
              BatchCreateTaskCollectionResult.class));
    } catch (ServiceRefusal refusal) {
      if (tasks.size() > 1 && refusal.answer().filter(TaskAdder::isTooLarge).isPresent()) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private static boolean isTooLarge(ServiceAnswer answer) {
    return answer.status() == 413;
  }

  private void split(JobId job, List<BatchTaskCreateParameters> tasks) {
    int half = tasks.size() / 2;
    add(job, tasks.subList(0, half));
    add(job, tasks.subList(half, tasks.size()));
  }

  /**
   * @return false when the service failed and the task may be sent again
   * @throws Refusal when the service will never take it
   */
  private static boolean isAdded(JobId job, BatchTaskCreateResult result) {
    if ("success".equals(result.status()) || code(result).equals("TaskExists")) {
      return true;
    }
    if ("servererror".equals(result.status())) {
      return false;
    }
    throw refusal(job, result);
  }

  private static Refusal refusal(JobId job, BatchTaskCreateResult result) {
    String on = "task " + result.taskId() + " to job " + job;
    List<String> why = new ArrayList<>();
    why.add("the Batch service refused it: " + code(result));
    BatchError error = result.error();
    if (error != null && error.message() != null && error.message().value() != null) {
      why.add(BatchFailure.firstLine(error.message().value()));
    }
    String reason = String.join(", ", why);
    return code(result).contains("Quota")
        ? new CapacityRefusal("add", on, reason, "ask for quota, and submit again")
        : new ServiceRefusal("add", on, reason, "report this with the job's id");
  }

  private static String code(BatchTaskCreateResult result) {
    return result.error() == null || result.error().code() == null
        ? ""
        : Redaction.of(result.error().code());
  }
}
