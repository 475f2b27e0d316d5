package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a subtask of a multi-instance task. */
public final class BatchSubtaskState extends ExpandableStringEnum<BatchSubtaskState> {
  /** Has a node, and waits for the coordination command. */
  public static final BatchSubtaskState PREPARING = fromString("preparing");

  public static final BatchSubtaskState RUNNING = fromString("running");

  public static final BatchSubtaskState COMPLETED = fromString("completed");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchSubtaskState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchSubtaskState fromString(String name) {
    return fromString(name, BatchSubtaskState.class);
  }
}
