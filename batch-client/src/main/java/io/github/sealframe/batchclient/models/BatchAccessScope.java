package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What a task's authentication token gives access to. */
public final class BatchAccessScope extends ExpandableStringEnum<BatchAccessScope> {
  /** The job that the task belongs to. */
  public static final BatchAccessScope JOB = fromString("job");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchAccessScope() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchAccessScope fromString(String name) {
    return fromString(name, BatchAccessScope.class);
  }
}
