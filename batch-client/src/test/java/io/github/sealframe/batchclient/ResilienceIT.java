package io.github.sealframe.batchclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.core.EventConsumer;
import io.github.sealframe.batchclient.models.BatchNodeRebootParameters;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.Pools;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an embedding program sees of repetitions, limits and outages, by the public API alone. */
@Timeout(60)
class ResilienceIT {
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final List<ServiceCall> calls = Collections.synchronizedList(new ArrayList<>());
  private Endpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint = new Endpoint();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  /** As the tests need them: out of order after 4 failures of 4. */
  private static ResilienceSettings settings(int attempts, Duration deadline) {
    return new ResilienceSettings(
        deadline, attempts, Duration.ofMillis(1), Duration.ofMillis(1), 16, 1000, 8, 100, PAUSE);
  }

  private static Resilience once() {
    return new Resilience(settings(1, Duration.ofSeconds(20)));
  }

  private static void refused(int times, BatchClient client) {
    for (int i = 0; i < times; i++) {
      assertThatExceptionOfType(RemoteRefusal.class).isThrownBy(() -> client.jobs().getJob("j"));
    }
  }

  private CircuitBreaker breaker(Resilience resilience) {
    return resilience.circuitBreakers().circuitBreaker(endpoint.origin());
  }

  @Test
  void eachWaitIsRandomBelowAnEndThatDoubles() {
    long first = 40;
    long longest = 100;
    Resilience resilience =
        new Resilience(
            new ResilienceSettings(
                Duration.ofSeconds(30),
                4,
                Duration.ofMillis(first),
                Duration.ofMillis(longest),
                16,
                1000,
                1000,
                100,
                PAUSE));
    List<List<Long>> waits = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    resilience
        .retries()
        .retry(endpoint.origin())
        .getEventPublisher()
        .onRetry(
            event ->
                waits
                    .get(event.getNumberOfRetryAttempts() - 1)
                    .add(event.getWaitInterval().toMillis()));
    endpoint.answers(500);
    BatchClient client = endpoint.client(resilience, calls::add);

    int operations = 12;
    long begin = System.nanoTime();
    refused(operations, client);
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

    List<Long> ends = List.of(first, 2 * first, longest);
    long sum = 0;
    for (int i = 0; i < ends.size(); i++) {
      long end = ends.get(i);
      assertThat(waits.get(i))
          .hasSize(operations)
          .allSatisfy(wait -> assertThat(wait).isBetween(0L, end))
          .anySatisfy(wait -> assertThat(wait).isLessThan(end / 2))
          .anySatisfy(wait -> assertThat(wait).isGreaterThan(end / 2));
      sum += waits.get(i).stream().mapToLong(Long::longValue).sum();
    }
    assertThat(took).isGreaterThanOrEqualTo(sum);
    assertThat(endpoint.requests()).isEqualTo(4 * operations);
    assertThat(calls).hasSize(operations).allMatch(call -> call.attempts() == 4 && !call.isDone());
  }

