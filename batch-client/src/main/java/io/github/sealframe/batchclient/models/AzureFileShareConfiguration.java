package io.github.sealframe.batchclient.models;

/**
 * An Azure file share that is mounted on nodes.
 *
 * @param accountName the storage account
 * @param azureFileUrl {@code https://ACCOUNT.file.core.windows.net/}
 * @param accountKey the account's key; a secret
 * @param relativeMountPath where, below {@code AZ_BATCH_NODE_MOUNTS_DIR}
 * @param mountOptions options of the mount command
 */
public record AzureFileShareConfiguration(
    String accountName,
    String azureFileUrl,
    String accountKey,
    String relativeMountPath,
    String mountOptions) {
  @Override
  public String toString() {
    return Shown.of(this, "accountName", "relativeMountPath");
  }
}
