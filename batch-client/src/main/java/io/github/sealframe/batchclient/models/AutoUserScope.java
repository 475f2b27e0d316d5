package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Which tasks share an auto user. */
public final class AutoUserScope extends ExpandableStringEnum<AutoUserScope> {
  /** Each task has a user of its own. */
  public static final AutoUserScope TASK = fromString("task");

  /** All tasks of a node run as one user. */
  public static final AutoUserScope POOL = fromString("pool");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private AutoUserScope() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static AutoUserScope fromString(String name) {
    return fromString(name, AutoUserScope.class);
  }
}
