package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What becomes of the running tasks of a job that is disabled. */
public final class DisableBatchJobOption extends ExpandableStringEnum<DisableBatchJobOption> {
  /** They are stopped and run again once the job is enabled. */
  public static final DisableBatchJobOption REQUEUE = fromString("requeue");

  /** They are completed as failures. */
  public static final DisableBatchJobOption TERMINATE = fromString("terminate");

  /** They go on to their end. */
  public static final DisableBatchJobOption WAIT = fromString("wait");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private DisableBatchJobOption() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static DisableBatchJobOption fromString(String name) {
    return fromString(name, DisableBatchJobOption.class);
  }
}
