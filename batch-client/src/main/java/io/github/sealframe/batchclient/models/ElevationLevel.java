package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** The rights of a user on a node. */
public final class ElevationLevel extends ExpandableStringEnum<ElevationLevel> {
  public static final ElevationLevel NON_ADMIN = fromString("nonadmin");
  public static final ElevationLevel ADMIN = fromString("admin");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private ElevationLevel() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static ElevationLevel fromString(String name) {
    return fromString(name, ElevationLevel.class);
  }
}
