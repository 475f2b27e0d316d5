package io.github.sealframe.batchclient.internal;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Batch account as Azure Resource Manager knows it.
 *
 * @param endpoint URL of the Resource Manager of the account's cloud, without a path
 * @param subscription id of the subscription
 * @param resourceGroup name of the resource group
 * @param name the account's name
 */
public record ArmAccount(URI endpoint, String subscription, String resourceGroup, String name) {
  /** Of the public cloud. */
  static final URI PUBLIC_ENDPOINT = URI.create("https://management.azure.com");

  private static final Pattern ID =
      Pattern.compile(
          "(?i)/subscriptions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
              + "/resourceGroups/([\\p{L}\\p{N}_.()-]{0,89}[\\p{L}\\p{N}_()-])"
              + "/providers/Microsoft\\.Batch/batchAccounts/([a-z0-9]{3,24})");

  /**
   * Reads the account's resource id, alone for the public cloud, or after the endpoint of another.
   *
   * @throws IllegalArgumentException when it is neither; its message goes on from {@code it is}
   */
  public static ArmAccount of(URI id) {
    URI full = id.getRawAuthority() == null ? PUBLIC_ENDPOINT.resolve(id) : id;
    Matcher parts = ID.matcher(full.getPath() == null ? "" : full.getPath());
    if (!Origin.of(full).scheme().equals("https")
        || !parts.matches()
        || full.getRawQuery() != null
        || full.getRawFragment() != null) {
      throw new IllegalArgumentException("not the resource id of a Batch account");
    }
    return new ArmAccount(full.resolve("/"), parts.group(1), parts.group(2), parts.group(3));
  }

  /** What a token for the endpoint is asked for: no other service takes it. */
  String scope() {
    return endpoint.resolve("/.default").toString();
  }

  /** Whether {@code batchEndpoint} is this account's, by its name. */
  public boolean isAt(URI batchEndpoint) {
    String host = batchEndpoint.getHost();
    return host != null && host.regionMatches(true, 0, name + ".", 0, name.length() + 1);
  }
}
