package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one Batch account, or Azure Resource Manager. What goes wrong becomes a refusal that names
 * what was tried on what. Thread-safe.
 */
public final class BatchConnection {
  /** Version of the Batch REST API. */
  static final String API_VERSION = "2024-07-01.20.0";

  /** What a call is on in which a word of the production stands: that may have it as well. */
  private static final String NOT_SENT = "what was not sent";

  private static final Logger LOG = LoggerFactory.getLogger(BatchConnection.class);

  private final Dialect dialect;
  private final String endpoint;
  private final Origin origin;
  private final BatchExchange exchange;
  private final EndpointGuard guard;
  private final Duration deadline;
  private final Consumer<ServiceCall> listener;

  /**
   * @param endpoint the account's URL
   * @param credential signs each attempt
   * @param resilience how calls are repeated, limited and cut off
   * @param listener told of each operation when it has ended, by the thread that made it
   */
  public BatchConnection(
      URI endpoint,
      HttpPipelinePolicy credential,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    this(endpoint, credential, resilience, listener, DenyList.none());
  }

  /**
   * The same for a production.
   *
   * @param words may not stand in any request
   */
  public BatchConnection(
      URI endpoint,
      HttpPipelinePolicy credential,
      Resilience resilience,
      Consumer<ServiceCall> listener,
      DenyList words) {
    this(
        Dialect.BATCH,
        endpoint,
        BatchPipeline.of(Dialect.BATCH, Transport.to(endpoint, words), credential),
        resilience,
        listener);
  }

  BatchConnection(
      Dialect dialect,
      URI endpoint,
      HttpPipeline pipeline,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    this.dialect = dialect;
    String text = endpoint.toString();
    this.endpoint = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.origin = Origin.of(endpoint);
    this.exchange = new BatchExchange(dialect, pipeline);
    this.guard = new EndpointGuard(resilience, origin);
    this.deadline = resilience.settings().deadline();
    this.listener = listener;
  }

  /**
   * Carries out an operation whose answer has no body that matters. When the answer to an attempt
   * was lost, the next may be refused for what that one did: {@link BatchRequest#doneWhen} says
   * which refusals mean that it is done. A look at what is there is made within the same deadline.
   */
  public void send(BatchRequest request) {
    valueOf(carryOut(request, url(request), BatchExchange.nothing()));
  }

  /** Asks whether something is there. */
  public boolean exists(BatchRequest request) {
    Ended<Void> ended = carryOut(request.expect(200, 404), url(request), BatchExchange.nothing());
    valueOf(ended);
    return !ended.answer().isNotFound();
  }

  /**
   * Carries out an operation that brings something.
   *
   * @param type what the answer's body is
   */
  public <T> T get(BatchRequest request, Class<T> type) {
    return valueOf(carryOut(request, url(request), BatchExchange.json(type)));
  }

  /** Asks for something that need not be there. */
  public <T> Optional<T> find(BatchRequest request, Class<T> type) {
    return Expected.find(() -> get(request, type));
  }

  /**
   * Asks for something that an answer's headers tell.
   *
   * @param reader throws {@link IllegalArgumentException} when they do not
   */
  public <T> T headers(BatchRequest request, Function<HttpHeaders, T> reader) {
    return valueOf(carryOut(request.ofFile(), url(request), BatchExchange.headers(reader)));
  }

  /** Reads the first bytes of a file; deadline and repetitions go on to the last of them. */
  byte[] firstOf(BatchRequest request, int maxBytes) {
    return valueOf(
        carryOut(
            request.ofFile().range(0, maxBytes - 1L),
            url(request),
            BatchExchange.firstOf(maxBytes)));
  }

  /** Opens a file; the caller closes. Deadline and repetitions end where its content begins. */
  public InputStream open(BatchRequest request) {
    return valueOf(carryOut(request.ofFile(), url(request), ResponseStream::new));
  }

