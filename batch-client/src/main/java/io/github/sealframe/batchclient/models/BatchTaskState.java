package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a task. */
public final class BatchTaskState extends ExpandableStringEnum<BatchTaskState> {
  /** Waits for a node, or cannot run yet. */
  public static final BatchTaskState ACTIVE = fromString("active");

  /** Has a node, and waits for the job preparation task there. */
  public static final BatchTaskState PREPARING = fromString("preparing");

  /** Files are fetched, the process runs, or files are uploaded. */
  public static final BatchTaskState RUNNING = fromString("running");

  /** Will not run again: see {@link BatchTaskExecutionResult}. */
  public static final BatchTaskState COMPLETED = fromString("completed");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchTaskState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchTaskState fromString(String name) {
    return fromString(name, BatchTaskState.class);
  }
}
