package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * What became of one task of a collection.
 *
 * @param taskId the task
 * @param eTag opaque; changes with each change
 * @param lastModified last change
 * @param location URL of the task, when it was added
 * @param error why it was not added
 */
public record BatchTaskCreateResult(
    BatchTaskAddStatus status,
    String taskId,
    String eTag,
    OffsetDateTime lastModified,
    String location,
    BatchError error) {}
