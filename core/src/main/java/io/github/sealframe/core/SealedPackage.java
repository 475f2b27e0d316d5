package io.github.sealframe.core;

/**
 * A package tree whose every byte is named: its manifest, and the canonical archive that nodes
 * unpack.
 *
 * @param manifest the manifest; its digest is the pin
 * @param archive the tar.gz
 * @param files plain files in the tree
 * @param bytes bytes in those files
 */
public record SealedPackage(Part manifest, Part archive, long files, long bytes) {
  /** The package's identity: the SHA-256 of its manifest. */
  public Sha256 pin() {
    return manifest.digest();
  }

  /**
   * One of the two blobs that a package is stored as.
   *
   * @param digest SHA-256 of its bytes
   * @param bytes their count
   * @param content the bytes on this machine
   */
  public record Part(Sha256 digest, long bytes, Content content) {}
}
