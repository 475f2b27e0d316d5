package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * The container that a task runs in.
 *
 * @param containerRunOptions more options of the command that creates it
 * @param imageName the image, as in {@code docker pull}
 * @param registry where the image is; not needed when the pool says so
 * @param workingDirectory where its process starts; in the task's folder when absent
 * @param containerHostBatchBindMounts folders of the node that it sees: all when absent, none when
 *     empty
 */
public record BatchTaskContainerSettings(
    String containerRunOptions,
    String imageName,
    ContainerRegistryReference registry,
    ContainerWorkingDirectory workingDirectory,
    List<ContainerHostBatchBindMountEntry> containerHostBatchBindMounts) {
  public BatchTaskContainerSettings {
    containerHostBatchBindMounts = Copies.of(containerHostBatchBindMounts);
  }

  @Override
  public String toString() {
    return Shown.of(this, "imageName");
  }
}
