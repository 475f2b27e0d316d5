package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a job. */
public final class BatchJobState extends ExpandableStringEnum<BatchJobState> {
  /** Its tasks are scheduled. */
  public static final BatchJobState ACTIVE = fromString("active");

  /** Waits for running tasks to end. */
  public static final BatchJobState DISABLING = fromString("disabling");

  /** None of its tasks run, and none are scheduled. */
  public static final BatchJobState DISABLED = fromString("disabled");

  public static final BatchJobState ENABLING = fromString("enabling");

  /** Release tasks may be running. */
  public static final BatchJobState TERMINATING = fromString("terminating");

  /** Takes no more tasks and no changes. */
  public static final BatchJobState COMPLETED = fromString("completed");

  public static final BatchJobState DELETING = fromString("deleting");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchJobState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchJobState fromString(String name) {
    return fromString(name, BatchJobState.class);
  }
}
