package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** How a Windows user logs in. */
public final class LoginMode extends ExpandableStringEnum<LoginMode> {
  /** Meant for long parallel processes. */
  public static final LoginMode BATCH = fromString("batch");

  public static final LoginMode INTERACTIVE = fromString("interactive");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private LoginMode() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static LoginMode fromString(String name) {
    return fromString(name, LoginMode.class);
  }
}
