package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Body of {@code JobSchedule_Update}, the {@code PUT}: what is absent is removed.
 *
 * @param schedule when jobs are made
 * @param jobSpecification jobs that start from now on
 * @param metadata names and values that mean nothing to Batch
 */
public record BatchJobScheduleReplaceParameters(
    BatchJobScheduleConfiguration schedule,
    BatchJobSpecification jobSpecification,
    List<BatchMetadataItem> metadata) {
  public BatchJobScheduleReplaceParameters {
    metadata = Copies.of(metadata);
  }
}
