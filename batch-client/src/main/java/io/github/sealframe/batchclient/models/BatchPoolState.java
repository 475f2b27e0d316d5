package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a pool. */
public final class BatchPoolState extends ExpandableStringEnum<BatchPoolState> {
  public static final BatchPoolState ACTIVE = fromString("active");
  public static final BatchPoolState DELETING = fromString("deleting");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchPoolState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchPoolState fromString(String name) {
    return fromString(name, BatchPoolState.class);
  }
}
