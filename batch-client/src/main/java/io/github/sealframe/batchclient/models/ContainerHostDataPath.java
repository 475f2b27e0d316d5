package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** A folder of the node that a container can see. */
public final class ContainerHostDataPath extends ExpandableStringEnum<ContainerHostDataPath> {
  /** What the subtasks of a multi-instance task share. */
  public static final ContainerHostDataPath SHARED = fromString("Shared");

  /** The StartTask's. */
  public static final ContainerHostDataPath STARTUP = fromString("Startup");

  /** Mounted file systems. */
  public static final ContainerHostDataPath VFS_MOUNTS = fromString("VfsMounts");

  /** The task's own. */
  public static final ContainerHostDataPath TASK = fromString("Task");

  /** The job preparation task's. */
  public static final ContainerHostDataPath JOB_PREP = fromString("JobPrep");

  /** Application packages. */
  public static final ContainerHostDataPath APPLICATIONS = fromString("Applications");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private ContainerHostDataPath() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static ContainerHostDataPath fromString(String name) {
    return fromString(name, ContainerHostDataPath.class);
  }
}
