package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Ports of a pool's nodes that can be reached from outside.
 *
 * @param inboundNatPools at most 5
 */
public record BatchPoolEndpointConfiguration(
    @JsonProperty("inboundNATPools") List<BatchInboundNatPool> inboundNatPools) {
  public BatchPoolEndpointConfiguration {
    inboundNatPools = Copies.of(inboundNatPools);
  }
}
