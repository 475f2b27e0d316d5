package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Where in a region nodes are placed. */
public final class BatchNodePlacementPolicyType
    extends ExpandableStringEnum<BatchNodePlacementPolicyType> {
  /** Anywhere in the region. */
  public static final BatchNodePlacementPolicyType REGIONAL = fromString("regional");

  /** Over its availability zones, as evenly as can be. */
  public static final BatchNodePlacementPolicyType ZONAL = fromString("zonal");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodePlacementPolicyType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodePlacementPolicyType fromString(String name) {
    return fromString(name, BatchNodePlacementPolicyType.class);
  }
}
