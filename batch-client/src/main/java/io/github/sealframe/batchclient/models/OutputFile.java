package io.github.sealframe.batchclient.models;

/**
 * Files of a task that are uploaded when it ends.
 *
 * @param filePattern which, relative to its working directory; {@code *}, {@code **}, {@code ?} and
 *     {@code [abc]} match
 * @param destination where to
 * @param uploadOptions when
 */
public record OutputFile(
    String filePattern, OutputFileDestination destination, OutputFileUploadConfig uploadOptions) {}
