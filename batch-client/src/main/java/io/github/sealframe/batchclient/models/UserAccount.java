package io.github.sealframe.batchclient.models;

/**
 * A user of a pool's nodes.
 *
 * @param name at most 20 characters
 * @param password a secret
 * @param elevationLevel {@code nonadmin} when absent
 * @param linuxUserConfiguration on Linux
 * @param windowsUserConfiguration on Windows
 */
public record UserAccount(
    String name,
    String password,
    ElevationLevel elevationLevel,
    LinuxUserConfiguration linuxUserConfiguration,
    WindowsUserConfiguration windowsUserConfiguration) {
  @Override
  public String toString() {
    return Shown.of(this, "name");
  }
}
