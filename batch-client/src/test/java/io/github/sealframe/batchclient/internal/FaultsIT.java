package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.done;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.models.BatchJobTerminateParameters;
import io.github.sealframe.batchclient.models.BatchNodeRebootKind;
import io.github.sealframe.batchclient.models.BatchNodeRebootParameters;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of each kind of operation when the service, or who answers for it, does badly. */
class FaultsIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  /** Nothing is ever to arrive here. */
  @RegisterExtension
  static final WireMockExtension OTHER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  /** Three attempts, nearly without waits between them. */
  private static final ResilienceSettings QUICK =
      new ResilienceSettings(
          Duration.ofSeconds(10),
          3,
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          16,
          1000,
          1000,
          100,
          Duration.ofSeconds(1));

  private static final String HTML = "<html><body>Sign in to the studio's network</body></html>";

  private BatchClient client;

  @BeforeEach
  void connect() {
    client =
        new BatchClient(
            Wire.connection(Wire.uri(SERVER), Clock.systemUTC(), new Resilience(QUICK)));
  }

  private static BatchTaskCreateParameters task() {
    return BatchTaskCreateParameters.builder("t", "true").build();
  }

  private static void readAll(InputStream file) {
    try (file) {
      file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An operation of each kind. */
  private enum Operation {
    READ(200),
    LIST(200),
    CREATE(201),
    DELETE(200),
    END(202),
    ADD(200),
    OPEN(200),
    LOOK(200),
    REBOOT(202);

    private final int done;

    Operation(int done) {
      this.done = done;
    }

    /** Sent twice, the second would not be the same as the first. */
    private boolean actsTwice() {
      return this == ADD || this == REBOOT;
    }

    private void call(BatchClient client) {
      switch (this) {
        case READ -> client.tasks().getTask("j", "t");
        case LIST -> client.tasks().listTasks("j", BatchQuery.ALL).forEach(task -> {});
        case CREATE -> client.tasks().createTask("j", task());
        case DELETE -> client.tasks().deleteTask("j", "t");
        case END -> client.jobs().terminateJob("j", new BatchJobTerminateParameters("why"));
        case ADD -> client.tasks().createTaskCollection("j", new BatchTaskGroup(List.of(task())));
        case OPEN -> readAll(client.files().getTaskFile("j", "t", "stdout.txt"));
        case LOOK -> client.files().getTaskFileProperties("j", "t", "stdout.txt");
        case REBOOT ->
            client
                .nodes()
                .rebootNode("p", "n", new BatchNodeRebootParameters(BatchNodeRebootKind.REQUEUE));
      }
    }
  }

  /**
   * One way to do badly, and what is to become of it.
   *
   * @param answer given the status that would say that it was done
   * @param seen how many requests the service sees
   * @param seenToRead how many of them when they are GET or HEAD
   * @param seenToReboot how many of them when they would act twice
   * @param status in the refusal
   * @param code in the refusal
   * @param says in the refusal's message
   * @param saysOfReboot in it when it would act twice
   */
  private record Case(
      String name,
      IntFunction<ResponseDefinitionBuilder> answer,
      int seen,
      int seenToRead,
      int seenToReboot,
      Class<? extends RemoteRefusal> refusal,
      int status,
      String code,
      String says,
      String saysOfReboot) {

    /** That says the same of all. */
    Case(
        String name,
        IntFunction<ResponseDefinitionBuilder> answer,
        int seen,
        int seenToRead,
        int seenToReboot,
        Class<? extends RemoteRefusal> refusal,
        int status,
        String code,
        String says) {
      this(name, answer, seen, seenToRead, seenToReboot, refusal, status, code, says, says);
    }

    /** What may have been done is not to be done again before one has looked. */
    Case mayHaveBeenDone() {
      String look = "; look whether it was done all the same, before you try again";
      return new Case(
          name, answer, seen, seenToRead, seenToReboot, refusal, status, code, says, look);
    }

    static Case batch(int status, String code, int seen, int seenToReboot, String says) {
      return new Case(
          status + " " + code,
          done -> error(status, code, "why"),
          seen,
          seen,
          seenToReboot,
          status == 401 || status == 403 ? AccessRefusal.class : ServiceRefusal.class,
          status,
          code,
          says);
    }

    /** Without the service's id of the request. */
    static Case gateway(
        String name, int status, String body, int seen, int seenToReboot, String says) {
      return new Case(
          name,
          done -> aResponse().withStatus(status).withBody(body),
          seen,
          seen,
          seenToReboot,
          ServiceRefusal.class,
          status,
          "",
          says);
    }

    static Case nobody(String name, IntFunction<ResponseDefinitionBuilder> answer) {
      Class<ServiceRefusal> refusal = ServiceRefusal.class;
      return new Case(name, answer, 1, 1, 1, refusal, 0, "", "is not the Batch service; check the")
          .mayHaveBeenDone();
    }

    static Case broken(Fault fault, int seenToRead) {
      return new Case(
              fault.name(),
              done -> aResponse().withFault(fault),
              3,
              seenToRead,
              1,
              ServiceRefusal.class,
              0,
              "",
              " broke, tried 3 times; check the network")
          .mayHaveBeenDone();
    }

    Case with(String header, String value) {
      return new Case(
          name + " with " + header + ": " + value,
          done -> answer.apply(done).withHeader(header, value),
          seen,
          seenToRead,
          seenToReboot,
          refusal,
          status,
          code,
          says,
          saysOfReboot);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> faults() {
    Stream<Case> redirects =
        IntStream.of(301, 302, 303, 307, 308)
            .mapToObj(
                status ->
                    Case.gateway("redirect " + status, status, "", 1, 1, "no redirect is followed")
                        .with("Location", "http://127.0.0.1:" + OTHER.getPort() + "/jobs"));
    return Stream.concat(
        redirects,
        Stream.of(
            Case.batch(429, "TooManyRequests", 3, 3, "tried 3 times; wait a while"),
            Case.batch(429, "TooManyRequests", 1, 1, "asks to be left alone for 60 s")
                .with("Retry-After", "60"),
            Case.batch(429, "TooManyRequests", 1, 1, "asks to be left alone for 31536000 s")
                .with("Retry-After", "99999999999999999999"),
            Case.batch(429, "TooManyRequests", 1, 1, "asks to be left alone for 31536000 s")
                .with("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
            Case.batch(503, "ServerBusy", 1, 1, "asks to be left alone for 60 s")
                .with("Date", "Mon, 23 Nov 2020 22:00:00 GMT")
                .with("Retry-After", "Mon, 23 Nov 2020 22:01:00 GMT"),
            Case.batch(503, "ServerBusy", 3, 3, "wait a while").with("Retry-After", "soon"),
            Case.batch(503, "ServerBusy", 3, 3, "tried 3 times; wait a while"),
            Case.gateway("429 of a gateway", 429, "slow down", 3, 1, "tried 3 times; wait a while")
                .mayHaveBeenDone(),
            Case.gateway("503 of a gateway", 503, HTML, 3, 1, "tried 3 times; wait a while")
                .mayHaveBeenDone(),
            Case.gateway("502 of a gateway", 502, HTML, 3, 1, "tried 3 times; wait a while")
                .mayHaveBeenDone(),
            Case.batch(500, "InternalError", 3, 1, "wait a while").mayHaveBeenDone(),
            Case.batch(502, "BadGateway", 3, 1, "wait a while").mayHaveBeenDone(),
            Case.batch(504, "OperationTimedOut", 3, 1, "wait a while").mayHaveBeenDone(),
            Case.batch(408, "RequestTimeout", 3, 1, "wait a while").mayHaveBeenDone(),
            Case.batch(501, "NotImplemented", 1, 1, "HTTP 501"),
            Case.batch(400, "InvalidPropertyValue", 1, 1, "request's id"),
            Case.batch(404, "ResourceNotFound", 1, 1, "check its name"),
            Case.batch(412, "ConditionNotMet", 1, 1, "someone else changed it"),
            Case.batch(401, "AuthenticationFailed", 1, 1, "check the account's key")
                .with("WWW-Authenticate", challenge()),
            // As the service answers a request that was signed too long ago, or in the future.
            Case.batch(403, "AuthenticationFailed", 1, 1, "this machine's clock"),
            // Java's HTTP client by itself sends what only reads once more.
            Case.broken(Fault.CONNECTION_RESET_BY_PEER, 6),
            Case.broken(Fault.EMPTY_RESPONSE, 6),
            Case.nobody("HTML", done -> html(done)),
            Case.nobody("HTML 404", done -> html(404)),
            Case.nobody("HTML 409", done -> html(409)),
            Case.nobody("HTML 412", done -> html(412)),
            Case.nobody("JSON of another", done -> html(done).withHeader("Content-Type", "json")),
            Case.nobody("nothing", done -> aResponse().withStatus(done))));
  }

  private static ResponseDefinitionBuilder html(int status) {
    return aResponse().withStatus(status).withHeader("Content-Type", "text/html").withBody(HTML);
  }

  private static String challenge() {
    String other = "http://127.0.0.1:" + OTHER.getPort();
    return "Bearer authorization_uri=\"%s/tenant\", resource=\"%s\"".formatted(other, other);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void hasItsEnd(Case fault) {
    for (Operation operation : Operation.values()) {
      SERVER.resetAll();
      SERVER.stubFor(any(anyUrl()).willReturn(fault.answer.apply(operation.done)));

      RemoteRefusal refusal =
          catchThrowableOfType(RemoteRefusal.class, () -> operation.call(client));

      assertThat(refusal).as(operation.name()).isExactlyInstanceOf(fault.refusal);
      assertThat(refusal)
          .hasMessageContaining(operation.actsTwice() ? fault.saysOfReboot : fault.says)
          .hasMessageNotContaining("\n")
          .hasNoCause();
      assertThat(refusal.answer().orElseThrow().status()).isEqualTo(fault.status);
      // The answer to a HEAD has no body that could say it.
      assertThat(refusal.answer().orElseThrow().code())
          .isEqualTo(operation == Operation.LOOK ? "" : fault.code);
      assertThat(SERVER.findAll(anyRequestedFor(anyUrl())).size())
          .as(operation.name())
          .isEqualTo(
              switch (operation) {
                case READ, LIST, OPEN, LOOK -> fault.seenToRead;
                case CREATE, DELETE, END -> fault.seen;
                case ADD, REBOOT -> fault.seenToReboot;
              });
    }
    OTHER.verify(0, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "READ|``",
        "READ|null",
        "READ|[]",
        "READ|7",
        "READ|\"text\"",
        "READ|{\"id\":\"t\"",
        "READ|{\"id\":{\"a\":1}}",
        "READ|{\"creationTime\":\"yesterday\"}",
        "READ|{\"multiInstanceSettings\":[]}",
        "LIST|``",
        "LIST|null",
        "LIST|{}",
        "LIST|{\"value\":null}",
        "LIST|{\"value\":{}}",
        "LIST|{\"value\":[7]}",
        "LIST|{\"value\":[null]}",
        "LIST|{\"value\":[],\"odata.nextLink\":{}}",
        "ADD|``",
        "ADD|null",
        "ADD|{\"value\":[7]}",
        "ADD|{\"value\":[null]}",
      })
  void saysNothingOfUse(Operation operation, String body) {
    SERVER.stubFor(any(anyUrl()).willReturn(json(200, body)));

    isRefusedAsUnreadable(operation);
  }

  private void isRefusedAsUnreadable(Operation operation) {
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> operation.call(client))
        .withMessageContaining("is not the Batch service")
        .withNoCause();
    SERVER.verify(1, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @CsvSource({"text/html", "text/plain", "application/octet-stream", "application/xml"})
  void isOfAnotherType(String type) {
    for (Operation operation : List.of(Operation.READ, Operation.LIST, Operation.ADD)) {
      SERVER.resetAll();
      SERVER.stubFor(
          any(anyUrl())
              .willReturn(done(200).withHeader("Content-Type", type).withBody("{\"value\":[]}")));

      isRefusedAsUnreadable(operation);
    }
  }

  private void answersFirst(ResponseDefinitionBuilder first, ResponseDefinitionBuilder then) {
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("twice")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(first)
            .willSetStateTo("again"));
    SERVER.stubFor(any(anyUrl()).inScenario("twice").whenScenarioStateIs("again").willReturn(then));
  }

  @Test
  void rebootsWhatTheServiceHasNotRebooted() {
    answersFirst(error(503, "ServerBusy", "later"), done(202));

    Operation.REBOOT.call(client);

    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }

  /** A client of HTTP may send a request again by itself when a connection was used before. */
  @Test
  void sendsNothingAgainOnAConnectionThatWasUsedBefore() {
    answersFirst(done(202), aResponse().withFault(Fault.EMPTY_RESPONSE));
    Operation.REBOOT.call(client);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> Operation.REBOOT.call(client))
        .withMessageContaining("look whether it was done all the same");

    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }

  @ParameterizedTest
  @CsvSource({
    "'Mon, 23 Nov 2020 22:00:00 GMT','Mon, 23 Nov 2020 22:00:01 GMT'",
    "'Mon, 23 Nov 2099 22:00:00 GMT','Mon, 23 Nov 2099 22:00:01 GMT'"
  })
  void waitsByTheClockOfTheService(String date, String retryAfter) {
    answersFirst(
        error(429, "TooManyRequests", "slow down")
            .withHeader("Date", date)
            .withHeader("Retry-After", retryAfter),
        done(202));
    Instant began = Instant.now();

    Operation.REBOOT.call(client);

    assertThat(Duration.between(began, Instant.now()))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }
}
