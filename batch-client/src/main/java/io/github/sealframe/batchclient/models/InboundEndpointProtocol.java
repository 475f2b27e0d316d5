package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Protocol of an endpoint. */
public final class InboundEndpointProtocol extends ExpandableStringEnum<InboundEndpointProtocol> {
  public static final InboundEndpointProtocol TCP = fromString("tcp");
  public static final InboundEndpointProtocol UDP = fromString("udp");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private InboundEndpointProtocol() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static InboundEndpointProtocol fromString(String name) {
    return fromString(name, InboundEndpointProtocol.class);
  }
}
