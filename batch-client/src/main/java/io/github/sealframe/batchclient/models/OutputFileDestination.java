package io.github.sealframe.batchclient.models;

/**
 * Where output files go.
 *
 * @param container a blob container
 */
public record OutputFileDestination(OutputFileBlobContainerDestination container) {}
