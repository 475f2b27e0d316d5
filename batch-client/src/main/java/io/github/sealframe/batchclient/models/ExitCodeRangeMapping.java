package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What happens when a task ends with an exit code of a range.
 *
 * @param start the first exit code
 * @param end the last exit code
 * @param exitOptions what happens
 */
public record ExitCodeRangeMapping(
    @JsonProperty(required = true) int start,
    @JsonProperty(required = true) int end,
    ExitOptions exitOptions) {}
