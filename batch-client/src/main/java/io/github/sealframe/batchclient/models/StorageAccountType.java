package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Kind of a managed disk. */
public final class StorageAccountType extends ExpandableStringEnum<StorageAccountType> {
  public static final StorageAccountType STANDARD_LRS = fromString("standard_lrs");
  public static final StorageAccountType PREMIUM_LRS = fromString("premium_lrs");
  public static final StorageAccountType STANDARD_SSDLRS = fromString("standardssd_lrs");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private StorageAccountType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static StorageAccountType fromString(String name) {
    return fromString(name, StorageAccountType.class);
  }
}