  @Test
  void aServiceThatAsksToBeLeftAloneIs() {
    AtomicInteger request = new AtomicInteger();
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "1");
          Endpoint.answer(exchange, request.getAndIncrement() == 0 ? 503 : 200);
        });

    endpoint
        .client(new Resilience(settings(3, Duration.ofSeconds(20))), calls::add)
        .jobs()
        .getJob("j");

    List<Long> begun = endpoint.begun();
    assertThat(begun).hasSize(2);
    assertThat(begun.get(1) - begun.get(0)).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }

  @Test
  void oneThatAsksForMoreThanTheDeadlineEndsTheCallAtOnce() {
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "40");
          Endpoint.answer(exchange, 429);
        });
    BatchClient client =
        endpoint.client(new Resilience(settings(6, Duration.ofSeconds(30))), calls::add);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.jobs().getJob("j"))
        .withMessageContaining("asks to be left alone for 40 s");

    assertThat(endpoint.requests()).isEqualTo(1);
    assertThat(calls.get(0).took()).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void noClientErrorIsRepeatedButTimeoutsAndThrottling() {
    BatchClient client =
        endpoint.client(new Resilience(settings(2, Duration.ofSeconds(20))), calls::add);
    for (int status = 400; status < 452; status++) {
      int before = endpoint.requests();
      endpoint.answers(status);
      refused(1, client);

      assertThat(endpoint.requests() - before)
          .describedAs("HTTP %s", status)
          .isEqualTo(status == 408 || status == 429 ? 2 : 1);
    }
  }

  @Test
  void whatActsTwiceIsRepeatedOnlyWhenTheServiceDidNothing() {
    BatchClient client =
        endpoint.client(new Resilience(settings(2, Duration.ofSeconds(20))), calls::add);
    for (int status : new int[] {408, 429, 500, 502, 503, 504}) {
      int before = endpoint.requests();
      endpoint.answers(status);
      RemoteRefusal refusal =
          catchThrowableOfType(
              RemoteRefusal.class,
              () -> client.nodes().rebootNode("p", "n", new BatchNodeRebootParameters(null)));

      boolean didNothing = status == 429 || status == 503;
      assertThat(endpoint.requests() - before).isEqualTo(didNothing ? 2 : 1);
      assertThat(refusal.remedy().contains("look whether it was done"))
          .describedAs("HTTP %s", status)
          .isEqualTo(!didNothing);
    }
  }

  @Test
  void anOutageIsThatOfOneEndpoint() throws IOException {
    Resilience resilience = once();
    endpoint.answers(500);
    try (Endpoint other = new Endpoint()) {
      BatchClient client = endpoint.client(resilience, calls::add);
      refused(4, client);
      assertThat(breaker(resilience).getState()).isEqualTo(State.OPEN);

      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> client.jobs().getJob("j"))
          .withMessageContaining("is out of order");
      assertThat(endpoint.requests()).isEqualTo(4);

      other.client(resilience, calls::add).jobs().getJob("j");
      assertThat(resilience.circuitBreakers().circuitBreaker(other.origin()).getState())
          .isEqualTo(State.CLOSED);
    }
  }

  @Test
  void throttlingAndRefusalsAreNoOutage() {
    Resilience resilience = once();
    BatchClient client = endpoint.client(resilience, calls::add);
    for (int status : new int[] {429, 404, 403}) {
      endpoint.answers(status);
      refused(12, client);
    }
    assertThat(breaker(resilience).getState()).isEqualTo(State.CLOSED);
  }

  /** Has the circuit breaker open, and waits until it lets probes through. */
  private CircuitBreaker halfOpen(Resilience resilience, BatchClient client) {
    endpoint.answers(500);
    CircuitBreaker breaker = breaker(resilience);
    while (breaker.getState() == State.CLOSED) {
      refused(1, client);
    }
    await().until(breaker::tryAcquirePermission);
    breaker.releasePermission();
    assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
    return breaker;
  }

  private void isWellAfterThreeProbes(CircuitBreaker breaker, BatchClient client) {
    assertThat(breaker.getState()).isEqualTo(State.HALF_OPEN);
    endpoint.answers(200);
    for (int i = 0; i < 3; i++) {
      client.jobs().getJob("j");
    }
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void probesThatSucceedEndAnOutage() {
    Resilience resilience = once();
    BatchClient client = endpoint.client(resilience, calls::add);

    isWellAfterThreeProbes(halfOpen(resilience, client), client);
  }

  @Test
  void probesThatFailGoOnWithIt() {
    Resilience resilience = once();
    BatchClient client = endpoint.client(resilience, calls::add);
    CircuitBreaker breaker = halfOpen(resilience, client);

    refused(3, client);

    assertThat(breaker.getState()).isEqualTo(State.OPEN);
  }

  @Test
  void anEndpointThatRefusesIsThere() {
    Resilience resilience = once();
    BatchClient client = endpoint.client(resilience, calls::add);
    CircuitBreaker breaker = halfOpen(resilience, client);

    endpoint.answers(404);
    refused(3, client);

    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void probesThatAreCutOffProveNothingAndAreMadeAnew() throws InterruptedException {
    Resilience resilience = new Resilience(settings(1, Duration.ofSeconds(2)));
    BatchClient client = endpoint.client(resilience, calls::add);
    endpoint.client(once(), calls::add).jobs().getJob("j"); // All classes are there.
    CircuitBreaker breaker = halfOpen(resilience, client);

    endpoint.does(exchange -> Thread.sleep(30_000));
    for (int i = 0; i < 4; i++) {
      interrupt(client, c -> c.jobs().getJob("j"));
    }
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.jobs().getJob("j"))
        .withMessageContaining("did not end within 2 s");

    isWellAfterThreeProbes(breaker, client);
  }

  /**
   * Interrupts a call when its request has come in.
   *
   * @return how long it took then to end
   */
  private Duration interrupt(BatchClient client, Consumer<BatchClient> operation)
      throws InterruptedException {
    return interrupt(() -> operation.accept(client));
  }

  private Duration interrupt(ThrowingCallable call) throws InterruptedException {
    int before = endpoint.requests();
    AtomicBoolean isFlagSet = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              thrown.set(catchThrowable(call));
              isFlagSet.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    await().until(() -> endpoint.requests() > before || !caller.isAlive());
    long start = System.nanoTime();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get())
        .isInstanceOf(ServiceRefusal.class)
        .hasMessageContaining("it was interrupted");
    assertThat(isFlagSet).isTrue();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void anInterruptEndsACallAndAllThatItSends() throws InterruptedException {
    BatchClient client = endpoint.client(once(), calls::add);
    endpoint.does(exchange -> Thread.sleep(30_000));

    assertThat(interrupt(client, c -> c.jobs().getJob("j"))).isLessThan(Duration.ofSeconds(5));
    assertThat(sendingThreads()).isEmpty();
    interrupt(client, c -> c.nodes().rebootNode("p", "n", new BatchNodeRebootParameters(null)));

    assertThat(endpoint.requests()).isEqualTo(2);
    assertThat(calls).hasSize(2).noneMatch(ServiceCall::isDone);
  }

  /** Threads that still make an attempt. */
  private static List<String> sendingThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("sealframe-call"))
        .map(thread -> Arrays.toString(thread.getValue()))
        .filter(stack -> stack.contains("EndpointGuard.permitted("))
        .toList();
  }

  @Test
  void aWaitForTheNextAttemptEndsWithAnInterrupt() throws InterruptedException {
    BatchClient client =
        endpoint.client(new Resilience(settings(6, Duration.ofSeconds(50))), calls::add);
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "30");
          Endpoint.answer(exchange, 429);
        });

    assertThat(interrupt(client, c -> c.jobs().getJob("j"))).isLessThan(Duration.ofSeconds(5));

    assertThat(endpoint.requests()).isEqualTo(1);
  }

  @Test
  void aThreadThatIsInterruptedAlreadySendsNothing() {
    BatchClient client = endpoint.client(once(), calls::add);
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.jobs().getJob("j"))
        .withMessageContaining("it was interrupted; try again");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(endpoint.requests()).isZero();
  }

  /** The content of a file that goes on for as long as somebody reads it. */
  private void trickle() {
    endpoint.does(
        exchange -> {
          exchange.getResponseHeaders().set("request-id", UUID.randomUUID().toString());
          exchange.sendResponseHeaders(206, 0);
          while (true) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            Thread.sleep(10);
          }
        });
  }

  @Test
  void theTextOfANodesFileEndsAtTheDeadlineAndWithAnInterrupt() throws InterruptedException {
    PoolId pool = new PoolId("pabcdefghij-0123456789ab");
    NodeId node = new NodeId("n1");
    trickle();
    Pools brief = endpoint.farm(new Resilience(settings(2, Duration.ofSeconds(1)))).pools();
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> brief.nodeFile(pool, node, "startup/stdout.txt", 10_000))
        .withMessageContaining("it did not end within 1 s");

    Pools pools = endpoint.farm(once()).pools();
    assertThat(interrupt(() -> pools.nodeFile(pool, node, "startup/stdout.txt", 10_000)))
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anInterruptEndsTheReadingOfAFileAndItsFlagStays() throws IOException {
    trickle();
    BatchClient client = endpoint.client(once(), calls::add);

    try (InputStream file = client.files().getNodeFile("p", "n", "wd/a", 0, 9_999)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(IOException.class).isThrownBy(file::readAllBytes);
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  /** Reads jobs from many threads at once, each several times. */
  private static void read(BatchClient client, int threads, int times) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads * times; i++) {
        all.add(callers.submit(() -> client.jobs().getJob("j")));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static Resilience limited(int concurrent, int callsPerSecond) {
    return limited(concurrent, callsPerSecond, 1);
  }

  private static Resilience limited(int concurrent, int callsPerSecond, int attempts) {
    return new Resilience(
        new ResilienceSettings(
            Duration.ofSeconds(30),
            attempts,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            concurrent,
            callsPerSecond,
            1000,
            100,
            PAUSE));
  }

  @Test
  void noMoreRequestsAreUnderWayThanAreAllowed() throws Exception {
    endpoint.does(
        exchange -> {
          Thread.sleep(20);
          Endpoint.answer(exchange, 200);
        });

    read(endpoint.client(limited(3, 1000), calls::add), 12, 5);

    assertThat(endpoint.requests()).isEqualTo(60);
    assertThat(endpoint.mostUnderWay()).isEqualTo(3);
  }

  @Test
  void noMoreRequestsBeginInASecondThanAreAllowed() throws Exception {
    read(endpoint.client(limited(16, 20), calls::add), 8, 4);

    List<Long> begun = endpoint.begun().stream().sorted().toList();
    assertThat(begun).hasSize(32);
    // Two in each tenth of a second: what is late by a moment may meet those of the next ones.
    for (int i = 0; i + 26 < begun.size(); i++) {
      assertThat(begun.get(i + 26) - begun.get(i)).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
    }
  }

  @Test
  void anEmbeddingProgramReadsMetricsAndEvents() {
    Resilience resilience = new Resilience(settings(2, Duration.ofSeconds(20)));
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    String name = endpoint.origin();
    resilience
        .retries()
        .retry(name)
        .getEventPublisher()
        .onRetry(event -> events.add("retry"))
        .onSuccess(event -> events.add("success"));
    resilience
        .circuitBreakers()
        .circuitBreaker(name)
        .getEventPublisher()
        .onError(event -> events.add("error"));
    AtomicInteger request = new AtomicInteger();
    endpoint.does(
        exchange -> Endpoint.answer(exchange, request.getAndIncrement() == 0 ? 500 : 200));
    BatchClient client = endpoint.client(resilience, calls::add);

    client.jobs().getJob("j");
    client.jobs().getJob("j");

    assertThat(events).containsExactly("error", "retry", "success");
    var retry = resilience.retries().retry(name).getMetrics();
    assertThat(retry.getNumberOfSuccessfulCallsWithRetryAttempt()).isEqualTo(1);
    assertThat(retry.getNumberOfSuccessfulCallsWithoutRetryAttempt()).isEqualTo(1);
    var breaker = breaker(resilience).getMetrics();
    assertThat(breaker.getNumberOfFailedCalls()).isEqualTo(1);
    assertThat(breaker.getNumberOfSuccessfulCalls()).isEqualTo(2);
    assertThat(resilience.bulkheads().bulkhead(name).getMetrics().getAvailableConcurrentCalls())
        .isEqualTo(16);
    assertThat(resilience.rateLimiters().rateLimiter(name).getMetrics().getNumberOfWaitingThreads())
        .isZero();
  }

  /** Such a one is told in the middle of a call. */
  @Test
  void whoListensAndFailsBreaksNoCall() {
    Resilience resilience = limited(1, 1000, 2);
    AtomicInteger told = new AtomicInteger();
    EventConsumer<Object> fails =
        event -> {
          told.incrementAndGet();
          throw new IllegalStateException("of a test");
        };
    String name = endpoint.origin();
    resilience.retries().retry(name).getEventPublisher().onEvent(fails::consumeEvent);
    resilience.retries().retry(name).getEventPublisher().onRetry(fails::consumeEvent);
    breaker(resilience).getEventPublisher().onEvent(fails::consumeEvent);
    resilience.bulkheads().bulkhead(name).getEventPublisher().onEvent(fails::consumeEvent);
    resilience.rateLimiters().rateLimiter(name).getEventPublisher().onEvent(fails::consumeEvent);
    AtomicInteger request = new AtomicInteger();
    endpoint.does(
        exchange -> Endpoint.answer(exchange, request.getAndIncrement() % 2 == 0 ? 500 : 200));
    BatchClient client = endpoint.client(resilience, calls::add);

    for (int i = 0; i < 3; i++) {
      assertThat(client.jobs().getJob("j").id()).isEqualTo("j");
    }

    assertThat(calls).hasSize(3).allMatch(call -> call.isDone() && call.attempts() == 2);
    assertThat(told.get()).isGreaterThan(6 * 3);
  }
}
