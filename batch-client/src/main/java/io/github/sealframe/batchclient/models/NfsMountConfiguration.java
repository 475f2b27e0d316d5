package io.github.sealframe.batchclient.models;

/**
 * An NFS file system that is mounted on nodes.
 *
 * @param source its URI
 * @param relativeMountPath where, below {@code AZ_BATCH_NODE_MOUNTS_DIR}
 * @param mountOptions options of the mount command
 */
public record NfsMountConfiguration(String source, String relativeMountPath, String mountOptions) {
  @Override
  public String toString() {
    return Shown.of(this, "source", "relativeMountPath");
  }
}
