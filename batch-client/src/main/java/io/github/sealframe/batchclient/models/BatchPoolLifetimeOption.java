package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What an auto pool lives as long as. */
public final class BatchPoolLifetimeOption extends ExpandableStringEnum<BatchPoolLifetimeOption> {
  /** A schedule: all its jobs share the pool. */
  public static final BatchPoolLifetimeOption JOB_SCHEDULE = fromString("jobschedule");

  /** One job. */
  public static final BatchPoolLifetimeOption JOB = fromString("job");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchPoolLifetimeOption() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchPoolLifetimeOption fromString(String name) {
    return fromString(name, BatchPoolLifetimeOption.class);
  }
}
