package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Body of {@code ComputeNode_Reboot}.
 *
 * @param nodeRebootKind {@code requeue} when absent
 */
public record BatchNodeRebootParameters(
    @JsonProperty("nodeRebootOption") BatchNodeRebootKind nodeRebootKind) {}
