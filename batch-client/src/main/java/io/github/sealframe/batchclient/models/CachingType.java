package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Caching of a disk. */
public final class CachingType extends ExpandableStringEnum<CachingType> {
  public static final CachingType NONE = fromString("none");
  public static final CachingType READ_ONLY = fromString("readonly");
  public static final CachingType READ_WRITE = fromString("readwrite");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private CachingType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static CachingType fromString(String name) {
    return fromString(name, CachingType.class);
  }
}
