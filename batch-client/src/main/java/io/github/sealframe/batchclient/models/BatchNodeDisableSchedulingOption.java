package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What becomes of the running tasks of a node that gets no more. */
public final class BatchNodeDisableSchedulingOption
    extends ExpandableStringEnum<BatchNodeDisableSchedulingOption> {
  /** They are stopped and run again elsewhere, or here once enabled. */
  public static final BatchNodeDisableSchedulingOption REQUEUE = fromString("requeue");

  /** They are completed as failures. */
  public static final BatchNodeDisableSchedulingOption TERMINATE = fromString("terminate");

  /** They go on to their end. */
  public static final BatchNodeDisableSchedulingOption TASK_COMPLETION =
      fromString("taskcompletion");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeDisableSchedulingOption() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeDisableSchedulingOption fromString(String name) {
    return fromString(name, BatchNodeDisableSchedulingOption.class);
  }
}
