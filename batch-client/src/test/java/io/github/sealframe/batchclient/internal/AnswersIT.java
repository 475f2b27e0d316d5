package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchTask;
import io.github.sealframe.core.ServiceRefusal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the service's form with a content that is too deep, too large, new or misleading. */
class AnswersIT {
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

  private BatchClient client;

  @BeforeEach
  void connect() {
    client = new BatchClient(Wire.connection(Wire.uri(SERVER), Clock.systemUTC()));
  }

  private BatchTask read(String body) {
    SERVER.resetAll();
    SERVER.stubFor(any(anyUrl()).willReturn(json(200, body)));
    return client.tasks().getTask("j", "t");
  }

  private void isRefused(String what, String body) {
    assertThatExceptionOfType(ServiceRefusal.class)
        .as(what)
        .isThrownBy(() -> read(body))
        .withMessageContaining("is not the Batch service")
        .withNoCause();
    SERVER.verify(1, anyRequestedFor(anyUrl()));
  }

  @Test
  void boundsWhatItReads() {
    isRefused("deep", "{\"new\":" + "[".repeat(100) + "]".repeat(100) + "}");
    isRefused("very deep", "{\"new\":" + "{\"a\":".repeat(200_000) + "1");
    isRefused("many tokens", "{\"new\":[" + "1,".repeat(1_000_000) + "1]}");
    isRefused("a long text", "{\"displayName\":\"" + "x".repeat(1_000_001) + "\"}");
    isRefused("a long number", "{\"requiredSlots\":" + "1".repeat(101) + "}");
    isRefused("a long fraction", "{\"requiredSlots\":0." + "1".repeat(200) + "}");
    isRefused("a large number", "{\"requiredSlots\":1" + "0".repeat(30) + "}");
    isRefused("a number of huge exponent", "{\"requiredSlots\":1e1000000000}");
    isRefused("a long name", "{\"" + "x".repeat(1_001) + "\":1}");
    isRefused("a name twice", "{\"id\":\"a\",\"id\":\"b\"}");
    isRefused("an unknown name twice", "{\"new\":1,\"new\":1}");
  }

  @Test
  void readsWhatIsWithinTheBounds() {
    assertThat(read("{\"id\":\"t\",\"new\":" + "[".repeat(99) + "]".repeat(99) + "}").id())
        .isEqualTo("t");
    assertThat(read("{\"new\":[" + "1,".repeat(900_000) + "1],\"id\":\"t\"}").id()).isEqualTo("t");
    String name = "x".repeat(1_000_000);
    assertThat(read("{\"displayName\":\"" + name + "\"}").displayName()).isEqualTo(name);
  }

