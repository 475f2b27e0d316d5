package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** The operations on tasks, but for their files. */
final class TaskOperations {

  private static final int MOST_IN_COLLECTION = 100;

  private final Account account;
  private final Dispatcher dispatcher;
  private final Applications applications;

  TaskOperations(Account account, Dispatcher dispatcher, Applications applications) {
    this.account = account;
    this.dispatcher = dispatcher;
    this.applications = applications;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/jobs/{job}/tasks", this::add)
        .add("POST", "/jobs/{job}/addtaskcollection", this::addCollection)
        .add("GET", "/jobs/{job}/tasks", this::list)
        .add("GET", "/jobs/{job}/tasks/{task}", this::get)
        .add("PUT", "/jobs/{job}/tasks/{task}", this::update)
        .add("DELETE", "/jobs/{job}/tasks/{task}", this::delete)
        .add("GET", "/jobs/{job}/tasks/{task}/subtasksinfo", this::subtasks)
        .add("POST", "/jobs/{job}/tasks/{task}/terminate", this::terminate)
        .add("POST", "/jobs/{job}/tasks/{task}/reactivate", this::reactivate);
  }

  /** Task_Add. */
  private Answer add(Call call) {
    ObjectNode body = call.incompleteJson("TaskAddParameter");
    return account.locked(
        () -> {
          Job job = open(call);
          Task task = add(job, body);
          dispatcher.dispatch(job);
          return Answer.of(201).created(task.url()).stamped(task.stamp());
        });
  }

  /** Task_AddCollection: at most 100, each with a result of its own. */
  private Answer addCollection(Call call) {
    ObjectNode collection = call.incompleteJson("TaskAddCollectionParameter");
    if (!collection.has("value")) {
      throw BatchError.missingProperty("value");
    }
    List<ObjectNode> bodies = Body.objects(collection, "value");
    if (bodies.size() > MOST_IN_COLLECTION) {
      throw BatchError.invalidProperty(
          "value",
          Integer.toString(bodies.size()),
          "At most " + MOST_IN_COLLECTION + " tasks can be added in a call.");
    }
    return account.locked(
        () -> {
          Job job = open(call);
          ObjectNode answer = Answer.object();
          ArrayNode results = answer.putArray("value");
          bodies.forEach(body -> results.add(result(job, body, call.requestId())));
          dispatcher.dispatch(job);
          return Answer.ok("taskaddresult", answer);
        });
  }

  private ObjectNode result(Job job, ObjectNode body, String requestId) {
    ObjectNode result = Answer.object();
    String id = body.path("id").asText("");
    try {
      Task task = add(job, body);
      result.put("status", "success").put("taskId", task.id());
      result
          .put("eTag", task.stamp().eTag())
          .put("lastModified", Times.wire(task.stamp().lastModified()));
      result.put("location", task.url());
    } catch (BatchError e) {
      result.put("status", e.status() < 500 ? "clienterror" : "servererror").put("taskId", id);
      result.set("error", e.toJson(requestId));
      if (e.code().equals("TaskExists")) {
        result.put("location", job.url() + "/tasks/" + id);
      }
    }
    return result;
  }

  private Task add(Job job, ObjectNode body) {
    Types.checkRequired(body, "TaskAddParameter");
    String id = Body.requiredId(body);
    applications.checkReferences(body);
    CommandSpec.ofTask(body);
    if (body.has("multiInstanceSettings")) {
      throw BatchError.notImplemented("the multiInstanceSettings of a task");
    }
    Dependencies.check(body, job);
    TaskTokens.asked(body);
    job.preparationTask()
        .filter(preparation -> Answer.text(preparation, "id").equalsIgnoreCase(id))
        .ifPresent(
            preparation -> {
              throw BatchError.conflict(
                  "TaskIdSameAsJobPreparationTask",
                  "The specified task id is same as the job preparation task.");
            });
    job.releaseTask()
        .filter(release -> Answer.text(release, "id").equalsIgnoreCase(id))
        .ifPresent(
            release -> {
              throw BatchError.conflict(
                  "TaskIdSameAsJobReleaseTask",
                  "The specified task id is same as the job release task.");
            });
    ExitConditions.check(body, job);
    Body.integer(body, "requiredSlots", 1, 256, 1);
    Body.fill(body, "requiredSlots", body.numberNode(1));
    Defaults.userIdentity(body);
    Defaults.taskConstraints(body, job.spec());
    Task task = new Task(job, id, body, account.now());
    job.add(task);
    return task;
  }

