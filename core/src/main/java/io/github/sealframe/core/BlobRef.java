package io.github.sealframe.core;

/**
 * A blob of the production.
 *
 * @param role the container that it lies in
 * @param name its name in that container
 */
public record BlobRef(ContainerRole role, String name) {
  /** The place of content that is named by its digest. */
  public static BlobRef of(ContainerRole role, Sha256 digest) {
    return new BlobRef(role, digest.blobName());
  }

  @Override
  public String toString() {
    return role.label() + "/" + name;
  }
}
