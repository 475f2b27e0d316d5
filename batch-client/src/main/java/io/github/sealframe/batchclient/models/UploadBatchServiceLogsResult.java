package io.github.sealframe.batchclient.models;

/**
 * Answer of {@code ComputeNode_UploadBatchServiceLogs}.
 *
 * @param virtualDirectoryName start of the names of the blobs
 * @param numberOfFilesUploaded files that will be uploaded
 */
public record UploadBatchServiceLogsResult(
    String virtualDirectoryName, Integer numberOfFilesUploaded) {}
