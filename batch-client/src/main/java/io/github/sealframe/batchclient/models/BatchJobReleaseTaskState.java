package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a job release task on one node. */
public final class BatchJobReleaseTaskState extends ExpandableStringEnum<BatchJobReleaseTaskState> {
  /** Runs or is retried. */
  public static final BatchJobReleaseTaskState RUNNING = fromString("running");

  /** Ended, ran out of retries, or could not be started. */
  public static final BatchJobReleaseTaskState COMPLETED = fromString("completed");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchJobReleaseTaskState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchJobReleaseTaskState fromString(String name) {
    return fromString(name, BatchJobReleaseTaskState.class);
  }
}
