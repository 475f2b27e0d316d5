package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What nodes join a virtual network for. */
public final class DynamicVNetAssignmentScope
    extends ExpandableStringEnum<DynamicVNetAssignmentScope> {
  public static final DynamicVNetAssignmentScope NONE = fromString("none");

  /** The run of one job. */
  public static final DynamicVNetAssignmentScope JOB = fromString("job");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private DynamicVNetAssignmentScope() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static DynamicVNetAssignmentScope fromString(String name) {
    return fromString(name, DynamicVNetAssignmentScope.class);
  }
}
