package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A job, its tasks and what its nodes did to prepare for it. Guarded by the account's lock. */
final class Job {

  private final String id;
  private final String url;
  private final ObjectNode spec;
  private final Lifecycle<JobState> state;
  private final Registry<Task> tasks = new Registry<>();
  private final TaskBodies bodies;
  private final TaskQueue queue = new TaskQueue();
  private final Dependencies dependencies = new Dependencies(tasks);
  private final Map<String, Preparation> preparations = new LinkedHashMap<>();
  private final Optional<JobManager> manager;
  private final Set<Node> nodes = new LinkedHashSet<>();
  private final Counts counts = new Counts(tasks);
  private final Instant started;
  private Stamp stamp;
  private Instant ended;
  private String terminateReason;
  private int runs;
  private final List<Runnable> whenOver = new ArrayList<>();
  private String autoPoolId;
  private ObjectNode schedulingError;
  private Runnable onChange = () -> {};
  private Optional<KeptTasks> keptTasks = Optional.empty();

  /**
   * @param spec the job as it was asked for, with the defaults filled in
   */
  Job(String id, String url, ObjectNode spec, Instant now) {
    this.id = id;
    this.url = url;
    this.spec = spec;
    this.manager = JobManager.of(spec);
    this.state = new Lifecycle<>(JobState.ACTIVE, now);
    this.stamp = Stamp.created(now);
    this.started = now;
    this.bodies = new TaskBodies(new byte[0], () -> onChange.run());
  }

  /** Brings a job back as {@link #saved} told of it, without its tasks. */
  Job(ObjectNode saved, String url) {
    this.id = Answer.text(saved, "id");
    this.url = url;
    this.spec = saved.withObject("spec");
    this.manager = JobManager.of(spec);
    this.state = Lifecycle.read(saved, JobState.class);
    this.stamp = Stamp.read(saved);
    this.started = stamp.created();
    this.ended = Body.instant(saved, "ended").orElse(null);
    this.terminateReason = Body.optional(saved, "terminateReason").orElse(null);
    this.autoPoolId = Body.optional(saved, "autoPoolId").orElse(null);
    this.schedulingError = Body.object(saved, "schedulingError").orElse(null);
    this.bodies =
        new TaskBodies(
            Base64.getDecoder().decode(Answer.text(saved, "model")), () -> onChange.run());
  }

  /** All of it that outlives the emulator, but for its tasks. */
  ObjectNode saved() {
    ObjectNode json = Answer.object().put("id", id);
    json.set("spec", spec);
    state.writeTo(json);
    stamp.writeTo(json);
    if (ended != null) {
      json.put("ended", Times.wire(ended));
    }
    if (terminateReason != null) {
      json.put("terminateReason", terminateReason);
    }
    if (autoPoolId != null) {
      json.put("autoPoolId", autoPoolId);
    }
    if (schedulingError != null) {
      json.set("schedulingError", schedulingError);
    }
    return json.put("model", Base64.getEncoder().encodeToString(bodies.model()));
  }

  /** Calls back now, and whenever what {@link #saved} tells may be another. */
  void onChange(Runnable callback) {
    onChange = callback;
    callback.run();
  }

  /**
   * Lets its tasks be kept.
   *
   * @param by empty to end that
   */
  void keepsTasks(Optional<KeptTasks> by) {
    keptTasks = by;
  }

  /** Keeps what became of a task. */
  void changed(Task task) {
    keptTasks.filter(unused -> has(task)).ifPresent(kept -> kept.changed(task));
  }

  /** Keeps what a task is to be now. */
  void changedBody(Task task) {
    keptTasks.filter(unused -> has(task)).ifPresent(kept -> kept.changedBody(task));
  }

  private boolean has(Task task) {
    return tasks.find(task.id()).filter(one -> one == task).isPresent();
  }

  String id() {
    return id;
  }

  String url() {
    return url;
  }

  ObjectNode spec() {
    return spec;
  }

  Lifecycle<JobState> state() {
    return state;
  }

  Registry<Task> tasks() {
    return tasks;
  }

