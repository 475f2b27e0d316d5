package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What a rule does with traffic that it matches. */
public final class NetworkSecurityGroupRuleAccess
    extends ExpandableStringEnum<NetworkSecurityGroupRuleAccess> {
  public static final NetworkSecurityGroupRuleAccess ALLOW = fromString("allow");
  public static final NetworkSecurityGroupRuleAccess DENY = fromString("deny");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private NetworkSecurityGroupRuleAccess() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static NetworkSecurityGroupRuleAccess fromString(String name) {
    return fromString(name, NetworkSecurityGroupRuleAccess.class);
  }
}
