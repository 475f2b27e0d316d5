package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What of a confidential machine's state is encrypted. */
public final class SecurityEncryptionTypes extends ExpandableStringEnum<SecurityEncryptionTypes> {
  /** No firmware state is kept. */
  public static final SecurityEncryptionTypes NON_PERSISTED_TPM = fromString("NonPersistedTPM");

  /** Only the guest state blob. */
  public static final SecurityEncryptionTypes VMGUEST_STATE_ONLY = fromString("VMGuestStateOnly");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private SecurityEncryptionTypes() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static SecurityEncryptionTypes fromString(String name) {
    return fromString(name, SecurityEncryptionTypes.class);
  }
}
