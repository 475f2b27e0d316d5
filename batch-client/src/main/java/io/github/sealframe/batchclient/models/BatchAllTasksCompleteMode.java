package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What happens to a job when all its tasks are completed; a job without tasks counts. */
public final class BatchAllTasksCompleteMode
    extends ExpandableStringEnum<BatchAllTasksCompleteMode> {
  /** The job stays active. */
  public static final BatchAllTasksCompleteMode NO_ACTION = fromString("noaction");

  /** The job is terminated. */
  public static final BatchAllTasksCompleteMode TERMINATE_JOB = fromString("terminatejob");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchAllTasksCompleteMode() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchAllTasksCompleteMode fromString(String name) {
    return fromString(name, BatchAllTasksCompleteMode.class);
  }
}
