package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.JobId;
import io.github.sealframe.core.TaskId;
import java.util.List;

/** Paths on a node, relative to its root folder. */
final class NodePath {
  private NodePath() {}

  /**
   * The folder of a job's preparation task. The service gives it as a path below the root folder or
   * as an absolute one; nothing else of what it says is believed.
   *
   * @param taskRootDirectory what the service says; may be null
   */
  static String preparationFolder(JobId job, String taskRootDirectory) {
    return folder(job, "jobpreparation", taskRootDirectory);
  }

  /** The folder of a task that ran, as {@link #preparationFolder} is that of a preparation. */
  static String taskFolder(JobId job, TaskId task, String taskRootDirectory) {
    return folder(job, task.value(), taskRootDirectory);
  }

  private static String folder(JobId job, String task, String taskRootDirectory) {
    String start = "workitems/" + job + "/";
    if (taskRootDirectory != null) {
      String said = taskRootDirectory.replace('\\', '/');
      int at = ("/" + said).lastIndexOf("/" + start);
      if (at >= 0 && isRelative(said.substring(at))) {
        return said.substring(at);
      }
    }
    return start + "job-1/" + task;
  }

  private static boolean isRelative(String path) {
    List<String> parts = List.of(path.split("/", -1));
    return !parts.contains("") && !parts.contains(".") && !parts.contains("..");
  }
}
