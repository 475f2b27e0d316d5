package io.github.sealframe.core;

/**
 * A file that the service puts into a task's working directory before it starts.
 *
 * @param fileName its name there, one path component
 * @param blob where it is fetched from
 * @param digest what its bytes must be
 * @param content the same bytes on this machine, to be sent when the blob is missing
 */
public record NodeInput(String fileName, BlobRef blob, Sha256 digest, Content content) {}
