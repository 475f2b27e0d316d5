package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Tasks whose ids are the numbers of a range.
 *
 * @param start the first
 * @param end the last
 */
public record BatchTaskIdRange(
    @JsonProperty(required = true) int start, @JsonProperty(required = true) int end) {}
