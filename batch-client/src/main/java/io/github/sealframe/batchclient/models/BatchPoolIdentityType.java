package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Whether a pool has managed identities. */
public final class BatchPoolIdentityType extends ExpandableStringEnum<BatchPoolIdentityType> {
  public static final BatchPoolIdentityType USER_ASSIGNED = fromString("UserAssigned");
  public static final BatchPoolIdentityType NONE = fromString("None");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchPoolIdentityType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchPoolIdentityType fromString(String name) {
    return fromString(name, BatchPoolIdentityType.class);
  }
}