  /** Task_List. */
  private Answer list(Call call) {
    ListQuery query = ListQuery.of(call, Listing.TASKS);
    return account.locked(
        () -> {
          Job job = account.job(call.id("job"));
          return query.page(
              call,
              account.url(),
              job.tasks(query.after(), query.filter()),
              task -> query.filter().accepts(task::property),
              task -> task.toJson(query.select()));
        });
  }

  /** Task_Get. */
  private Answer get(Call call) {
    return account.locked(
        () -> {
          Task task = conditioned(call);
          return Answer.entity(
                  "tasks/@Element",
                  ListQuery.select(call, Listing.TASKS, task.toJson(Set.of())),
                  task.stamp())
              .at(task.url());
        });
  }

  /** Task_ListSubtasks: no task of the emulator has any. */
  private Answer subtasks(Call call) {
    account.locked(() -> account.task(call.id("job"), call.id("task")));
    ObjectNode answer = Answer.object();
    answer.putArray("value");
    return Answer.ok("subtasks", answer);
  }

  /** Task_Update: only the constraints of a task can change. */
  private Answer update(Call call) {
    ObjectNode body = call.json("TaskUpdateParameter");
    ObjectNode next = Answer.object();
    Body.object(body, "constraints").ifPresent(constraints -> next.set("constraints", constraints));
    Defaults.taskConstraints(next);
    return account.locked(
        () -> {
          Task task = conditioned(call);
          requireIncomplete(task);
          task.constraints((ObjectNode) next.get("constraints"));
          task.changed(account.now());
          return Answer.of(200).at(task.url()).stamped(task.stamp());
        });
  }

  /** Task_Delete: its process is killed. */
  private Answer delete(Call call) {
    return account.locked(
        () -> {
          dispatcher.stop(conditioned(call), Stop.DELETE);
          return Answer.of(200);
        });
  }

  /** Task_Terminate. */
  private Answer terminate(Call call) {
    return account.locked(
        () -> {
          Task task = conditioned(call);
          requireIncomplete(task);
          dispatcher.stop(task, Stop.TERMINATE);
          task.changed(account.now());
          return Answer.of(204).at(task.url()).stamped(task.stamp());
        });
  }

  /** Task_Reactivate: for tasks that are completed without success, in a job that is not over. */
  private Answer reactivate(Call call) {
    return account.locked(
        () -> {
          Task task = conditioned(call);
          Job job = task.job();
          JobOperations.requireOpen(job);
          if (!task.state().is(TaskState.COMPLETED)) {
            throw BatchError.conflict(
                "TaskNotCompleted", "The specified task is not in a completed state.");
          }
          if (task.succeeded()) {
            throw BatchError.conflict(
                "TaskSucceeded", "The specified task has already completed successfully.");
          }
          job.counts().around(task, () -> task.reactivated(account.now()));
          job.enqueue(task);
          task.changed(account.now());
          dispatcher.dispatch(job);
          return Answer.of(204).at(task.url()).stamped(task.stamp());
        });
  }

  private static void requireIncomplete(Task task) {
    if (task.state().is(TaskState.COMPLETED)) {
      throw BatchError.conflict(
          "TaskCompleted", "The specified task is already in a completed state.");
    }
  }

  private Task conditioned(Call call) {
    Task task = account.task(call.id("job"), call.id("task"));
    call.requireConditions(task.stamp());
    return task;
  }

  private Job open(Call call) {
    Job job = account.job(call.id("job"));
    JobOperations.requireOpen(job);
    return job;
  }
}
