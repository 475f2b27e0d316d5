package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Body of {@code JobSchedule_Patch}: what is absent stays as it is.
 *
 * @param schedule when jobs are made
 * @param jobSpecification jobs that start from now on
 * @param metadata names and values that mean nothing to Batch
 */
public record BatchJobScheduleUpdateParameters(
    BatchJobScheduleConfiguration schedule,
    BatchJobSpecification jobSpecification,
    List<BatchMetadataItem> metadata) {
  public BatchJobScheduleUpdateParameters {
    metadata = Copies.of(metadata);
  }
}
