package io.github.sealframe.emulator.internal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Active tasks of a job that wait for no other, in the order in which they are started: what had
 * begun goes on before what has not. However many there are, nothing takes longer. Guarded by the
 * account's lock.
 */
final class TaskQueue {

  private final Set<Task> begun = new LinkedHashSet<>();
  private final Set<Task> fresh = new LinkedHashSet<>();

  boolean isEmpty() {
    return begun.isEmpty() && fresh.isEmpty();
  }

  int size() {
    return begun.size() + fresh.size();
  }

  /** The task that is started next. */
  Optional<Task> first() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of((begun.isEmpty() ? fresh : begun).iterator().next());
  }

  void add(Task task) {
    fresh.add(task);
  }

  /** Queues a task that was on a node already. */
  void addBegun(Task task) {
    begun.add(task);
  }

  void remove(Task task) {
    if (!begun.remove(task)) {
      fresh.remove(task);
    }
  }
}
