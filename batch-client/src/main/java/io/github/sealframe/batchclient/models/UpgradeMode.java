package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** How nodes get a new version of their image. */
public final class UpgradeMode extends ExpandableStringEnum<UpgradeMode> {
  /** All at once. */
  public static final UpgradeMode AUTOMATIC = fromString("automatic");

  /** When told to. */
  public static final UpgradeMode MANUAL = fromString("manual");

  /** In batches. */
  public static final UpgradeMode ROLLING = fromString("rolling");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private UpgradeMode() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static UpgradeMode fromString(String name) {
    return fromString(name, UpgradeMode.class);
  }
}
