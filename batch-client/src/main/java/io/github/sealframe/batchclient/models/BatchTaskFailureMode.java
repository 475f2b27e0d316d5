package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What happens to a job when one of its tasks fails. */
public final class BatchTaskFailureMode extends ExpandableStringEnum<BatchTaskFailureMode> {
  public static final BatchTaskFailureMode NO_ACTION = fromString("noaction");

  /** What the task's {@link ExitConditions} say. */
  public static final BatchTaskFailureMode PERFORM_EXIT_OPTIONS_JOB_ACTION =
      fromString("performexitoptionsjobaction");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchTaskFailureMode() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchTaskFailureMode fromString(String name) {
    return fromString(name, BatchTaskFailureMode.class);
  }
}
