package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Who on a node can use a certificate. */
public final class BatchCertificateVisibility
    extends ExpandableStringEnum<BatchCertificateVisibility> {
  public static final BatchCertificateVisibility START_TASK = fromString("starttask");
  public static final BatchCertificateVisibility TASK = fromString("task");
  public static final BatchCertificateVisibility REMOTE_USER = fromString("remoteuser");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchCertificateVisibility() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchCertificateVisibility fromString(String name) {
    return fromString(name, BatchCertificateVisibility.class);
  }
}
