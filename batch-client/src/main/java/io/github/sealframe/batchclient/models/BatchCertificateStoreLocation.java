package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** A Windows certificate store. */
public final class BatchCertificateStoreLocation
    extends ExpandableStringEnum<BatchCertificateStoreLocation> {
  public static final BatchCertificateStoreLocation CURRENT_USER = fromString("currentuser");
  public static final BatchCertificateStoreLocation LOCAL_MACHINE = fromString("localmachine");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchCertificateStoreLocation() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchCertificateStoreLocation fromString(String name) {
    return fromString(name, BatchCertificateStoreLocation.class);
  }
}
