package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A refusal as Batch words it: a status, a code and a text. */
final class BatchError extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final String AUTHENTICATION_FAILED = "AuthenticationFailed";

  private final int status;
  private final String code;
  private final transient Map<String, String> values = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  BatchError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static BatchError authenticationFailed(String detail) {
    return new BatchError(
            403,
            AUTHENTICATION_FAILED,
            "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly"
                + " including the signature.")
        .with("AuthenticationErrorDetail", detail);
  }

  static BatchError notFound(String kind, String id) {
    return new BatchError(
            404,
            kind + "NotFound",
            "The specified " + kind.toLowerCase(Locale.ROOT) + " does not exist.")
        .with("Id", id);
  }

  static BatchError exists(String kind, String id) {
    return new BatchError(
            409,
            kind + "Exists",
            "The specified " + kind.toLowerCase(Locale.ROOT) + " already exists.")
        .with("Id", id);
  }

  static BatchError conflict(String code, String message) {
    return new BatchError(409, code, message);
  }

  static BatchError invalidBody(String reason) {
    return new BatchError(
            400, "InvalidRequestBody", "The specified Request Body is not syntactically valid.")
        .with("Reason", reason);
  }

  static BatchError invalidProperty(String name, String value, String reason) {
    return new BatchError(
            400,
            "InvalidPropertyValue",
            "The value provided for one of the properties in the request body is invalid.")
        .with("PropertyName", name)
        .with("PropertyValue", value)
        .with("Reason", reason);
  }

  static BatchError missingProperty(String name) {
    return new BatchError(
            400,
            "MissingRequiredProperty",
            "A required property was not specified in the request body.")
        .with("PropertyName", name);
  }

  static BatchError invalidQuery(String name, String value, String reason) {
    return new BatchError(
            400,
            "InvalidQueryParameterValue",
            "Value for one of the query parameters specified in the request URI is invalid.")
        .with("QueryParameterName", name)
        .with("QueryParameterValue", value)
        .with("Reason", reason);
  }

  static BatchError conditionNotMet() {
    return new BatchError(
        412,
        "ConditionNotMet",
        "The condition specified in the conditional header(s) was not met for a write operation.");
  }

  static BatchError notImplemented(String what) {
    return new BatchError(501, "NotImplemented", "The emulator does not implement " + what + ".")
        .with("Operation", what);
  }

  /** Adds a detail to those of the answer. */
  BatchError with(String key, String value) {
    values.put(key, value);
    return this;
  }

  /** Asks the client to come back after some seconds. */
  BatchError retryAfter(int seconds) {
    headers.put("Retry-After", Integer.toString(seconds));
    return this;
  }

  /** The details, by their keys. */
  Map<String, String> values() {
    return values;
  }

  /** Whether it says that nobody knows who asks. */
  boolean isAuthentication() {
    return code.equals(AUTHENTICATION_FAILED);
  }

  Map<String, String> headers() {
    return headers;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /**
   * The error without its {@code odata.metadata}, as it also stands in the results of
   * addtaskcollection.
   */
  ObjectNode toJson(String requestId) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", code);
    json.putObject("message")
        .put("lang", "en-US")
        .put("value", getMessage() + "\nRequestId:" + requestId);
    if (!values.isEmpty()) {
      var list = json.putArray("values");
      values.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    }
    return json;
  }
}
