package io.github.sealframe.core;

import java.util.List;

/**
 * How a job ended.
 *
 * @param job which
 * @param frames frames planned
 * @param failedTasks tasks that ended without success
 * @param unfinished tasks that never ended, since the job was ended before
 */
public record Verdict(JobId job, int frames, List<FailedTask> failedTasks, int unfinished) {
  /** Copies the list. */
  public Verdict {
    failedTasks = List.copyOf(failedTasks);
  }

  /** Whether every task ended with success. */
  public boolean isGood() {
    return failedTasks.isEmpty() && unfinished == 0;
  }

  /**
   * A task that ended without success. Some of its frames may be good all the same: its record says
   * which.
   *
   * @param task which
   * @param frames its frames
   * @param why its failure, as the service reports it
   */
  public record FailedTask(TaskId task, FrameSet frames, String why) {}
}
