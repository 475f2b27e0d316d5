package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** An operating system. */
public final class OSType extends ExpandableStringEnum<OSType> {
  public static final OSType LINUX = fromString("linux");
  public static final OSType WINDOWS = fromString("windows");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private OSType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static OSType fromString(String name) {
    return fromString(name, OSType.class);
  }
}
