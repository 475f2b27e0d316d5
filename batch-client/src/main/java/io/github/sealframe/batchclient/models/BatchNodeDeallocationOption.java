package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** When nodes leave a pool that shrinks, and what becomes of their running tasks. */
public final class BatchNodeDeallocationOption
    extends ExpandableStringEnum<BatchNodeDeallocationOption> {
  /** At once; they run again elsewhere. */
  public static final BatchNodeDeallocationOption REQUEUE = fromString("requeue");

  /** At once; they are completed as failures. */
  public static final BatchNodeDeallocationOption TERMINATE = fromString("terminate");

  /** After they end. */
  public static final BatchNodeDeallocationOption TASK_COMPLETION = fromString("taskcompletion");

  /** After the retention time of all tasks' files. */
  public static final BatchNodeDeallocationOption RETAINED_DATA = fromString("retaineddata");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeDeallocationOption() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeDeallocationOption fromString(String name) {
    return fromString(name, BatchNodeDeallocationOption.class);
  }
}
