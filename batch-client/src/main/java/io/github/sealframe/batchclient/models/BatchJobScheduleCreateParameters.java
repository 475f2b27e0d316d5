package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Body of {@code JobSchedule_Add}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param schedule when jobs are made
 * @param jobSpecification the jobs
 * @param metadata names and values that mean nothing to Batch
 */
public record BatchJobScheduleCreateParameters(
    String id,
    String displayName,
    BatchJobScheduleConfiguration schedule,
    BatchJobSpecification jobSpecification,
    List<BatchMetadataItem> metadata) {
  public BatchJobScheduleCreateParameters {
    metadata = Copies.of(metadata);
  }
}
