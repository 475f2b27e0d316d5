package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * Properties of a file on a node, as a list of files has them.
 *
 * @param creationTime absent on Linux
 * @param lastModified last write
 * @param contentLength size, bytes
 * @param contentType its media type
 * @param fileMode octal, on Linux
 */
public record FileProperties(
    OffsetDateTime creationTime,
    OffsetDateTime lastModified,
    Long contentLength,
    String contentType,
    String fileMode) {}
