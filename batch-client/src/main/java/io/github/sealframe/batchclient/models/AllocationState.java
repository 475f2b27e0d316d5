package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Whether a pool's number of nodes is changing. */
public final class AllocationState extends ExpandableStringEnum<AllocationState> {
  /** No resize is under way; the pool may still have fewer nodes than asked. */
  public static final AllocationState STEADY = fromString("steady");

  /** Nodes are being added or removed. */
  public static final AllocationState RESIZING = fromString("resizing");

  /** A resize was asked to stop and is not done stopping. */
  public static final AllocationState STOPPING = fromString("stopping");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private AllocationState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static AllocationState fromString(String name) {
    return fromString(name, AllocationState.class);
  }
}
