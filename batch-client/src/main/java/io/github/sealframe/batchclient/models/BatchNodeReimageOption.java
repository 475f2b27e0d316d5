package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** When a node is reimaged, and what becomes of its running tasks. */
public final class BatchNodeReimageOption extends ExpandableStringEnum<BatchNodeReimageOption> {
  /** At once; they run again elsewhere. */
  public static final BatchNodeReimageOption REQUEUE = fromString("requeue");

  /** At once; they are completed as failures. */
  public static final BatchNodeReimageOption TERMINATE = fromString("terminate");

  /** After they end. */
  public static final BatchNodeReimageOption TASK_COMPLETION = fromString("taskcompletion");

  /** After the retention time of all tasks' files. */
  public static final BatchNodeReimageOption RETAINED_DATA = fromString("retaineddata");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeReimageOption() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeReimageOption fromString(String name) {
    return fromString(name, BatchNodeReimageOption.class);
  }
}
