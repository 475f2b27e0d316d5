package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An operation of Azure Resource Manager that went on after its answer, as its "Track asynchronous
 * operations" has it: {@code Azure-AsyncOperation} names what tells its status, {@code Location}
 * what is answered 202 until it has ended.
 *
 * @param failure why it ended without what was asked for; empty while it goes on, and when it was
 *     done
 */
record LongOperation(Optional<String> failure) {
  private static final HttpHeaderName OPERATION = HttpHeaderName.fromString("Azure-AsyncOperation");
  private static final Set<String> FAILED = Set.of("failed", "canceled");

  static Optional<String> link(HttpHeaders headers) {
    String operation = headers.getValue(OPERATION);
    return Optional.ofNullable(
        operation != null ? operation : headers.getValue(HttpHeaderName.LOCATION));
  }

  static LongOperation read(HttpResponse response) {
    try (response) {
      JsonNode body = BatchExchange.jsonOrNothing(response);
      String status = body.path("status").asText();
      JsonNode error = body.path("error");
      return new LongOperation(
          FAILED.contains(status.toLowerCase(Locale.ROOT))
              ? Optional.of(
                  Told.of(error.path("code").asText(status), error.path("message").asText()))
              : Optional.empty());
    }
  }
}
