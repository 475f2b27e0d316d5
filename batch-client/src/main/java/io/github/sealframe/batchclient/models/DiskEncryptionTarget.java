package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** A disk that is encrypted. */
public final class DiskEncryptionTarget extends ExpandableStringEnum<DiskEncryptionTarget> {
  public static final DiskEncryptionTarget OS_DISK = fromString("osdisk");
  public static final DiskEncryptionTarget TEMPORARY_DISK = fromString("temporarydisk");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private DiskEncryptionTarget() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static DiskEncryptionTarget fromString(String name) {
    return fromString(name, DiskEncryptionTarget.class);
  }
}
