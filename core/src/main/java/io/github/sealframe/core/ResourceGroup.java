package io.github.sealframe.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource group in Azure. A production has one for itself, with all that is its own. Azure
 * compares ids without case.
 *
 * @param subscription id of its subscription
 * @param name its name
 */
public record ResourceGroup(String subscription, String name) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:https://[^/]+)?/subscriptions/([^/?#]+)/resourceGroups/([^/?#]+)(/.+)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads the id of a group, alone or after the endpoint of an Azure Resource Manager.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static ResourceGroup of(String id) {
    Matcher parts = FORM.matcher(id);
    if (!parts.matches() || parts.group(3) != null) {
      throw new IllegalArgumentException("it is no resource group's id");
    }
    return new ResourceGroup(parts.group(1), parts.group(2));
  }

  /** The group of a resource; empty when {@code id} is not the id of one. */
  public static Optional<ResourceGroup> holding(String id) {
    Matcher parts = FORM.matcher(id);
    return parts.matches()
        ? Optional.of(new ResourceGroup(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  /**
   * Id of a resource in it.
   *
   * @param type as in {@code Microsoft.Batch/batchAccounts}
   * @param resource name of the resource
   */
  public String resource(String type, String resource) {
    return id() + "/providers/" + type + "/" + resource;
  }

  /** Whether it is the same, case apart. */
  public boolean isSame(ResourceGroup other) {
    return id().equalsIgnoreCase(other.id());
  }

  /** Its id. */
  public String id() {
    return "/subscriptions/" + subscription + "/resourceGroups/" + name;
  }

  @Override
  public String toString() {
    return id();
  }
}
