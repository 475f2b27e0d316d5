package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Where the public addresses of nodes come from. */
public final class IpAddressProvisioningType
    extends ExpandableStringEnum<IpAddressProvisioningType> {
  /** Batch makes them. */
  public static final IpAddressProvisioningType BATCH_MANAGED = fromString("batchmanaged");

  /** They are given with the pool. */
  public static final IpAddressProvisioningType USER_MANAGED = fromString("usermanaged");

  /** There are none. */
  public static final IpAddressProvisioningType NO_PUBLIC_IP_ADDRESSES =
      fromString("nopublicipaddresses");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private IpAddressProvisioningType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static IpAddressProvisioningType fromString(String name) {
    return fromString(name, IpAddressProvisioningType.class);
  }
}
