package io.github.sealframe.batchclient.models;

/**
 * What protects a machine.
 *
 * @param securityType needed for the UEFI settings
 * @param encryptionAtHost whether all disks are encrypted on the host
 * @param uefiSettings boot protection
 */
public record SecurityProfile(
    SecurityTypes securityType, Boolean encryptionAtHost, BatchUefiSettings uefiSettings) {}
