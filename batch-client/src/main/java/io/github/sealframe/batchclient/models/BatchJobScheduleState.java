package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a job schedule. */
public final class BatchJobScheduleState extends ExpandableStringEnum<BatchJobScheduleState> {
  /** Makes jobs when they are due. */
  public static final BatchJobScheduleState ACTIVE = fromString("active");

  public static final BatchJobScheduleState COMPLETED = fromString("completed");

  /** Makes no new jobs; one that is active goes on. */
  public static final BatchJobScheduleState DISABLED = fromString("disabled");

  public static final BatchJobScheduleState TERMINATING = fromString("terminating");

  public static final BatchJobScheduleState DELETING = fromString("deleting");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchJobScheduleState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchJobScheduleState fromString(String name) {
    return fromString(name, BatchJobScheduleState.class);
  }
}
