package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What sets requests to the Batch service and to Azure Resource Manager apart, and refusals. */
enum Dialect {
  /** The Batch service. */
  BATCH,
  /** Azure Resource Manager. */
  RESOURCE_MANAGER;

  private static final String ARM_PATHS = "/subscriptions/";
  private static final List<String> ARM_VERSIONS = List.of("2024-07-01");
  private static final List<String> BATCH_VERSIONS =
      List.of(
          "2022-10-01.16.0",
          "2023-05-01.17.0",
          "2023-11-01.18.0",
          "2024-02-01.19.0",
          "2024-07-01.20.0");

  static Dialect of(String rawPath) {
    return rawPath != null && rawPath.regionMatches(true, 0, ARM_PATHS, 0, ARM_PATHS.length())
        ? RESOURCE_MANAGER
        : BATCH;
  }

  /**
   * Passes a version that is spoken.
   *
   * @throws BatchError 400 for none and for any other
   */
  void checkVersion(String version) {
    if (version.isEmpty()) {
      throw this == BATCH
          ? new BatchError(
                  400,
                  "MissingRequiredQueryParameter",
                  "A required query parameter was not specified for this request.")
              .with("QueryParameterName", "api-version")
          : new BatchError(
              400,
              "MissingApiVersionParameter",
              "The api-version query parameter (?api-version=) is required for all requests.");
    }
    List<String> versions = this == BATCH ? BATCH_VERSIONS : ARM_VERSIONS;
    if (!versions.contains(version)) {
      throw new BatchError(
              400,
              this == BATCH ? "UnsupportedRequestVersion" : "NoRegisteredProviderFound",
              "The specified request version is not supported.")
          .with("Version", version)
          .with("Supported", String.join(", ", versions));
    }
  }

  /** The headers of each answer to a request. */
  Map<String, List<String>> headers(String requestId) {
    Map<String, List<String>> headers = new TreeMap<>();
    if (this == BATCH) {
      headers.put("request-id", List.of(requestId));
      headers.put("DataServiceVersion", List.of("3.0"));
    } else {
      headers.put("x-ms-request-id", List.of(requestId));
    }
    return headers;
  }

  Answer refusal(BatchError error, String requestId) {
    // Resource Manager has another status for who is not let in.
    int status = this == RESOURCE_MANAGER && error.isAuthentication() ? 401 : error.status();
    Answer answer = Answer.of(status);
    error.headers().forEach(answer::with);
    if (status == 304) {
      return answer;
    }
    return new Answer(
        status,
        answer.headers(),
        this == BATCH
            ? new Answer.Json(
                "Microsoft.Azure.Batch.Protocol.Entities.Container.errors/@Element",
                error.toJson(requestId))
            : new Answer.PlainJson(ofResourceManager(error, requestId)));
  }

  private static ObjectNode ofResourceManager(BatchError error, String requestId) {
    ObjectNode body = Answer.object();
    ObjectNode inner =
        body.putObject("error")
            .put("code", error.isAuthentication() ? "InvalidAuthenticationToken" : error.code())
            .put(
                "message",
                error.getMessage()
                    + "\nRequestId:"
                    + requestId
                    + "\nTime:"
                    + Times.wire(Instant.now()));
    if (!error.values().isEmpty()) {
      ArrayNode details = inner.put("target", "BatchAccount").putArray("details");
      error
          .values()
          .forEach((code, text) -> details.addObject().put("code", code).put("message", text));
    }
    return body;
  }
}
