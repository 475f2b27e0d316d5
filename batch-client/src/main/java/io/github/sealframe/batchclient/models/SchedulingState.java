package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Whether a node takes new tasks. */
public final class SchedulingState extends ExpandableStringEnum<SchedulingState> {
  public static final SchedulingState ENABLED = fromString("enabled");
  public static final SchedulingState DISABLED = fromString("disabled");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private SchedulingState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static SchedulingState fromString(String name) {
    return fromString(name, SchedulingState.class);
  }
}
