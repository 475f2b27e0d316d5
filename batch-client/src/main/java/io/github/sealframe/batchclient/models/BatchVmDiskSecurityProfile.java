package io.github.sealframe.batchclient.models;

/**
 * Encryption of the disk of a confidential machine.
 *
 * @param securityEncryptionType what is encrypted
 */
public record BatchVmDiskSecurityProfile(SecurityEncryptionTypes securityEncryptionType) {}
