package io.github.sealframe.batchclient.models;

/**
 * A user of Linux nodes; takes both ids or none.
 *
 * @param uid user id
 * @param gid group id
 * @param sshPrivateKey key for SSH between nodes, without a password; a secret
 */
public record LinuxUserConfiguration(Integer uid, Integer gid, String sshPrivateKey) {
  @Override
  public String toString() {
    return Shown.of(this);
  }
}
