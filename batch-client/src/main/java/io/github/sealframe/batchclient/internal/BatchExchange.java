package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.sealframe.batchclient.internal.CallFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One request to a service and what came back: a value, or a {@link CallFailure}. */
final class BatchExchange {
  /** More than a page of a thousand tasks ever has; bytes. */
  static final long MAX_ANSWER = 64L << 20;

  private static final long MAX_ERROR = 64L << 10;

  /** Not modified, not found, conflict, precondition failed: for the service alone to say. */
  private static final Set<Integer> SAYS_WHAT_IS_THERE = Set.of(304, 404, 409, 412);

  private final Dialect dialect;
  private final HttpPipeline pipeline;
  private final HttpHeaderName requestId;

  BatchExchange(Dialect dialect, HttpPipeline pipeline) {
    this.dialect = dialect;
    this.pipeline = pipeline;
    this.requestId = HttpHeaderName.fromString(dialect.headerPrefix + "request-id");
  }

  /**
   * Makes of an answer what was asked for.
   *
   * @param <T> what that is
   */
  interface Reader<T> {
    /**
     * Reads an answer of the expected status; closes it, unless it is handed on.
     *
     * @throws IOException when the connection broke
     */
    T read(HttpResponse response) throws IOException;
  }

  /**
   * An answer of the expected status.
   *
   * @param value what was asked for; null when nothing was
   * @param status its HTTP status
   * @param requestId the service's id of the request; empty when it gave none
   */
  record Answer<T>(T value, int status, String requestId) {}

  /**
   * Makes one attempt.
   *
   * @param body what is sent, or null
   */
  <T> Answer<T> attempt(BatchRequest asked, String url, byte[] body, Reader<T> reader) {
    HttpResponse response = sent(request(asked, url, body));
    String id = requestId(response);
    if (!asked.isExpected(response.getStatusCode())) {
      try (response) {
        throw declined(response, id);
      }
    }
    if (id.isEmpty()) {
      response.close();
      throw notTheService();
    }
    try {
      return new Answer<>(reader.read(response), response.getStatusCode(), id);
    } catch (IOException e) {
      Transport.passOnInterrupt(e);
      throw CallFailure.of(Kind.NO_ANSWER, "the connection broke", e);
    }
  }

  private HttpRequest request(BatchRequest asked, String url, byte[] body) {
    HttpRequest request = new HttpRequest(asked.method(), url);
    request.setHeader(HttpHeaderName.ACCEPT, dialect.accept);
    request.getHeaders().setAllHttpHeaders(asked.headers());
    if (body != null) {
      request.setBody(BinaryData.fromBytes(body));
      request.setHeader(HttpHeaderName.CONTENT_TYPE, dialect.contentType);
    }
    return request;
  }

  private HttpResponse sent(HttpRequest request) {
    try {
      return pipeline.sendSync(request, Context.NONE);
    } catch (RuntimeException e) {
      throw CallFailure.unanswered(e);
    }
  }

  /** Batch and Azure Resource Manager give each of their answers an id. */
  private static CallFailure notTheService() {
    return CallFailure.of(Kind.UNREADABLE, "its answer has no id of the request", null);
  }

  private CallFailure declined(HttpResponse response, String id) {
    int status = response.getStatusCode();
    if (id.isEmpty() && SAYS_WHAT_IS_THERE.contains(status)) {
      return notTheService();
    }
    return CallFailure.of(
        dialect.failure(status, jsonOrNothing(response), id),
        RetryAfter.of(response.getHeaders(), Clock.systemUTC()).orElse(null));
  }

