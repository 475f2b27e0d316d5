package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a job preparation task on one node. */
public final class BatchJobPreparationTaskState
    extends ExpandableStringEnum<BatchJobPreparationTaskState> {
  /** Runs or is retried. */
  public static final BatchJobPreparationTaskState RUNNING = fromString("running");

  /** Ended, ran out of retries, or could not be started. */
  public static final BatchJobPreparationTaskState COMPLETED = fromString("completed");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchJobPreparationTaskState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchJobPreparationTaskState fromString(String name) {
    return fromString(name, BatchJobPreparationTaskState.class);
  }
}
