package io.github.sealframe.core;

/**
 * What protects the nodes of a pool, as far as a production may choose. What is off needs a {@link
 * Waiver}.
 *
 * @param encryptionAtHost whether temporary and operating system disks are encrypted at the host
 * @param trustedLaunch whether machines have a virtual TPM and a measured start; needs an image of
 *     generation 2
 * @param secureBoot whether they start signed code only; nothing without trusted launch
 * @param noPublicAddresses whether they have no public address
 */
public record PoolProtection(
    boolean encryptionAtHost,
    boolean trustedLaunch,
    boolean secureBoot,
    boolean noPublicAddresses) {

  private static final PoolProtection FULL = new PoolProtection(true, true, true, true);

  /** All of it. */
  public static PoolProtection full() {
    return FULL;
  }

  /** A digit for each, in the order above: part of a plan's record. */
  String code() {
    StringBuilder code = new StringBuilder();
    for (boolean on :
        new boolean[] {encryptionAtHost, trustedLaunch, secureBoot, noPublicAddresses}) {
      code.append(on ? '1' : '0');
    }
    return code.toString();
  }

  /**
   * Reads what {@link #code} wrote.
   *
   * @throws IllegalArgumentException when it did not
   */
  static PoolProtection ofCode(String code) {
    if (!code.matches("[01]{4}")) {
      throw new IllegalArgumentException("it is no protection of a pool");
    }
    return new PoolProtection(
        code.charAt(0) == '1', code.charAt(1) == '1', code.charAt(2) == '1', code.charAt(3) == '1');
  }
}