  /**
   * Lists things. A page is asked for when it is needed, and one is in memory at a time.
   *
   * @param item what the list has
   * @return each by each; asking for one may throw a refusal
   */
  public <T> Stream<T> list(BatchRequest request, Class<T> item) {
    Pages<T> pages =
        new Pages<>(
            url(request),
            link -> page(request, link, item),
            link -> misled(request, "the list goes round in a circle, by way of", link));
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /** Whoever is asked for the next page is shown the credential. */
  private <T> BatchList<T> page(BatchRequest request, String link, Class<T> item) {
    try {
      if (!isSameOrigin(new URI(link))) {
        throw misled(request, "the list goes on at another address,", link);
      }
    } catch (URISyntaxException e) {
      throw misled(request, "the list goes on at what is no address,", link);
    }
    return valueOf(carryOut(request, link, BatchExchange.page(item)));
  }

  private ServiceRefusal misled(BatchRequest request, String why, String link) {
    return new ServiceRefusal(
        request.tried(),
        request.on(),
        why + " " + Redaction.of(link),
        "find out who answers at " + origin);
  }

  private boolean isSameOrigin(URI link) {
    try {
      return Origin.of(link).equals(origin);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String url(BatchRequest request) {
    return endpoint + request.version(dialect.apiVersion).target();
  }

  /**
   * How an operation ended.
   *
   * @param value what it brought; null when it was refused
   * @param answer what the service answered last
   * @param attempts how often it was tried
   * @param refusal null when it was carried out
   */
  private record Ended<T>(T value, ServiceAnswer answer, int attempts, Refusal refusal) {}

  private static <T> T valueOf(Ended<T> ended) {
    if (ended.refusal() != null) {
      throw ended.refusal();
    }
    return ended.value();
  }

  private <T> Ended<T> carryOut(BatchRequest request, String url, BatchExchange.Reader<T> reader) {
    byte[] body = request.body() == null ? null : written(request.body());
    long start = System.nanoTime();
    long end = start + deadline.toNanos();
    EndpointGuard.Outcome<BatchExchange.Answer<T>> outcome =
        attempts(request, url, body, reader, end);
    Ended<T> ended =
        outcome.failure() == null ? done(request, outcome) : failed(request, outcome, end);
    tell(
        listener,
        new ServiceCall(
            ended.answer(),
            ended.refusal() instanceof PolicyRefusal ? NOT_SENT : request.on(),
            ended.attempts(),
            Duration.ofNanos(System.nanoTime() - start),
            request.isRead(),
            ended.refusal() == null));
    return ended;
  }

  private <T> EndpointGuard.Outcome<BatchExchange.Answer<T>> attempts(
      BatchRequest request, String url, byte[] body, BatchExchange.Reader<T> reader, long end) {
    return guard.call(
        request.name(), request.repeat(), () -> exchange.attempt(request, url, body, reader), end);
  }

  private static <T> Ended<T> done(
      BatchRequest request, EndpointGuard.Outcome<BatchExchange.Answer<T>> outcome) {
    BatchExchange.Answer<T> answer = outcome.value();
    return new Ended<>(
        answer.value(),
        new ServiceAnswer(request.operation(), answer.status(), "", answer.requestId()),
        outcome.attempts(),
        null);
  }

  private <T> Ended<T> failed(BatchRequest request, EndpointGuard.Outcome<?> outcome, long end) {
    CallFailure failure = outcome.failure();
    ServiceAnswer answer = failure.answer(request.operation());
    Earlier earlier = outcome.mayHaveActed() ? earlier(request, answer, end) : Earlier.DID_NOTHING;
    int attempts = outcome.attempts();
    return new Ended<>(
        null,
        answer,
        attempts,
        earlier == Earlier.DID_IT
            ? null
            : BatchRemedies.refusal(dialect, request, failure, attempts, earlier, origin));
  }

  /** What became of an attempt whose answer was lost, after the last one was answered so. */
  private Earlier earlier(BatchRequest request, ServiceAnswer answer, long end) {
    if (request.isDoneBy(answer)) {
      return Earlier.DID_IT;
    }
    return request
        .lookAfter(answer)
        .map(look -> seen(look, request, end))
        .orElse(Earlier.MAY_HAVE_DONE_IT);
  }

  private <T> Earlier seen(BatchRequest.Look<T> look, BatchRequest request, long end) {
    BatchRequest get = look.get().as(request.operation(), "look at", request.on());
    EndpointGuard.Outcome<BatchExchange.Answer<T>> seen =
        attempts(get, url(get), null, BatchExchange.json(look.type()), end);
    if (seen.failure() == null) {
      return look.shows().test(seen.value().value()) ? Earlier.DID_IT : Earlier.LEFT_NO_TRACE;
    }
    LOG.info("a look at {} failed: {}", get.on(), seen.failure().getMessage());
    return seen.failure().answer(get.operation()).isNotFound()
        ? Earlier.LEFT_NO_TRACE
        : Earlier.MAY_HAVE_DONE_IT;
  }

  static void tell(Consumer<ServiceCall> listener, ServiceCall call) {
    LOG.debug(
        "{} on {}: HTTP {} {} after {} attempts in {} ms, request {}",
        call.answer().operation(),
        call.on(),
        call.answer().status(),
        call.answer().code(),
        call.attempts(),
        call.took().toMillis(),
        call.answer().requestId());
    try {
      listener.accept(call);
    } catch (Exception | LinkageError | AssertionError e) {
      // The operation has ended, whatever a listener makes of it. Its words may hold anything.
      LOG.warn(
          "the listener failed at {} on {} with {}",
          call.answer().operation(),
          call.on(),
          e.getClass().getName());
    }
  }

  private static byte[] written(Object body) {
    try {
      return Json.MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a body that cannot be written", e);
    }
  }
}
