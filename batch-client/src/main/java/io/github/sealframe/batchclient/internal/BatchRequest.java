package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.RequestConditions;
import com.azure.core.util.DateTimeRfc1123;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.core.ServiceAnswer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One request to a service, as it is put together: what is asked, and how that is called in a
 * refusal. Used by one thread until it is sent.
 */
public final class BatchRequest {
  private static final HttpHeaderName OCP_RANGE = HttpHeaderName.fromString("ocp-range");

  private static final int PARTIAL = 206;

  private final HttpMethod method;
  private final StringBuilder path = new StringBuilder();
  private final Map<String, String> query = new LinkedHashMap<>();
  private final HttpHeaders headers = new HttpHeaders();
  private String operation = "";
  private String tried = "";
  private String on = "";
  private Repeat repeat = Repeat.WHENEVER_IT_HELPS;
  private Set<Integer> statuses = Set.of(200);
  private Object body;
  private Set<String> doneCodes = Set.of();
  private Look<?> look;

  private BatchRequest(HttpMethod method) {
    this.method = method;
  }

  /**
   * A request whose answer should have status 200.
   *
   * @param segments the path's parts, each encoded on the way
   * @throws IllegalArgumentException when one of them would lead to another path
   */
  public static BatchRequest of(HttpMethod method, String... segments) {
    return new BatchRequest(method).below(segments);
  }

  /**
   * At a path below.
   *
   * @param segments the path's further parts, each encoded on the way
   * @throws IllegalArgumentException when one of them would lead to another path
   */
  public BatchRequest below(String... segments) {
    for (String segment : segments) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("not a name in a path: '" + segment + "'");
      }
      path.append('/').append(encoded(segment));
    }
    return this;
  }

  /** With other statuses of the answer that say that it was done. */
  public BatchRequest expect(Integer... statuses) {
    this.statuses = Set.of(statuses);
    return this;
  }

  /** What it is, for messages and events: {@code createPool}, "create", "pool P". */
  public BatchRequest as(String operation, String tried, String on) {
    this.operation = operation;
    this.tried = tried;
    this.on = on;
    return this;
  }

  /** With a list's filter and form. */
  public BatchRequest query(BatchQuery query) {
    return query("$filter", query.filter())
        .query("$select", query.select())
        .query("$expand", query.expand())
        .query("maxresults", query.pageSize());
  }

  /**
   * With a query parameter, unless {@code value} is null.
   *
   * @param name as it stands in a URL
   */
  public BatchRequest query(String name, Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
    return this;
  }

  /** In this version of the service, unless it names another. */
  BatchRequest version(String version) {
    query.putIfAbsent("api-version", version);
    return this;
  }

  /** Whose answer is a file. */
  BatchRequest ofFile() {
    headers.set(HttpHeaderName.ACCEPT, "application/octet-stream");
    return this;
  }

  /** With the bytes from {@code first} to {@code last} of a file only. */
  public BatchRequest range(long first, long last) {
    headers.set(OCP_RANGE, "bytes=" + first + "-" + last);
    return this;
  }

  /**
   * To be carried out only when these hold, unless they are null. A repetition might find that the
   * first attempt has made them false, and is made only when there was none.
   */
  public BatchRequest when(RequestConditions conditions) {
    if (conditions == null) {
      return this;
    }
    set(HttpHeaderName.IF_MATCH, conditions.getIfMatch());
    set(HttpHeaderName.IF_NONE_MATCH, conditions.getIfNoneMatch());
    if (conditions.getIfModifiedSince() != null) {
      set(
          HttpHeaderName.IF_MODIFIED_SINCE,
          DateTimeRfc1123.toRfc1123String(conditions.getIfModifiedSince()));
    }
    if (conditions.getIfUnmodifiedSince() != null) {
      set(
          HttpHeaderName.IF_UNMODIFIED_SINCE,
          DateTimeRfc1123.toRfc1123String(conditions.getIfUnmodifiedSince()));
    }
    return isRead() ? this : actsTwice();
  }

  /** To be carried out only when there is none of that name: a repetition is then told so. */
  public BatchRequest unlessThere() {
    headers.set(HttpHeaderName.IF_NONE_MATCH, "*");
    return this;
  }

  private void set(HttpHeaderName name, String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  /** With {@code body}, written as JSON. */
  public BatchRequest body(Object body) {
    this.body = body;
    return this;
  }

  /** Sent twice it would act twice. */
  public BatchRequest actsTwice() {
    repeat = Repeat.ONLY_WHEN_NOT_DONE;
    return this;
  }

  /**
   * Done already when the answer to an attempt was lost, and the next is refused with one of these:
   * the service gives them only when what was asked for holds.
   */
  public BatchRequest doneWhen(String... codes) {
    doneCodes = Set.of(codes);
    return this;
  }

  /**
   * Done already when the answer to an attempt was lost, the next is refused because of what is
   * there (status 409), and what is there is as asked.
   *
   * @param get reads what is there
   * @param type as what
   * @param shows whether that is as asked
   * @param codes other refusals after which it is worth a look
   */
  public <T> BatchRequest doneWhen(
      BatchRequest get, Class<T> type, Predicate<T> shows, String... codes) {
    look = new Look<>(get, type, shows, Set.of(codes));
    return this;
  }

  /** See {@link #doneWhen(BatchRequest, Class, Predicate, String...)}. */
  record Look<T>(BatchRequest get, Class<T> type, Predicate<T> shows, Set<String> codes) {}

  boolean isDoneBy(ServiceAnswer answer) {
    return doneCodes.contains(answer.code());
  }

  /** A look at what is there; empty when it is not worth one after {@code answer}. */
  Optional<Look<?>> lookAfter(ServiceAnswer answer) {
    boolean isWorthIt =
        look != null && (answer.isConflict() || look.codes().contains(answer.code()));
    return isWorthIt ? Optional.of(look) : Optional.empty();
  }

  boolean isRead() {
    return method == HttpMethod.GET || method == HttpMethod.HEAD;
  }

  HttpMethod method() {
    return method;
  }

  boolean isExpected(int answered) {
    return statuses.contains(answered) || (answered == PARTIAL && headers.get(OCP_RANGE) != null);
  }

  /** Path and query, from the first slash on. */
  String target() {
    return query.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
        .collect(Collectors.joining("&", path + "?", ""));
  }

  HttpHeaders headers() {
    return headers;
  }

  Object body() {
    return body;
  }

  Repeat repeat() {
    return repeat;
  }

  /** What it is, for the log. */
  String name() {
    return operation + " on " + on;
  }

  String operation() {
    return operation;
  }

  String tried() {
    return tried;
  }

  String on() {
    return on;
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
