package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * How a node is reached from outside.
 *
 * @param inboundEndpoints its endpoints
 */
public record BatchNodeEndpointConfiguration(List<InboundEndpoint> inboundEndpoints) {
  public BatchNodeEndpointConfiguration {
    inboundEndpoints = Copies.of(inboundEndpoints);
  }
}
