package io.github.sealframe.batchclient.internal;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Errors of Azure Resource Manager, and what to do about its own codes, as its documentation lists
 * them under "Common Azure deployment errors". Those of Batch it passes on.
 */
final class ArmFailure {
  private static final String CHECK_ID =
      "check the resource id of the Batch account, and that it was not moved or deleted";
  private static final String SIGN_IN = "sign in to the tenant that the subscription belongs to";

  /** The least of Azure's own roles that may write pools. */
  private static final String BATCH_ROLE =
      "give whoever submits the role Azure Batch Data Contributor on the Batch account";

  private static final Map<String, String> REMEDIES =
      Map.ofEntries(
          entry("AuthorizationFailed", BATCH_ROLE),
          entry(
              "LinkedAuthorizationFailed",
              "give whoever submits the right that is named: with the role Managed Identity"
                  + " Operator on the nodes' identity, Network Contributor on the subnet, or"
                  + " Reader on the image"),
          entry("InvalidAuthenticationToken", SIGN_IN),
          entry("InvalidAuthenticationTokenTenant", SIGN_IN),
          entry("ExpiredAuthenticationToken", "sign in again, and set this machine's clock right"),
          entry(
              "RequestDisallowedByPolicy",
              "ask those who set the subscription's policies, and do not work around them"),
          entry("SubscriptionNotFound", CHECK_ID),
          entry("InvalidSubscriptionId", CHECK_ID),
          entry("ResourceGroupNotFound", CHECK_ID),
          entry("ResourceNotFound", CHECK_ID),
          entry("ParentResourceNotFound", CHECK_ID),
          entry(
              "MissingSubscriptionRegistration",
              "register the provider Microsoft.Batch in the subscription"),
          entry(
              "ScopeLocked", "have the lock on the account or its resource group taken off first"),
          entry("ReadOnlyDisabledSubscription", "ask the subscription's owner to enable it"),
          entry("SubscriptionRequestsThrottled", "wait a while and try again"));

  /** Of a list of reasons, the first say enough. */
  private static final int MAX_DETAILS = 4;

  /** What one has the right to stands before it, and is long. */
  private static final Pattern BEFORE_WHAT_IS_MISSING = Pattern.compile("(?s)^.*; however, ");

  private ArmFailure() {}

  static BatchFailure of(String service, int status, JsonNode error, String requestId) {
    return new BatchFailure(
        service, status, Redaction.of(error.path("code").asText("")), message(error), requestId);
  }

  /** The message, and the reasons that Batch gives, which are no part of it. */
  private static String message(JsonNode error) {
    String text = BEFORE_WHAT_IS_MISSING.matcher(error.path("message").asText("")).replaceFirst("");
    return Stream.concat(
            Stream.of(BatchFailure.firstLine(text)),
            StreamSupport.stream(error.path("details").spliterator(), false)
                .limit(MAX_DETAILS)
                .map(
                    detail ->
                        Told.of(detail.path("code").asText(), detail.path("message").asText())))
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(", "));
  }

  static String remedy(int status, String code) {
    String known = REMEDIES.get(code);
    if (known != null) {
      return known;
    }
    return switch (status) {
      case 401 -> SIGN_IN;
      case 403 -> BATCH_ROLE;
      case 404 -> CHECK_ID;
      case 412 -> "there is one that cannot be used: wait until it is gone, and try again";
      default -> BatchRemedies.of(status, code);
    };
  }
}
