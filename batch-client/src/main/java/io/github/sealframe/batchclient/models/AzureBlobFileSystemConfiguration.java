package io.github.sealframe.batchclient.models;

/**
 * A blob container that is mounted on nodes; takes one of a key, a SAS and an identity.
 *
 * @param accountName the storage account
 * @param containerName the container
 * @param accountKey the account's key; a secret
 * @param sasKey a SAS token; a secret
 * @param blobfuseOptions options of the mount command
 * @param relativeMountPath where, below {@code AZ_BATCH_NODE_MOUNTS_DIR}
 * @param identityReference the identity that may read it
 */
public record AzureBlobFileSystemConfiguration(
    String accountName,
    String containerName,
    String accountKey,
    String sasKey,
    String blobfuseOptions,
    String relativeMountPath,
    BatchNodeIdentityReference identityReference) {
  @Override
  public String toString() {
    return Shown.of(this, "accountName", "containerName", "relativeMountPath");
  }
}
