package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A port of a node as it is reached from outside.
 *
 * @param publicIpAddress the node's address
 * @param publicFQDN the node's name in DNS
 * @param frontendPort port outside
 * @param backendPort port on the node
 */
public record InboundEndpoint(
    String name,
    InboundEndpointProtocol protocol,
    @JsonProperty("publicIPAddress") String publicIpAddress,
    String publicFQDN,
    Integer frontendPort,
    Integer backendPort) {}
