package io.github.sealframe.batchclient.internal;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.rest.Response;
import com.azure.core.http.rest.RestProxy;
import com.azure.core.util.serializer.JacksonAdapter;
import io.github.sealframe.core.ServiceRefusal;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Calls one Batch account. What goes wrong becomes a refusal that names what was tried on what; the
 * statuses that a caller expects become an empty result. Thread-safe.
 */
final class BatchConnection {
  private final URI endpoint;
  private final BatchOperations operations;

  /**
   * @param endpoint the account's URL
   * @param credential signs each attempt
   */
  BatchConnection(URI endpoint, HttpPipelinePolicy credential) {
    this.endpoint = endpoint;
    this.operations =
        RestProxy.create(
            BatchOperations.class,
            BatchPipeline.to(endpoint, credential),
            JacksonAdapter.createDefaultSerializerAdapter());
  }

  BatchOperations operations() {
    return operations;
  }

  String endpoint() {
    String text = endpoint.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** Makes a call whose every failure is a refusal. */
  <T> T call(String tried, String on, Supplier<Response<T>> call) {
    try {
      return present(tried, on, send(tried, on, call));
    } catch (HttpResponseException e) {
      throw BatchFailure.of(e).refusal(tried, on);
    }
  }

  /**
   * Makes a call that the service may decline in an expected way.
   *
   * @return the failure when {@code expected} holds for it; empty when the call succeeded
   */
  Optional<BatchFailure> attempt(
      String tried, String on, Predicate<BatchFailure> expected, Supplier<Response<Void>> call) {
    try {
      send(tried, on, call);
      return Optional.empty();
    } catch (HttpResponseException e) {
      return Optional.of(expectedFailure(tried, on, expected, e));
    }
  }

  /** Asks for something that need not be there: empty when {@code absent} holds of the answer. */
  <T> Optional<T> find(
      String tried, String on, Predicate<BatchFailure> absent, Supplier<Response<T>> call) {
    return ask(tried, on, absent, call).value();
  }

  /** Asks for something that the service may decline to give in an expected way. */
  <T> Answer<T> ask(
      String tried, String on, Predicate<BatchFailure> expected, Supplier<Response<T>> call) {
    try {
      T value = present(tried, on, send(tried, on, call));
      return new Answer<>(Optional.of(value), Optional.empty());
    } catch (HttpResponseException e) {
      return new Answer<>(Optional.empty(), Optional.of(expectedFailure(tried, on, expected, e)));
    }
  }

  /**
   * What was asked for, or why it was declined: one of the two.
   *
   * @param value what was asked for
   * @param declined the expected failure
   */
  record Answer<T>(Optional<T> value, Optional<BatchFailure> declined) {}

  private static BatchFailure expectedFailure(
      String tried, String on, Predicate<BatchFailure> expected, HttpResponseException e) {
    BatchFailure failure = BatchFailure.of(e);
    if (!expected.test(failure)) {
      throw failure.refusal(tried, on);
    }
    return failure;
  }

  private <T> T present(String tried, String on, T value) {
    if (value == null) {
      throw unreadable(tried, on, null);
    }
    return value;
  }

  private <T> T send(String tried, String on, Supplier<Response<T>> call) {
    try {
      return call.get().getValue();
    } catch (UncheckedIOException e) {
      throw noAnswer(tried, on, e);
    } catch (IllegalStateException e) {
      // What azure-core throws for a body of another type than JSON.
      throw unreadable(tried, on, e);
    } catch (RuntimeException e) {
      // azure-core wraps an interrupt into a bare RuntimeException, and clears the thread's flag.
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new ServiceRefusal(tried, on, "it was interrupted", "try again", e.getCause());
      }
      throw e;
    }
  }

  /** Hands over a list's items, with one page in memory at a time. */
  <T> void pages(
      String tried,
      String on,
      BatchList<T> first,
      Function<String, Response<BatchList<T>>> next,
      Consumer<T> each) {
    BatchList<T> page = first;
    while (true) {
      page.value().forEach(each);
      String link = page.nextLink();
      if (link == null || link.isEmpty()) {
        return;
      }
      refuseOtherOrigin(tried, on, link);
      page = call(tried, on, () -> next.apply(link));
    }
  }

  /** Whoever is asked for the next page is shown the credential. */
  private void refuseOtherOrigin(String tried, String on, String link) {
    if (!isSameOrigin(link)) {
      throw new ServiceRefusal(
          tried,
          on,
          "the list goes on at another address, " + Redaction.of(link),
          "find out who answers at " + Origin.of(endpoint));
    }
  }

  private boolean isSameOrigin(String link) {
    try {
      return Origin.of(new URI(link)).equals(Origin.of(endpoint));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return false;
    }
  }

  private ServiceRefusal unreadable(String tried, String on, Throwable cause) {
    return new ServiceRefusal(
        tried,
        on,
        "what answered at " + Origin.of(endpoint) + " is not the Batch service",
        "check the address, and whether a proxy answers in its place",
        cause);
  }

  private ServiceRefusal noAnswer(String tried, String on, UncheckedIOException e) {
    return new ServiceRefusal(
        tried,
        on,
        "the Batch endpoint " + Origin.of(endpoint) + " does not answer",
        "check the address and the network, or start the emulator",
        e.getCause());
  }
}