  @Test
  void anErrorOutOfBoundsSaysNoMoreThanItsStatus() {
    for (String message :
        List.of("[".repeat(100_000), "\"" + "x".repeat(2_000_000) + "\"", "1".repeat(200))) {
      SERVER.resetAll();
      SERVER.stubFor(
          any(anyUrl()).willReturn(json(400, "{\"code\":\"X\",\"message\":" + message + "}")));
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> client.tasks().getTask("j", "t"))
          .withMessageContaining("HTTP 400 (request 0f8fad5b");
      SERVER.verify(1, anyRequestedFor(anyUrl()));
    }
  }

  @Test
  void readsWhatALaterServiceSays() {
    BatchTask task =
        read(
            """
            {"id":"t","state":"hibernating","colour":{"a":[1,{"b":null}]},
             "executionInfo":{"retryCount":1,"requeueCount":0,"result":"halfway","mood":"good"}}
            """);

    assertThat(task.id()).isEqualTo("t");
    assertThat(task.state()).hasToString("hibernating");
    assertThat(task.executionInfo().result()).hasToString("halfway");
    assertThat(task.executionInfo().retryCount()).isEqualTo(1);
  }

  @Test
  void aPageOutOfBoundsSaysToAskForSmallerOnes() {
    for (String value :
        List.of(
            "[{\"id\":\"t\",\"new\":[" + "1,".repeat(1_000_000) + "1]}]",
            "[{\"id\":\"t\",\"executionInfo\":{\"new\":" + "[".repeat(101) + "]}}]")) {
      SERVER.resetAll();
      SERVER.stubFor(any(anyUrl()).willReturn(json(200, "{\"value\":" + value + "}")));
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> client.tasks().listTasks("j", BatchQuery.ALL).count())
          .withMessage(
              "cannot list the tasks of job j: a page of it is more than is read at once, 64 MiB or"
                  + " a million pieces of JSON; ask for smaller pages")
          .withNoCause();
      SERVER.verify(1, anyRequestedFor(anyUrl()));
    }
  }

  private static String page(String id, String link) {
    return "{\"value\":[{\"id\":\"%s\"}],\"odata.nextLink\":\"%s\"}".formatted(id, link);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:OTHER/jobs",
        "http://127.0.0.1:OTHER@127.0.0.1:OTHER/jobs",
        "http://127.0.0.1:SERVER@127.0.0.1:OTHER/jobs",
        "http://u:p@127.0.0.1:SERVER/jobs",
        "http://@127.0.0.1:SERVER/jobs",
        "http://localhost:SERVER/jobs",
        "http://127.0.0.1.:SERVER/jobs",
        "http://127.0.0.1.example.com:SERVER/jobs",
        "http://127.0.0.1/jobs",
        "https://127.0.0.1:SERVER/jobs",
        "file:///etc/passwd",
        "//127.0.0.1:OTHER/jobs",
        "//127.0.0.1:SERVER/jobs",
        "/jobs?$skiptoken=1",
        "jobs",
        "?x=1",
        "http:/jobs",
        "http://127.0.0.1:SERVER\\\\@127.0.0.1:OTHER/jobs",
        "http://127.0.0.1:SERVER/jobs?a b",
        "http://127.0.0.1:SERVER\\r\\nX: y/jobs",
        " ",
      })
  void goesOnAtTheSameOriginOnly(String link) {
    String at =
        link.replace("OTHER", Integer.toString(OTHER.getPort()))
            .replace("SERVER", Integer.toString(SERVER.getPort()));
    SERVER.stubFor(any(anyUrl()).willReturn(json(200, page("t1", at))));
    Iterator<BatchTask> tasks = client.tasks().listTasks("j", BatchQuery.ALL).iterator();

    assertThat(tasks.next().id()).isEqualTo("t1");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(tasks::hasNext)
        .withMessageContaining("the list goes on at ")
        .withMessageContaining("find out who answers at http://127.0.0.1:" + SERVER.getPort())
        .withMessageNotContaining("\n")
        .withNoCause();
    SERVER.verify(1, anyRequestedFor(anyUrl()));
    OTHER.verify(0, anyRequestedFor(anyUrl()));
  }

  /** The service spells the scheme and host as it likes. */
  @Test
  void goesOnAtTheSameOriginInOtherLetters() {
    String same = "HTTP://127.0.0.1:" + SERVER.getPort() + "/next";
    answers(page("t1", same), "{\"value\":[{\"id\":\"t2\"}],\"odata.nextLink\":\"\"}");

    assertThat(client.tasks().listTasks("j", BatchQuery.ALL).map(BatchTask::id))
        .containsExactly("t1", "t2");
    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }

  private void answers(String first, String then) {
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("pages")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(json(200, first))
            .willSetStateTo("next"));
    SERVER.stubFor(
        any(anyUrl()).inScenario("pages").whenScenarioStateIs("next").willReturn(json(200, then)));
  }

  @Test
  void goesInNoCircle() {
    String next = "http://127.0.0.1:" + SERVER.getPort() + "/next?$skiptoken=CANARY";
    answers(page("t1", next), page("t2", next));
    List<String> seen = new ArrayList<>();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(
            () ->
                client.tasks().listTasks("j", BatchQuery.ALL).forEach(task -> seen.add(task.id())))
        .withMessageContaining("cannot list the tasks of job j: the list goes round in a circle")
        .withMessageContaining("find out who answers at")
        .withMessageNotContaining("CANARY");
    assertThat(seen).containsExactly("t1");
    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }

  /** What was read before it stays; the page that failed is not passed over. */
  @Test
  void aPageThatFailsEndsTheList() {
    String next = "http://127.0.0.1:" + SERVER.getPort() + "/next";
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("pages")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(json(200, page("t1", next)))
            .willSetStateTo("next"));
    SERVER.stubFor(
        any(anyUrl())
            .inScenario("pages")
            .whenScenarioStateIs("next")
            .willReturn(error(400, "InvalidQueryParameterValue", "why")));
    List<String> seen = new ArrayList<>();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(
            () ->
                client.tasks().listTasks("j", BatchQuery.ALL).forEach(task -> seen.add(task.id())))
        .withMessageContaining("HTTP 400");
    assertThat(seen).containsExactly("t1");
    SERVER.verify(2, anyRequestedFor(anyUrl()));
  }
}