  /** A short body; an HTML page, or half an answer, is nothing: its status says enough. */
  static JsonNode jsonOrNothing(HttpResponse response) {
    try (BoundedBody body = body(response, MAX_ERROR)) {
      return Json.MAPPER.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private String requestId(HttpResponse response) {
    String id = response.getHeaderValue(requestId);
    return id == null ? "" : Redaction.of(id);
  }

  private static BoundedBody body(HttpResponse response, long limit) {
    return new BoundedBody(stream(response), limit);
  }

  /**
   * The bytes of an answer as they come in. What {@code getBodyAsInputStream} gives has them all in
   * memory first.
   */
  static InputStream stream(HttpResponse response) {
    return response.getBodyAsBinaryData().toStream();
  }

  /** Reads answers that are JSON. */
  static <T> Reader<T> json(Class<T> type) {
    return json(body -> Json.MAPPER.readValue(body, type), BatchExchange::unreadable);
  }

  /** Reads answers that are a page of a list. */
  static <T> Reader<BatchList<T>> page(Class<T> item) {
    ObjectReader reader =
        Json.MAPPER.readerFor(
            Json.MAPPER.getTypeFactory().constructParametricType(BatchList.class, item));
    return json(
        reader::readValue,
        () -> CallFailure.of(Kind.TOO_LARGE, "64 MiB or a million pieces of JSON", null));
  }

  private interface Parser<T> {
    T parse(InputStream body) throws IOException;
  }

  /**
   * @param outOfBounds what is thrown when it is more than is read
   */
  private static <T> Reader<T> json(Parser<T> parser, Supplier<CallFailure> outOfBounds) {
    return response -> {
      try (response;
          BoundedBody body = body(response, MAX_ANSWER)) {
        requirePlainJson(response);
        return parsed(body, parser, outOfBounds);
      }
    };
  }

  /** No compression was asked for: what comes compressed anyway is not unpacked. */
  private static void requirePlainJson(HttpResponse response) {
    String type = response.getHeaderValue(HttpHeaderName.CONTENT_TYPE);
    String encoding = response.getHeaderValue(HttpHeaderName.CONTENT_ENCODING);
    if (type == null
        || !type.toLowerCase(Locale.ROOT).startsWith("application/json")
        || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
      throw CallFailure.of(Kind.UNREADABLE, "its answer is not plain JSON", null);
    }
  }

  private static <T> T parsed(BoundedBody body, Parser<T> parser, Supplier<CallFailure> outOfBounds)
      throws IOException {
    T value;
    try {
      value = parser.parse(body);
    } catch (BoundedBody.TooLongException | JsonProcessingException e) {
      if (body.broken() != null) {
        throw body.broken();
      }
      // What was thrown repeats what was answered, and whoever logs this failure would show it.
      throw isOutOfBounds(e) ? outOfBounds.get() : unreadable();
    }
    if (value == null || (value instanceof JsonNode tree && !tree.isObject())) {
      throw CallFailure.of(Kind.UNREADABLE, "its answer says nothing", null);
    }
    return value;
  }

  private static CallFailure unreadable() {
    return CallFailure.of(Kind.UNREADABLE, "its answer cannot be read", null);
  }

  /** What reads objects wraps what reads their pieces threw. */
  private static boolean isOutOfBounds(Throwable thrown) {
    return thrown != null
        && (thrown instanceof StreamConstraintsException
            || thrown instanceof BoundedBody.TooLongException
            || isOutOfBounds(thrown.getCause()));
  }

  /** Reads the first bytes of answers that are a file. */
  static Reader<byte[]> firstOf(int maxBytes) {
    return response -> {
      try (response;
          InputStream body = stream(response)) {
        return body.readNBytes(maxBytes);
      }
    };
  }

  /** Reads answers of which only the headers matter. */
  static <T> Reader<T> headers(Function<HttpHeaders, T> reader) {
    return response -> {
      try (response) {
        return reader.apply(response.getHeaders());
      } catch (IllegalArgumentException e) {
        throw CallFailure.of(Kind.UNREADABLE, "its headers cannot be read", null);
      }
    };
  }

  /** Reads answers of which only the status matters. */
  static Reader<Void> nothing() {
    return response -> {
      try (response;
          BoundedBody body = body(response, MAX_ERROR)) {
        // Read to its end, so that the connection serves the next request.
        body.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // Its status has said that it was done.
        Transport.passOnInterrupt(e);
      }
      return null;
    };
  }
}
