package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Disks that Batch encrypts; not for Linux nodes of a gallery image.
 *
 * @param targets the disks
 */
public record DiskEncryptionConfiguration(List<DiskEncryptionTarget> targets) {
  public DiskEncryptionConfiguration {
    targets = Copies.of(targets);
  }
}
