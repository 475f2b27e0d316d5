package io.github.sealframe.batchclient.internal;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceRefusal;

/**
 * An answer of the Batch service that is not the expected one.
 *
 * @param status HTTP status
 * @param code Batch's code, as in {@code JobNotFound}; empty when it gave none
 * @param message what the service says of it, on one line; empty when it says nothing
 * @param requestId the service's id of the request; empty when it gave none
 */
record BatchFailure(int status, String code, String message, String requestId) {
  private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("request-id");

  static BatchFailure of(HttpResponseException e) {
    JsonNode body = Json.MAPPER.valueToTree(e.getValue());
    String requestId = e.getResponse().getHeaderValue(REQUEST_ID);
    return new BatchFailure(
        e.getResponse().getStatusCode(),
        Redaction.of(body.path("code").asText("")),
        firstLine(body.path("message").path("value").asText("")),
        requestId == null ? "" : Redaction.of(requestId));
  }

  /** Batch's messages go on with request id and time, each on a line of its own. */
  static String firstLine(String text) {
    return Redaction.of(text.lines().findFirst().orElse(""));
  }

  boolean isNotFound() {
    return status == 404;
  }

  boolean isConflict() {
    return status == 409;
  }

  /** A file without bytes has no first byte: that range is not there. */
  boolean isEmptyFile() {
    return status == 416;
  }

  /** The refusal that a caller sees. What was thrown stays out: it holds the answer's body. */
  Refusal refusal(String tried, String on) {
    if (status == 401 || status == 403) {
      return new AccessRefusal(
          tried,
          on,
          why(),
          "check the account's key or the identity's role on the Batch account, and this machine's clock");
    }
    if (code.contains("Quota")) {
      return new CapacityRefusal(
          tried, on, why(), "ask for quota, or delete what is no longer needed, and try again");
    }
    return new ServiceRefusal(tried, on, why(), remedy());
  }

  private String why() {
    StringBuilder why = new StringBuilder("the Batch service answered HTTP ").append(status);
    if (status < 300) {
      why.append(" with a body that cannot be read");
    }
    if (!code.isEmpty()) {
      why.append(' ').append(code);
    }
    if (!message.isEmpty()) {
      why.append(", ").append(message);
    }
    if (!requestId.isEmpty()) {
      why.append(" (request ").append(requestId).append(')');
    }
    return why.toString();
  }

  private String remedy() {
    return switch (status) {
      case 404 -> "check its name, and whether someone deleted it";
      case 408, 429, 500, 502, 503, 504 -> "wait a while and try again";
      case 409 -> "wait until what is under way has ended, and try again";
      default -> "check the endpoint's address, and report this with the request's id";
    };
  }
}
