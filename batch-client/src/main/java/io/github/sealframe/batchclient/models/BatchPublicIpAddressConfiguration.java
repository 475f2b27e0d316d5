package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Public addresses of a pool's nodes.
 *
 * @param ipAddressProvisioningType {@code batchmanaged} when absent
 * @param ipAddressIds ARM resource ids of addresses of one's own, one for each 100 nodes
 */
public record BatchPublicIpAddressConfiguration(
    @JsonProperty("provision") IpAddressProvisioningType ipAddressProvisioningType,
    List<String> ipAddressIds) {
  public BatchPublicIpAddressConfiguration {
    ipAddressIds = Copies.of(ipAddressIds);
  }
}
