package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The network that a pool's nodes are in.
 *
 * @param subnetId ARM resource id of the subnet
 * @param dynamicVnetAssignmentScope whether jobs may bring a network
 * @param endpointConfiguration ports that can be reached from outside
 * @param publicIpAddressConfiguration public addresses
 * @param enableAcceleratedNetworking whether nodes have accelerated networking
 */
public record NetworkConfiguration(
    String subnetId,
    @JsonProperty("dynamicVNetAssignmentScope")
        DynamicVNetAssignmentScope dynamicVnetAssignmentScope,
    BatchPoolEndpointConfiguration endpointConfiguration,
    @JsonProperty("publicIPAddressConfiguration")
        BatchPublicIpAddressConfiguration publicIpAddressConfiguration,
    Boolean enableAcceleratedNetworking) {
  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private String subnetId;
    private DynamicVNetAssignmentScope dynamicVnetAssignmentScope;
    private BatchPoolEndpointConfiguration endpointConfiguration;
    private BatchPublicIpAddressConfiguration publicIpAddressConfiguration;
    private Boolean enableAcceleratedNetworking;

    private Builder() {}

    public Builder subnetId(String value) {
      subnetId = value;
      return this;
    }

    public Builder dynamicVnetAssignmentScope(DynamicVNetAssignmentScope value) {
      dynamicVnetAssignmentScope = value;
      return this;
    }

    public Builder endpointConfiguration(BatchPoolEndpointConfiguration value) {
      endpointConfiguration = value;
      return this;
    }

    public Builder publicIpAddressConfiguration(BatchPublicIpAddressConfiguration value) {
      publicIpAddressConfiguration = value;
      return this;
    }

    public Builder enableAcceleratedNetworking(Boolean value) {
      enableAcceleratedNetworking = value;
      return this;
    }

    public NetworkConfiguration build() {
      return new NetworkConfiguration(
          subnetId,
          dynamicVnetAssignmentScope,
          endpointConfiguration,
          publicIpAddressConfiguration,
          enableAcceleratedNetworking);
    }
  }
}
