package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A schedule that makes jobs: {@code JobSchedule_Get}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param url its URL
 * @param eTag opaque; changes with each change
 * @param lastModified last change of the schedule itself, not of its jobs
 * @param creationTime when it was made
 * @param state what it does now
 * @param stateTransitionTime since when it is in its state
 * @param previousState the state before; absent in its first
 * @param previousStateTransitionTime since when it was in that
 * @param schedule when jobs are made
 * @param jobSpecification the jobs
 * @param executionInfo the next and the last of them
 * @param metadata names and values that mean nothing to Batch
 * @param jobScheduleStatistics only when asked for with {@code $expand=stats}
 */
public record BatchJobSchedule(
    String id,
    String displayName,
    String url,
    String eTag,
    OffsetDateTime lastModified,
    OffsetDateTime creationTime,
    BatchJobScheduleState state,
    OffsetDateTime stateTransitionTime,
    BatchJobScheduleState previousState,
    OffsetDateTime previousStateTransitionTime,
    BatchJobScheduleConfiguration schedule,
    BatchJobSpecification jobSpecification,
    BatchJobScheduleExecutionInfo executionInfo,
    List<BatchMetadataItem> metadata,
    @JsonProperty("stats") BatchJobScheduleStatistics jobScheduleStatistics) {
  public BatchJobSchedule {
    metadata = Copies.of(metadata);
  }
}
