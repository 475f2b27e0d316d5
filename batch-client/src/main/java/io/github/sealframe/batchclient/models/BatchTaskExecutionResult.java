package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Whether a task succeeded. */
public final class BatchTaskExecutionResult extends ExpandableStringEnum<BatchTaskExecutionResult> {
  public static final BatchTaskExecutionResult SUCCESS = fromString("success");

  /** Before, while or after its process ran: see {@link BatchTaskFailureInfo}. */
  public static final BatchTaskExecutionResult FAILURE = fromString("failure");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchTaskExecutionResult() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchTaskExecutionResult fromString(String name) {
    return fromString(name, BatchTaskExecutionResult.class);
  }
}
