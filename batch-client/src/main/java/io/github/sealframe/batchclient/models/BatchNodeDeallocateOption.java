package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** When a node is deallocated, and what becomes of its running tasks. */
public final class BatchNodeDeallocateOption
    extends ExpandableStringEnum<BatchNodeDeallocateOption> {
  /** At once; they run again elsewhere. */
  public static final BatchNodeDeallocateOption REQUEUE = fromString("requeue");

  /** At once; they are completed as failures. */
  public static final BatchNodeDeallocateOption TERMINATE = fromString("terminate");

  /** After they end. */
  public static final BatchNodeDeallocateOption TASK_COMPLETION = fromString("taskcompletion");

  /** After the retention time of all tasks' files. */
  public static final BatchNodeDeallocateOption RETAINED_DATA = fromString("retaineddata");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeDeallocateOption() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeDeallocateOption fromString(String name) {
    return fromString(name, BatchNodeDeallocateOption.class);
  }
}
