package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Where an ephemeral disk lies. */
public final class DiffDiskPlacement extends ExpandableStringEnum<DiffDiskPlacement> {
  public static final DiffDiskPlacement CACHE_DISK = fromString("cachedisk");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private DiffDiskPlacement() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static DiffDiskPlacement fromString(String name) {
    return fromString(name, DiffDiskPlacement.class);
  }
}
