package io.github.sealframe.batchclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an embedding program sees of a Blob service that is in trouble, by the public API alone. */
@Timeout(60)
class StorageResilienceIT {
  private static final BlobRef BLOB = new BlobRef(ContainerRole.OUTPUT, "blob");
  private static final Duration PAUSE = Duration.ofMillis(300);

  private Endpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint = new Endpoint();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  /** Out of order after 4 failures of 4. */
  private static Resilience resilience(int attempts, Duration deadline, int concurrent) {
    return new Resilience(
        new ResilienceSettings(
            deadline,
            attempts,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            concurrent,
            1000,
            8,
            100,
            PAUSE));
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set("ETag", "etag");
    exchange.getResponseHeaders().set("Last-Modified", "Tue, 24 Nov 2026 12:00:00 GMT");
    exchange.getResponseHeaders().set("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
    exchange.sendResponseHeaders(status, -1);
  }

  private static boolean put(BlobStore blobs) throws IOException {
    return blobs.putIfAbsent(BLOB, Content.of("content"));
  }

  @Test
  void anOutageOfStorageIsLeftAloneAndToldInEvents() throws IOException {
    Resilience resilience = resilience(2, Duration.ofSeconds(20), 16);
    var breaker = resilience.circuitBreakers().circuitBreaker(endpoint.origin());
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    breaker
        .getEventPublisher()
        .onStateTransition(event -> events.add(event.getStateTransition().getToState().name()))
        .onCallNotPermitted(event -> events.add("refused"));
    resilience
        .retries()
        .retry(endpoint.origin())
        .getEventPublisher()
        .onRetry(event -> events.add("again"));
    BlobStore blobs = endpoint.farm(resilience).blobs();
    endpoint.does(exchange -> answer(exchange, 500));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> blobs.properties(BLOB))
        .withMessageContaining("HTTP 500 (request 0f8fad5b");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> put(blobs))
        .withMessageContaining("HTTP 500");
    assertThat(endpoint.requests()).isEqualTo(4);
    assertThat(breaker.getState()).isEqualTo(State.OPEN);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> blobs.properties(BLOB))
        .withMessage(
            "cannot look at blob output/blob: the Blob endpoint "
                + endpoint.origin()
                + " is out of order, its last calls failed, and it is left alone for 0 s; look at"
                + " the service's health, and try again");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> put(blobs))
        .withMessageContaining("is out of order");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> blobs.list(ContainerRole.OUTPUT, "", blob -> {}))
        .withMessageContaining("is out of order");
    assertThat(endpoint.requests()).isEqualTo(4);
    assertThat(breaker.getMetrics().getNumberOfNotPermittedCalls()).isEqualTo(3);
    assertThat(events).containsExactly("again", "again", "OPEN", "refused", "refused", "refused");

    await().until(breaker::tryAcquirePermission);
    breaker.releasePermission();
    endpoint.does(exchange -> answer(exchange, 201));
    for (int i = 0; i < 3; i++) {
      assertThat(put(blobs)).isTrue();
    }
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void whatStorageRefusesIsNoOutage() throws IOException {
    Resilience resilience = resilience(1, Duration.ofSeconds(20), 16);
    BlobStore blobs = endpoint.farm(resilience).blobs();
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("x-ms-error-code", "BlobAlreadyExists");
          answer(exchange, 409);
        });

    for (int i = 0; i < 12; i++) {
      assertThat(put(blobs)).isFalse();
    }

    var breaker = resilience.circuitBreakers().circuitBreaker(endpoint.origin());
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
    assertThat(breaker.getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(8);
  }

  /** Begins an answer well, and goes on a byte at a time. */
  private void trickle(CountDownLatch cut, String begin) {
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(begin.getBytes(StandardCharsets.UTF_8));
            while (true) {
              body.write(' ');
              body.flush();
              Thread.sleep(20);
            }
          } catch (IOException e) {
            cut.countDown();
          }
        });
  }

  @Test
  void aListingThatTricklesEndsAtTheDeadline() throws InterruptedException {
    CountDownLatch cut = new CountDownLatch(1);
    trickle(cut, "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults>");
    BlobStore blobs = endpoint.farm(resilience(3, Duration.ofSeconds(2), 16)).blobs();
    long began = System.nanoTime();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> blobs.list(ContainerRole.OUTPUT, "", blob -> {}))
        .withMessage(
            "cannot list blobs output/: it did not end within 2 s, at the Blob endpoint "
                + endpoint.origin()
                + "; check the network, and try again");

    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
    assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatIsSentEndsAtTheDeadlineToo() throws IOException {
    endpoint.does(exchange -> Thread.sleep(30_000));
    BlobStore blobs = endpoint.farm(resilience(3, Duration.ofSeconds(1), 16)).blobs();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> put(blobs))
        .withMessageContaining("it did not end within 1 s");
  }

  /** Each of its blocks has the deadline for itself. */
  @Test
  void contentIsReadForLongerThanTheDeadline() throws IOException {
    byte[] bytes = "content that takes its time".getBytes(StandardCharsets.UTF_8);
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
          if (exchange.getRequestMethod().equals("HEAD")) {
            answer(exchange, 200);
            return;
          }
          exchange
              .getResponseHeaders()
              .set("Content-Range", "bytes 0-" + (bytes.length - 1) + "/" + bytes.length);
          exchange.getResponseHeaders().set("ETag", "etag");
          exchange.sendResponseHeaders(206, bytes.length);
          for (byte one : bytes) {
            exchange.getResponseBody().write(one);
            exchange.getResponseBody().flush();
            Thread.sleep(60);
          }
        });
    BlobStore blobs = endpoint.farm(resilience(1, Duration.ofSeconds(1), 16)).blobs();
    long began = System.nanoTime();

    try (BlobStore.OpenBlob open = blobs.open(BLOB).orElseThrow()) {
      assertThat(open.stream().readAllBytes()).isEqualTo(bytes);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(endpoint.requests()).isEqualTo(2);
  }

  @Test
  void noMoreRequestsAreUnderWayThanAreAllowed() throws Exception {
    endpoint.does(
        exchange -> {
          Thread.sleep(20);
          answer(exchange, 201);
        });
    BlobStore blobs = endpoint.farm(resilience(1, Duration.ofSeconds(30), 3)).blobs();
    ExecutorService callers = Executors.newFixedThreadPool(12);
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        all.add(callers.submit(() -> put(blobs)));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      callers.shutdownNow();
    }

    assertThat(endpoint.requests()).isEqualTo(48);
    assertThat(endpoint.mostUnderWay()).isEqualTo(3);
  }

  @Test
  void anInterruptEndsACallAndItsFlagStays() throws InterruptedException {
    endpoint.does(exchange -> Thread.sleep(30_000));
    BlobStore blobs = endpoint.farm(resilience(3, Duration.ofSeconds(50), 16)).blobs();
    for (Runnable call :
        List.<Runnable>of(
            () -> blobs.properties(BLOB),
            () -> {
              try {
                put(blobs);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })) {
      AtomicBoolean isFlagSet = new AtomicBoolean();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                thrown.set(catchThrowable(call::run));
                isFlagSet.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      int before = endpoint.requests();
      await().until(() -> endpoint.requests() > before || !caller.isAlive());
      caller.interrupt();
      caller.join(10_000);

      assertThat(thrown.get())
          .isInstanceOf(ServiceRefusal.class)
          .hasMessageContaining("it was interrupted");
      assertThat(isFlagSet).isTrue();
    }
    assertThat(endpoint.requests()).isEqualTo(2);
  }
}
