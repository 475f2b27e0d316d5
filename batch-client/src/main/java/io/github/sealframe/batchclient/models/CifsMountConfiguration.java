package io.github.sealframe.batchclient.models;

/**
 * A CIFS file system that is mounted on nodes.
 *
 * @param source its URI
 * @param relativeMountPath where, below {@code AZ_BATCH_NODE_MOUNTS_DIR}
 * @param mountOptions options of the mount command
 * @param password a secret
 */
public record CifsMountConfiguration(
    String username,
    String source,
    String relativeMountPath,
    String mountOptions,
    String password) {
  @Override
  public String toString() {
    return Shown.of(this, "username", "source", "relativeMountPath");
  }
}
