package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Whether Batch tests an image with its node agent. */
public final class ImageVerificationType extends ExpandableStringEnum<ImageVerificationType> {
  public static final ImageVerificationType VERIFIED = fromString("verified");
  public static final ImageVerificationType UNVERIFIED = fromString("unverified");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private ImageVerificationType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static ImageVerificationType fromString(String name) {
    return fromString(name, ImageVerificationType.class);
  }
}
