package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Where a container's process starts. */
public final class ContainerWorkingDirectory
    extends ExpandableStringEnum<ContainerWorkingDirectory> {
  /** The task's folder, with its resource files. */
  public static final ContainerWorkingDirectory TASK_WORKING_DIRECTORY =
      fromString("taskWorkingDirectory");

  /** What the image says; without the resource files. */
  public static final ContainerWorkingDirectory CONTAINER_IMAGE_DEFAULT =
      fromString("containerImageDefault");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private ContainerWorkingDirectory() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static ContainerWorkingDirectory fromString(String name) {
    return fromString(name, ContainerWorkingDirectory.class);
  }
}
