package io.github.sealframe.batchclient.models;

/**
 * A file, or the files of a container, that the service puts on a node before a task starts; takes
 * one of auto storage, container and URL.
 *
 * @param autoStorageContainerName a container of the account's own storage
 * @param storageContainerUrl a container, with a SAS unless an identity is named; a secret
 * @param httpUrl a file, with a SAS unless an identity is named; a secret
 * @param blobPrefix start of the names of the container's blobs to take; all when absent
 * @param filePath file to write, or folder for a container's blobs, relative to the working
 *     directory
 * @param fileMode octal, on Linux; {@code 0770} when absent
 * @param identityReference the identity that may read it
 */
public record ResourceFile(
    String autoStorageContainerName,
    String storageContainerUrl,
    String httpUrl,
    String blobPrefix,
    String filePath,
    String fileMode,
    BatchNodeIdentityReference identityReference) {
  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String toString() {
    return Shown.of(this, "autoStorageContainerName", "blobPrefix", "filePath", "fileMode");
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private String autoStorageContainerName;
    private String storageContainerUrl;
    private String httpUrl;
    private String blobPrefix;
    private String filePath;
    private String fileMode;
    private BatchNodeIdentityReference identityReference;

    private Builder() {}

    public Builder autoStorageContainerName(String value) {
      autoStorageContainerName = value;
      return this;
    }

    public Builder storageContainerUrl(String value) {
      storageContainerUrl = value;
      return this;
    }

    public Builder httpUrl(String value) {
      httpUrl = value;
      return this;
    }

    public Builder blobPrefix(String value) {
      blobPrefix = value;
      return this;
    }

    public Builder filePath(String value) {
      filePath = value;
      return this;
    }

    public Builder fileMode(String value) {
      fileMode = value;
      return this;
    }

    public Builder identityReference(BatchNodeIdentityReference value) {
      identityReference = value;
      return this;
    }

    public ResourceFile build() {
      return new ResourceFile(
          autoStorageContainerName,
          storageContainerUrl,
          httpUrl,
          blobPrefix,
          filePath,
          fileMode,
          identityReference);
    }
  }
}
