package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import io.github.sealframe.batchclient.Resilience;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Makes the requests of one of Microsoft's clients as those to Batch are made: by an {@link
 * EndpointGuard}, with the client's own repetitions turned off. A request ends when its answer is
 * read, or, of content that is handed on as it comes in, when that begins. Whatever is sent here
 * may be sent again: it asks, or writes what it wrote before, or on a condition that does not hold
 * a second time. What ends here is thrown with a {@link CallFailure} as its cause. Thread-safe.
 */
final class GuardPolicy implements HttpPipelinePolicy {
  private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");

  /**
   * Not Reactor's own, of which there are few: the calling program may wait here in all of them.
   */
  private static final Scheduler WAITING = Schedulers.fromExecutorService(EndpointGuard.WORKERS);

  private final String service;
  private final Origin origin;
  private final EndpointGuard guard;
  private final Duration deadline;

  /**
   * @param service what is called, in a sentence
   * @param resilience how its requests are repeated, limited and cut off
   */
  GuardPolicy(String service, URI endpoint, Resilience resilience) {
    this.service = service;
    this.origin = Origin.of(endpoint);
    this.guard = new EndpointGuard(resilience, origin);
    this.deadline = resilience.settings().deadline();
  }

  /** Before the client signs, so that each attempt is signed anew. */
  @Override
  public HttpPipelinePosition getPipelinePosition() {
    return HttpPipelinePosition.PER_CALL;
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    return guarded(context, () -> next.clone().processSync());
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    // Elsewhere, as it waits; who lets go of it interrupts it.
    return Mono.fromCallable(() -> guarded(context, () -> next.clone().process().block()))
        .subscribeOn(WAITING);
  }

  private HttpResponse guarded(HttpPipelineCallContext context, Supplier<HttpResponse> next) {
    HttpRequest asked = context.getHttpRequest();
    AtomicReference<HttpResponse> last = new AtomicReference<>();
    EndpointGuard.Outcome<HttpResponse> outcome =
        guard.call(
            asked.getHttpMethod() + " to " + origin,
            Repeat.WHENEVER_IT_HELPS,
            () -> {
              context.setHttpRequest(asked.copy());
              last.set(sent(next));
              return unlessForNow(last.get());
            },
            System.nanoTime() + deadline.toNanos());
    CallFailure failure = outcome.failure();
    if (failure == null) {
      return outcome.value();
    }
    if (failure.kind() == CallFailure.Kind.ANSWERED) {
      return last.get(); // The client makes of it what it knows.
    }
    // The storage client throws the cause of what it is thrown.
    throw new RuntimeException(failure.getMessage(), failure);
  }

  private static HttpResponse sent(Supplier<HttpResponse> next) {
    try {
      return next.get();
    } catch (RuntimeException e) {
      throw CallFailure.unanswered(e);
    }
  }

  /** An answer that refuses says that the endpoint is well. */
  private HttpResponse unlessForNow(HttpResponse answer) {
    CallFailure failure =
        CallFailure.of(
            new BatchFailure(
                service,
                answer.getStatusCode(),
                header(answer, ERROR_CODE),
                "",
                header(answer, HttpHeaderName.X_MS_REQUEST_ID)),
            RetryAfter.of(answer.getHeaders(), Clock.systemUTC()).orElse(null));
    if (failure.isTransient()) {
      throw failure;
    }
    return answer;
  }

  private static String header(HttpResponse answer, HttpHeaderName name) {
    String value = answer.getHeaderValue(name);
    return value == null ? "" : Redaction.of(value);
  }
}
