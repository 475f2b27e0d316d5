package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** When a node reboots, and what becomes of its running tasks. */
public final class BatchNodeRebootKind extends ExpandableStringEnum<BatchNodeRebootKind> {
  /** At once; they run again elsewhere. */
  public static final BatchNodeRebootKind REQUEUE = fromString("requeue");

  /** At once; they are completed as failures. */
  public static final BatchNodeRebootKind TERMINATE = fromString("terminate");

  /** After they end. */
  public static final BatchNodeRebootKind TASK_COMPLETION = fromString("taskcompletion");

  /** After the retention time of all tasks' files. */
  public static final BatchNodeRebootKind RETAINED_DATA = fromString("retaineddata");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeRebootKind() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeRebootKind fromString(String name) {
    return fromString(name, BatchNodeRebootKind.class);
  }
}
