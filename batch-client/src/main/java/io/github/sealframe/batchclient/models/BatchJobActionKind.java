package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What a task's exit does to its job. */
public final class BatchJobActionKind extends ExpandableStringEnum<BatchJobActionKind> {
  public static final BatchJobActionKind NONE = fromString("none");

  /** As disabling the job with {@link DisableBatchJobOption#REQUEUE}. */
  public static final BatchJobActionKind DISABLE = fromString("disable");

  public static final BatchJobActionKind TERMINATE = fromString("terminate");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchJobActionKind() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchJobActionKind fromString(String name) {
    return fromString(name, BatchJobActionKind.class);
  }
}
