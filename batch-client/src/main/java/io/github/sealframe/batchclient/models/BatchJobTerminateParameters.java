package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Body of {@code Job_Terminate}.
 *
 * @param terminationReason what the job will show; {@code UserTerminate} when absent
 */
public record BatchJobTerminateParameters(
    @JsonProperty("terminateReason") String terminationReason) {}
