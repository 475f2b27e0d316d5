package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Who may connect to a port of a pool's nodes.
 *
 * @param priority 150 to 4096, unique in the pool; the lowest goes first
 * @param access whether a match may connect
 * @param sourceAddressPrefix an address, a subnet, a service tag, or {@code *}
 * @param sourcePortRanges ports or ranges of them; all when absent
 */
public record NetworkSecurityGroupRule(
    @JsonProperty(required = true) int priority,
    NetworkSecurityGroupRuleAccess access,
    String sourceAddressPrefix,
    List<String> sourcePortRanges) {
  public NetworkSecurityGroupRule {
    sourcePortRanges = Copies.of(sourcePortRanges);
  }
}
