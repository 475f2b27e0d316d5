package io.github.sealframe.batchclient.internal;

/**
 * An answer of a service that is not the expected one.
 *
 * @param service what the service is called in a sentence
 * @param status HTTP status
 * @param code the service's code, as in {@code JobNotFound}; empty when it gave none
 * @param message what the service says of it, on one line; empty when it says nothing
 * @param requestId the service's id of the request; empty when it gave none
 */
record BatchFailure(String service, int status, String code, String message, String requestId) {

  /** Batch's messages go on with request id and time, each on a line of its own. */
  static String firstLine(String text) {
    return Redaction.of(text.lines().findFirst().orElse(""));
  }

  /** Whether it is the service that answered: a proxy or gateway before it gives no such id. */
  boolean isOfService() {
    return !requestId.isEmpty();
  }

  /** What was answered, for a message. */
  String why() {
    StringBuilder why = new StringBuilder(service).append(" answered HTTP ").append(status);
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
}
