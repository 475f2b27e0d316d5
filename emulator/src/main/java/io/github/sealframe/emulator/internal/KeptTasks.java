package io.github.sealframe.emulator.internal;

/**
 * Notes what changes of the tasks of one job. What a task was asked to be is large and seldom
 * changes, so it is kept beside its progress. Guarded by the account's lock.
 */
final class KeptTasks {

  private final Changes changes;
  private final Registry<Task> tasks;
  private final String bodies;
  private final String progress;

  /**
   * @param place of the job
   * @param tasks all of the job
   */
  KeptTasks(Changes changes, long place, Registry<Task> tasks) {
    this.changes = changes;
    this.tasks = tasks;
    this.bodies = bodies(place);
    this.progress = progress(place);
  }

  static String bodies(long place) {
    return "bodies." + place;
  }

  static String progress(long place) {
    return "tasks." + place;
  }

  void changedBody(Task task) {
    changes.put(bodies, tasks.place(task.id()), task::packed);
    changed(task);
  }

  void changed(Task task) {
    changes.put(progress, tasks.place(task.id()), () -> Changes.bytes(task.saved()));
  }

  void remove(Task task) {
    changes.remove(bodies, tasks.place(task.id()));
    changes.remove(progress, tasks.place(task.id()));
  }
}
