package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.RemoteRefusal;
import java.util.Optional;

/**
 * From which addresses the production's storage account may be reached (control
 * wf-hybrid-source-ip).
 *
 * @param arm shows the account
 * @param account its resource id
 */
record StorageSources(AzureResources arm, String account) {
  static final String VERSION = "2023-05-01";

  /** Whether addresses that are not listed are denied. */
  static boolean areLimited(AzureResource account) {
    return is(account.text("/properties/publicNetworkAccess"), "disabled")
        || is(account.text("/properties/networkAcls/defaultAction"), "deny");
  }

  private static boolean is(Optional<String> text, String value) {
    return text.filter(value::equalsIgnoreCase).isPresent();
  }

  /**
   * Refuses to send anything while any address is let in.
   *
   * @throws PolicyRefusal when it is so, or the account is not there to be looked at
   * @throws AccessRefusal when whoever asks may not look at the account
   * @throws RemoteRefusal when Azure Resource Manager does not say
   */
  void refuseOpen() {
    if (arm.find(account, VERSION).filter(StorageSources::areLimited).isEmpty()) {
      throw new PolicyRefusal(
          "send to",
          account,
          "any address is let in, or there is no such account",
          "set networkAcls.defaultAction to Deny, and list the studio's addresses (control"
              + " wf-hybrid-source-ip)");
    }
  }
}
