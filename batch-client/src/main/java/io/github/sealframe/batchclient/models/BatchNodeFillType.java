package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** How tasks are spread over the nodes of a pool. */
public final class BatchNodeFillType extends ExpandableStringEnum<BatchNodeFillType> {
  /** Evenly. */
  public static final BatchNodeFillType SPREAD = fromString("spread");

  /** One node is filled before the next gets any. */
  public static final BatchNodeFillType PACK = fromString("pack");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeFillType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeFillType fromString(String name) {
    return fromString(name, BatchNodeFillType.class);
  }
}
