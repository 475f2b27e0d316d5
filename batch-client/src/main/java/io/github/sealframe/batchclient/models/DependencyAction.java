package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What a task's exit means for the tasks that depend on it. */
public final class DependencyAction extends ExpandableStringEnum<DependencyAction> {
  /** They may run. */
  public static final DependencyAction SATISFY = fromString("satisfy");

  /** They wait on. */
  public static final DependencyAction BLOCK = fromString("block");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private DependencyAction() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static DependencyAction fromString(String name) {
    return fromString(name, DependencyAction.class);
  }
}
