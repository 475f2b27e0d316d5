package io.github.sealframe.batchclient.models;

/**
 * A file system that is mounted on nodes; takes one of the four.
 *
 * @param azureBlobFileSystemConfiguration a blob container
 * @param nfsMountConfiguration an NFS file system
 * @param cifsMountConfiguration a CIFS file system
 * @param azureFileShareConfiguration an Azure file share
 */
public record MountConfiguration(
    AzureBlobFileSystemConfiguration azureBlobFileSystemConfiguration,
    NfsMountConfiguration nfsMountConfiguration,
    CifsMountConfiguration cifsMountConfiguration,
    AzureFileShareConfiguration azureFileShareConfiguration) {}
