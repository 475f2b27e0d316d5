package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Which tasks of a job wait for which others. Guarded by the account's lock.
 *
 * <p>A waiting task looks at one task at a time, the first of those it depends on that does not
 * satisfy it, so a range of a million costs no memory. A task that is not there yet is waited for
 * as well.
 */
final class Dependencies {

  private static final int MOST_CHARACTERS = 64_000;

  private record Waiting(Task task, Ids rest) {}

  private final Registry<Task> tasks;
  private final Map<String, Map<Task, Waiting>> waitingFor = new HashMap<>();
  private final Map<Task, String> held = new HashMap<>();

  /**
   * @param tasks all of the job
   */
  Dependencies(Registry<Task> tasks) {
    this.tasks = tasks;
  }

  /**
   * Refuses dependencies of a task whose job does not use them, and lists that are too long.
   *
   * @throws BatchError 400
   */
  static void check(ObjectNode task, Job job) {
    Optional<ObjectNode> given = Body.object(task, "dependsOn");
    if (given.isEmpty()) {
      return;
    }
    if (!job.usesTaskDependencies()) {
      throw new BatchError(
          400,
          "TaskDependenciesNotSpecifiedOnJob",
          "The task depends on other tasks, but its job does not use task dependencies.");
    }
    if (Body.strings(given.get(), "taskIds").stream().mapToInt(String::length).sum()
        > MOST_CHARACTERS) {
      throw new BatchError(
          400,
          "TaskDependencyListTooLong",
          "The ids of the tasks that the task depends on have more than 64000 characters.");
    }
    for (ObjectNode range : Body.objects(given.get(), "taskIdRanges")) {
      if (range.path("start").asInt() > range.path("end").asInt()) {
        throw BatchError.invalidProperty(
            "taskIdRanges", range.toString(), "A range does not end before it starts.");
      }
    }
  }

  /** Whether a task has to wait; it is told of by {@link #ended} when it no longer has to. */
  boolean holds(Task task) {
    return task.dependsOnOthers()
        && waits(new Waiting(task, new Ids(task.spec().withObject("dependsOn"))));
  }

  private boolean waits(Waiting waiting) {
    while (waiting.rest().hasNext()) {
      String id = waiting.rest().next();
      if (!tasks.find(id).map(Task::satisfiesDependents).orElse(false)) {
        String key = Registry.key(id);
        waitingFor
            .computeIfAbsent(key, unused -> new LinkedHashMap<>())
            .put(waiting.task(), waiting);
        held.put(waiting.task(), key);
        return true;
      }
    }
    return false;
  }

  /** The tasks that a completed task held back last, in the order in which they came to wait. */
  List<Task> ended(Task task) {
    List<Task> free = new ArrayList<>();
    if (task.satisfiesDependents()) {
      Map<Task, Waiting> all = waitingFor.remove(Registry.key(task.id()));
      for (Waiting waiting : all == null ? List.<Waiting>of() : all.values()) {
        held.remove(waiting.task());
        if (!waits(waiting)) {
          free.add(waiting.task());
        }
      }
    }
    return free;
  }

  /** Forgets a task that waits no longer; false when it did not. */
  boolean forget(Task task) {
    String key = held.remove(task);
    if (key != null) {
      waitingFor.get(key).remove(task);
    }
    return key != null;
  }

  /** The ids that a task depends on: those it names, then those of its ranges, one by one. */
  private static final class Ids implements Iterator<String> {

    private final Iterator<String> named;
    private final Iterator<ObjectNode> ranges;
    private long next = 1;
    private long last;

    Ids(ObjectNode dependsOn) {
      this.named = Body.strings(dependsOn, "taskIds").iterator();
      this.ranges = Body.objects(dependsOn, "taskIdRanges").iterator();
    }

    @Override
    public boolean hasNext() {
      return named.hasNext() || next <= last || ranges.hasNext();
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (named.hasNext()) {
        return named.next();
      }
      if (next > last) {
        ObjectNode range = ranges.next();
        next = range.path("start").asLong();
        last = range.path("end").asLong();
      }
      return Long.toString(next++);
    }
  }
}