  /**
   * Adds a task, to be started when it can be.
   *
   * @throws BatchError 409 when there is a task of this id
   */
  void add(Task task) {
    if (!tasks.add(task.id(), task)) {
      throw BatchError.exists("Task", task.id());
    }
    counts.add(task, 1);
    changedBody(task);
    enqueue(task);
  }

  /** Brings a task back to its place; whether it goes on is another's to say. */
  void restore(Task task, long place) {
    tasks.restore(task.id(), task, place);
    counts.add(task, 1);
  }

  /** Forgets a task. */
  void remove(Task task) {
    keptTasks.ifPresent(kept -> kept.remove(task));
    counts.add(task, -1);
    tasks.remove(task.id());
  }

  /** Packs what its tasks were asked to be. */
  TaskBodies bodies() {
    return bodies;
  }

  TaskQueue queue() {
    return queue;
  }

  /** Queues a task, or keeps it until those that it depends on let it go. */
  void enqueue(Task task) {
    if (!dependencies.holds(task)) {
      queue.add(task);
    }
  }

  /** Takes an active task out of what is to be started. */
  void dequeue(Task task) {
    if (!dependencies.forget(task)) {
      queue.remove(task);
    }
  }

  /** Queues what waited for a task that is completed. */
  void letGo(Task completed) {
    dependencies.ended(completed).forEach(queue::add);
  }

  Counts counts() {
    return counts;
  }

  /**
   * The tasks behind a place that a filter may accept, with their places. What it says of ids and
   * states spares looking at all others.
   */
  Iterable<Map.Entry<Long, Task>> tasks(long after, Filter filter) {
    Optional<Set<String>> ids = filter.only("id");
    if (ids.isPresent()) {
      return tasks.after(after, ids.get()).entrySet();
    }
    return filter
        .only("state")
        .map(states -> counts.after(after, states))
        .orElseGet(() -> tasks.after(after).entrySet());
  }

  Stamp stamp() {
    return stamp;
  }

  void changed(Instant now) {
    stamp = stamp.changed(now);
    onChange.run();
  }

  String poolId() {
    return autoPoolId != null ? autoPoolId : spec.path("poolInfo").path("poolId").asText();
  }

  /** Puts it into a pool that was made for it or its schedule. */
  void runsIn(String poolId) {
    autoPoolId = poolId;
    onChange.run();
  }

  int priority() {
    return spec.path("priority").asInt();
  }

  /** Whether a job with a higher priority may have its tasks queued again. */
  boolean yieldsToHigherPriority() {
    return spec.path("allowTaskPreemption").asBoolean();
  }

  boolean endsWithItsTasks() {
    return spec.path("onAllTasksComplete").asText().equals("terminatejob");
  }

  boolean usesTaskDependencies() {
    return spec.path("usesTaskDependencies").asBoolean();
  }

  boolean actsOnTaskFailure() {
    return spec.path("onTaskFailure").asText().equals("performexitoptionsjobaction");
  }

  Optional<JobManager> manager() {
    return manager;
  }

  Optional<ObjectNode> preparationTask() {
    return Body.object(spec, "jobPreparationTask");
  }

  Optional<ObjectNode> releaseTask() {
    return Body.object(spec, "jobReleaseTask");
  }

  Optional<Preparation> preparation(Node node) {
    return Optional.ofNullable(preparations.get(node.id()));
  }

  void prepares(Preparation preparation) {
    preparations.put(preparation.node().id(), preparation);
  }

  void unprepared(Node node) {
    preparations.remove(node.id());
  }

  Collection<Preparation> preparations() {
    return preparations.values();
  }

  /** The nodes that ever had one of its tasks. */
  Set<Node> nodes() {
    return nodes;
  }

  /** Counts threads that run one of its tasks. */
  void runBegan() {
    runs++;
  }

  void runEnded() {
    runs--;
  }

  boolean isQuiet() {
    return runs == 0 && counts.of(TaskState.PREPARING) == 0;
  }

  boolean mayStartAnother() {
    int most = spec.path("maxParallelTasks").asInt(-1);
    int now = counts.of(TaskState.RUNNING) + counts.of(TaskState.PREPARING);
    return state.is(JobState.ACTIVE) && !queue.isEmpty() && (most < 0 || now < most);
  }

