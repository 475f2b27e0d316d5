package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What protects a machine from its host. */
public final class SecurityTypes extends ExpandableStringEnum<SecurityTypes> {
  /** Secure boot and a virtual TPM. */
  public static final SecurityTypes TRUSTED_LAUNCH = fromString("trustedLaunch");

  /** Encrypted memory. */
  public static final SecurityTypes CONFIDENTIAL_VM = fromString("confidentialVM");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private SecurityTypes() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static SecurityTypes fromString(String name) {
    return fromString(name, SecurityTypes.class);
  }
}
