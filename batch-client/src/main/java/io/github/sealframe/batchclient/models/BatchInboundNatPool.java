package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A port of the nodes of a pool that can be reached from outside.
 *
 * @param name unique in the pool, at most 77 characters
 * @param backendPort port on the node, 1 to 65535 but for 29876 and 29877
 * @param frontendPortRangeStart first outside port, 1 to 65534 but for 50000 to 55000
 * @param frontendPortRangeEnd last outside port, 39 or more above the first
 * @param networkSecurityGroupRules who may connect; everybody when absent
 */
public record BatchInboundNatPool(
    String name,
    InboundEndpointProtocol protocol,
    @JsonProperty(required = true) int backendPort,
    @JsonProperty(required = true) int frontendPortRangeStart,
    @JsonProperty(required = true) int frontendPortRangeEnd,
    List<NetworkSecurityGroupRule> networkSecurityGroupRules) {
  public BatchInboundNatPool {
    networkSecurityGroupRules = Copies.of(networkSecurityGroupRules);
  }
}
