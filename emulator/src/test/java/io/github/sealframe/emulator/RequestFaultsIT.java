package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What befalls requests when it was asked for. */
class RequestFaultsIT {

  private static final String FAULTS = "/sealframe/faults";

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @ParameterizedTest
  @CsvSource({"429, TooManyRequests", "503, ServerBusy"})
  void aThrottledRequestIsToldWhenToComeBackAndDoesNothing(int status, String code) {
    plan(
        "{`on`:`POST /pools`,`limit`:1,`fault`:{`throttle`:{`status`:"
            + status
            + ",`retryAfter`:3}}}");
    BatchWire.Reply reply = wire.post("/pools", "{`id`:`p`,`vmSize`:`v`}").expect(status);
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.headers()).containsEntry("Retry-After", "3").containsKey("request-id");
    wire.get("/pools/p").expect(404);
    wire.addPool("p", 0, "");
    assertThat(happened()).containsExactly(1);
  }

  @Test
  void theSameSeedThrottlesTheSameRequestsInWhateverOrderTheyCome() throws Exception {
    List<Integer> first = throttled(1, 1);
    assertThat(first).hasSizeBetween(5, 60).isEqualTo(throttled(1, 8));
    assertThat(throttled(2, 1)).isNotEqualTo(first);
  }

  private List<Integer> throttled(int seed, int threads) throws Exception {
    put(
        "{`seed`:"
            + seed
            + ",`rules`:[{`chance`:0.3,`fault`:{`throttle`:{`status`:429,`retryAfter`:0}}}]}");
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Integer> requests = IntStream.range(0, 100).boxed().toList();
      List<Integer> statuses = new ArrayList<>();
      for (var answer :
          pool.invokeAll(
              requests.stream()
                  .<Callable<Integer>>map(n -> () -> wire.get("/jobs/j" + n).status())
                  .toList())) {
        statuses.add(answer.get());
      }
      return requests.stream().filter(n -> statuses.get(n) == 429).toList();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aPlaceThatIsMetAgainHasAChanceOfItsOwn() {
    plan("{`chance`:0.5,`fault`:{`throttle`:{`status`:429,`retryAfter`:0}}}");
    List<Integer> statuses =
        IntStream.range(0, 40).mapToObj(n -> wire.get("/pools").status()).toList();
    assertThat(statuses).contains(200, 429);
    plan("{`chance`:0.5,`fault`:{`throttle`:{`status`:429,`retryAfter`:0}}}");
    assertThat(IntStream.range(0, 40).mapToObj(n -> wire.get("/pools").status()))
        .containsExactlyElementsOf(statuses);
  }

  @ParameterizedTest
  @CsvSource({"before, 404", "during, 200", "after, 200"})
  void aConnectionThatEndsHasDoneWhatWasAskedOrNot(String when, int found) {
    wire.addJob("j", "nopool", "");
    plan("{`on`:`POST /jobs/j/addtaskcollection`,`fault`:{`reset`:{`when`:`" + when + "`}}}");
    String tasks = "{`value`:[{`id`:`t`,`commandLine`:`x`}]}";
    assertThatThrownBy(() -> wire.post("/jobs/j/addtaskcollection", tasks))
        .hasCauseInstanceOf(IOException.class);
    wire.get("/jobs/j/tasks/t").expect(found);
  }

  @Test
  void halfOfAnAnswerComesWhenAConnectionEndsDuringIt() throws IOException {
    String token = "a-token-of-our-own-0123456789";
    try (BatchEmulator other =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults()
                .withBearerToken(token)
                .withFaults("{\"rules\":[{\"fault\":{\"reset\":{\"when\":\"during\"}}}]}"))) {
      int port = other.endpoint().getPort();
      String answer =
          new RawHttp(other.endpoint())
              .send(
                  "GET /pools?api-version=2024-07-01.20.0 HTTP/1.1",
                  "Host: localhost:" + port,
                  "Authorization: Bearer " + token);
      assertThat(RawHttp.status(answer)).isEqualTo(200);
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      assertThat(body).startsWith("{\"odata.metadata\"").doesNotEndWith("}");
    }
  }

  @Test
  void latencyDelaysTheRequestsThatItIsMeantFor() {
    plan("{`on`:`GET /jobs*`,`fault`:{`latency`:{`seconds`:0.4}}}");
    assertThat(timeOf("/jobs")).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    assertThat(timeOf("/pools")).isLessThan(Duration.ofMillis(400));
  }

  private Duration timeOf(String path) {
    long begin = System.nanoTime();
    wire.get(path).expect(200);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Test
  void quotasCountWhatIsThere() {
    plan("{`fault`:{`quota`:{`of`:`pools`,`most`:1}}},{`fault`:{`quota`:{`of`:`jobs`,`most`:1}}}");
    wire.addPool("p", 0, "");
    assertThat(wire.post("/pools", "{`id`:`q`,`vmSize`:`v`}").expect(409).code())
        .isEqualTo("PoolQuotaReached");
    wire.addJob("j", "p", "");
    String another = "{`id`:`k`,`poolInfo`:{`poolId`:`p`}}";
    assertThat(wire.post("/jobs", another).expect(409).code())
        .isEqualTo("ActiveJobAndScheduleQuotaReached");
    wire.post("/jobs/j/terminate", "").expect(202);
    wire.awaitJob("j", "completed");
    wire.post("/jobs", another).expect(201);
    assertThat(happened()).containsExactly(1, 1);
  }

  @Test
  void thePlanIsShownReplacedAndRemovedByThoseWhoHaveTheKey() {
    plan("{`skip`:1,`limit`:2,`fault`:{`throttle`:{`status`:429,`retryAfter`:0}}}");
    assertThat(IntStream.range(0, 4).mapToObj(n -> wire.get("/pools").status()))
        .containsExactly(200, 429, 429, 200);
    JsonNode shown = wire.get(FAULTS).expect(200).json();
    assertThat(shown.at("/rules/0/fault/throttle/status").asInt()).isEqualTo(429);
    assertThat(happened()).containsExactly(2);
    new BatchWire(emulator.endpoint(), emulator.accountName(), "b3RoZXI=").get(FAULTS).expect(403);
    wire.send("DELETE", FAULTS, "", Map.of()).expect(204);
    assertThat(wire.get(FAULTS).json().path("rules")).isEmpty();
    wire.get("/pools").expect(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{`fault`:{`throttle`:{`status`:500,`retryAfter`:0}}}|'status' is 500",
        "{`fault`:{`throttle`:{`status`:429,`retryAfter`:-1}}}|'retryAfter' is -1",
        "{`chance`:1.5,`fault`:{`latency`:{`seconds`:1}}}|'chance' is 1.5",
        "{`skip`:-1,`fault`:{`latency`:{`seconds`:1}}}|'skip' and 'limit'",
        "{`fault`:{`latency`:{`seconds`:-1}}}|'seconds' is -1",
        "{`fault`:{`latency`:{`seconds`:`1`}}}|seconds",
        "{`fault`:{`reset`:{}}}|'when' is missing",
        "{`fault`:{`reset`:{`when`:`later`}}}|.when",
        "{`fault`:{`quota`:{`of`:`pools`,`most`:-1}}}|'most' is -1",
        "{`fault`:{`flood`:{}}}|flood",
        "{`fault`:{`latency`:{`seconds`:1,`minutes`:1}}}|minutes",
        "{`where`:`x`,`fault`:{`latency`:{`seconds`:1}}}|where",
        "{}|A rule has a 'fault'"
      })
  void aPlanThatIsNoneIsRefusedAndTheOldOneStays(String rule, String reason) {
    plan("{`on`:`GET /nothing`,`fault`:{`latency`:{`seconds`:1}}}");
    String bad = ("{`rules`:[" + rule + "]}").replace('`', '"');
    BatchWire.Reply refused = wire.send("PUT", FAULTS, bad, Map.of()).expect(400);
    assertThat(refused.code()).isEqualTo("InvalidRequestBody");
    assertThat(refused.text()).contains(reason).doesNotContain("io.github.sealframe");
    assertThat(happened()).hasSize(1);
    assertThatThrownBy(() -> BatchEmulator.Settings.defaults().withFaults(bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  private void plan(String... rules) {
    put("{`seed`:7,`rules`:[" + String.join(",", rules) + "]}");
  }

  private void put(String plan) {
    wire.send("PUT", FAULTS, plan.replace('`', '"'), Map.of()).expect(200);
  }

  private List<Integer> happened() {
    List<Integer> counts = new ArrayList<>();
    wire.get(FAULTS).json().path("happened").forEach(count -> counts.add(count.asInt()));
    return counts;
  }
}