  boolean isOver() {
    return state.is(JobState.TERMINATING)
        || state.is(JobState.COMPLETED)
        || state.is(JobState.DELETING);
  }

  /** Calls back when the job is completed, and when it is gone. */
  void whenOver(Runnable callback) {
    whenOver.add(callback);
  }

  void over() {
    whenOver.forEach(Runnable::run);
  }

  /** Shows why it never could run. */
  void cannotRun(String code, String message) {
    schedulingError =
        Answer.object().put("category", "usererror").put("code", code).put("message", message);
    onChange.run();
  }

  void terminates(String reason) {
    terminateReason = reason;
    onChange.run();
  }

  void ended(Instant now) {
    ended = now;
    state.to(JobState.COMPLETED, now);
    onChange.run();
  }

  ObjectNode toJson() {
    ObjectNode json = spec.deepCopy();
    json.put("id", id);
    json.put("url", url);
    stamp.writeTo(json);
    state.writeTo(json);
    ObjectNode info = json.putObject("executionInfo");
    info.put("startTime", Times.wire(started));
    if (ended != null) {
      info.put("endTime", Times.wire(ended));
    }
    info.put("poolId", poolId());
    if (schedulingError != null) {
      info.set("schedulingError", schedulingError.deepCopy());
    }
    if (terminateReason != null) {
      info.put("terminateReason", terminateReason);
    }
    return json;
  }

  /**
   * How many tasks are in which state, and which, kept up to date so that nothing takes longer with
   * more tasks.
   */
  static final class Counts {

    private final Registry<Task> all;
    private final EnumMap<TaskState, BitSet> places = new EnumMap<>(TaskState.class);
    private final EnumMap<TaskState, Integer> tasks = new EnumMap<>(TaskState.class);
    private final EnumMap<TaskState, Integer> slots = new EnumMap<>(TaskState.class);
    private int succeeded;
    private int succeededSlots;

    Counts(Registry<Task> all) {
      this.all = all;
    }

    /** Changes a task in a way that may change its state. */
    void around(Task task, Runnable change) {
      add(task, -1);
      change.run();
      add(task, 1);
    }

    void add(Task task, int sign) {
      places
          .computeIfAbsent(task.state().state(), unused -> new BitSet())
          .set(Math.toIntExact(all.place(task.id())), sign > 0);
      tasks.merge(task.state().state(), sign, Integer::sum);
      slots.merge(task.state().state(), sign * task.slots(), Integer::sum);
      if (task.succeeded()) {
        succeeded += sign;
        succeededSlots += sign * task.slots();
      }
    }

    int succeeded() {
      return succeeded;
    }

    /** The tasks behind a place that are in one of some states. */
    Iterable<Map.Entry<Long, Task>> after(long place, Set<String> states) {
      BitSet any = new BitSet();
      places.forEach(
          (state, some) -> {
            if (states.contains(Lifecycle.wire(state))) {
              any.or(some);
            }
          });
      int first = place < any.length() ? any.nextSetBit((int) place + 1) : -1;
      return () ->
          IntStream.iterate(first, next -> next >= 0, next -> any.nextSetBit(next + 1))
              .mapToObj(next -> Map.entry((long) next, all.at(next)))
              .iterator();
    }

    int of(TaskState state) {
      return tasks.getOrDefault(state, 0);
    }

    ObjectNode toJson() {
      ObjectNode json = Answer.object();
      write(json.putObject("taskCounts"), tasks, succeeded);
      write(json.putObject("taskSlotCounts"), slots, succeededSlots);
      return json;
    }

    private static void write(ObjectNode json, EnumMap<TaskState, Integer> by, int succeeded) {
      int completed = by.getOrDefault(TaskState.COMPLETED, 0);
      json.put("active", by.getOrDefault(TaskState.ACTIVE, 0));
      // Batch counts a preparing task as running.
      json.put(
          "running",
          by.getOrDefault(TaskState.RUNNING, 0) + by.getOrDefault(TaskState.PREPARING, 0));
      json.put("completed", completed);
      json.put("succeeded", succeeded);
      json.put("failed", completed - succeeded);
    }
  }
}
