package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a StartTask on its node. */
public final class BatchStartTaskState extends ExpandableStringEnum<BatchStartTaskState> {
  /** Runs or is retried. */
  public static final BatchStartTaskState RUNNING = fromString("running");

  /** Ended, ran out of retries, or could not be started. */
  public static final BatchStartTaskState COMPLETED = fromString("completed");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchStartTaskState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchStartTaskState fromString(String name) {
    return fromString(name, BatchStartTaskState.class);
  }
}
