package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * The service's agent on a node.
 *
 * @param lastUpdateTime when it got this version
 */
public record BatchNodeAgentInfo(String version, OffsetDateTime lastUpdateTime) {}
