package io.github.sealframe.samples;

/**
 * One thing that Azure lets somebody do.
 *
 * @param operation Azure's name of it
 * @param container role of the blob container that it is done in; empty for what is not done to
 *     blobs
 */
record AzureRight(String operation, String container) {
  private static final String BLOBS =
      "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/";

  /** Whether what it lets do may differ from container to container. */
  static boolean isOfBlobs(String operation) {
    return operation.startsWith(BLOBS);
  }

  /** That of an operation, which may be done in {@code container} when it is one of blobs. */
  static AzureRight of(String operation, String container) {
    return new AzureRight(operation, isOfBlobs(operation) ? container : "");
  }

  static AzureRight ofBlobs(String operation, String container) {
    return new AzureRight(BLOBS + operation, container);
  }

  @Override
  public String toString() {
    return container.isEmpty() ? operation : operation + " in " + container;
  }
}
