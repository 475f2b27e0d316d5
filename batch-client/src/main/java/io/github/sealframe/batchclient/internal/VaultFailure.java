package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceRefusal;
import java.util.Set;

/**
 * An answer of Key Vault that is no secret.
 *
 * @param status HTTP status
 * @param code Key Vault's code, the inner one where there is one; empty when it is none of {@link
 *     #CODES}
 * @param retryAfterSeconds how long to wait; empty when it does not say
 * @param requestId the service's id of the request; empty when it gave none
 */
record VaultFailure(int status, String code, String retryAfterSeconds, String requestId) {
  /** Codes that are shown. The words around them may hold anything, and are not. */
  private static final Set<String> CODES =
      Set.of(
          "AccessDenied",
          "BadParameter",
          "Conflict",
          "Forbidden",
          "ForbiddenByConnection",
          "ForbiddenByFirewall",
          "ForbiddenByPolicy",
          "ForbiddenByRbac",
          "ObjectIsBeingDeleted",
          "ObjectIsBeingRecovered",
          "ObjectIsDeletedButRecoverable",
          "SecretDisabled",
          "SecretNotFound",
          "Throttled",
          "Unauthorized",
          "VaultNotFound");

  static VaultFailure of(HttpResponse answer) {
    return new VaultFailure(
        answer.getStatusCode(),
        header(answer, VaultTransport.ERROR_CODE),
        header(answer, HttpHeaderName.RETRY_AFTER),
        header(answer, VaultTransport.REQUEST_ID));
  }

  private static String header(HttpResponse answer, HttpHeaderName name) {
    String value = answer.getHeaderValue(name);
    return value == null ? "" : value;
  }

  /** The code in the body of an answer; empty when there is none that is known. */
  static String code(JsonNode body) {
    JsonNode error = body.path("error");
    String outer = error.path("code").asText();
    for (String name : new String[] {"innererror", "innerError"}) {
      String inner = error.path(name).path("code").asText();
      if (CODES.contains(inner)) {
        return inner;
      }
    }
    return CODES.contains(outer) ? outer : "";
  }

  Refusal refusal(String tried, String on) {
    return switch (code) {
      case "SecretDisabled" ->
          new PolicyRefusal(
              tried, on, why(), "enable it in the vault, or make a new version of it there");
      case "SecretNotFound" ->
          new ConfigurationRefusal(
              tried,
              on,
              why(),
              "check its name; if someone deleted it, recover it or set it again");
      case "ObjectIsDeletedButRecoverable" ->
          new ConfigurationRefusal(
              tried, on, why(), "someone deleted it: recover it, or purge it and set it again");
      case "ForbiddenByFirewall", "ForbiddenByConnection" ->
          access(
              tried,
              on,
              "reach the vault through its private endpoint, or have its firewall let this address"
                  + " pass");
      case "ForbiddenByRbac" ->
          access(tried, on, "give the identity the role Key Vault Secrets User on the vault");
      case "ForbiddenByPolicy", "AccessDenied" ->
          access(tried, on, "give the identity the permission get in the vault's access policies");
      default -> byStatus(tried, on);
    };
  }

  private Refusal byStatus(String tried, String on) {
    return switch (status) {
      case 401 -> access(tried, on, "sign in to the tenant that the vault belongs to");
      case 403 -> access(tried, on, "give the identity the right to read secrets of the vault");
      case 408, 429, 500, 502, 503, 504 ->
          new ServiceRefusal(
              tried,
              on,
              why(),
              "wait "
                  + (retryAfterSeconds.isEmpty() ? "a while" : retryAfterSeconds + " seconds")
                  + " and try again");
      case 409 -> new ServiceRefusal(tried, on, why(), "wait a while and try again");
      default ->
          code.isEmpty()
              ? notKeyVault(tried, on)
              : new ServiceRefusal(
                  tried, on, why(), "check the vault's address, and report this with the id");
    };
  }

  private AccessRefusal access(String tried, String on, String next) {
    return new AccessRefusal(tried, on, why(), next);
  }

  private String why() {
    return "Key Vault answered HTTP "
        + status
        + (code.isEmpty() ? "" : " " + code)
        + (requestId.isEmpty() ? "" : " (request " + requestId + ")");
  }

  static ServiceRefusal notKeyVault(String tried, String on) {
    return new ServiceRefusal(
        tried,
        on,
        "what answered is not Key Vault",
        "check the vault's address, and whether a proxy answers in its place");
  }
}
