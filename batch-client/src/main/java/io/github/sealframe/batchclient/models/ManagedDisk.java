package io.github.sealframe.batchclient.models;

/**
 * Kind of a node's operating system disk.
 *
 * @param securityProfile needed by confidential machines, and only by them
 */
public record ManagedDisk(
    StorageAccountType storageAccountType, BatchVmDiskSecurityProfile securityProfile) {}
