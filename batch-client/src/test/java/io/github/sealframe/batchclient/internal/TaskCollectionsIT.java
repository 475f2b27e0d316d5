package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.error;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static io.github.sealframe.batchclient.internal.Wire.stubTasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many tasks, over real sockets. */
class TaskCollectionsIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final String JOB = "/jobs/" + Plans.JOB;

  private AzureJobs jobs;

  @BeforeEach
  void connect() {
    jobs = Wire.jobs(SERVER);
  }

  @Test
  void addsTasksAHundredAtATime() {
    stubTasks(SERVER, "success", "");
    List<Integer> told = new ArrayList<>();

    jobs.addTasks(Plans.job(250), told::add);

    // Requests end in any order.
    assertThat(told).hasSize(3).isSorted().endsWith(250);
    SERVER.verify(3, postRequestedFor(urlPathEqualTo(JOB + "/addtaskcollection")));
  }

  @Test
  void aTaskThatIsThereCounts() {
    stubTasks(
        SERVER,
        "clienterror",
        ",\"error\":{\"code\":\"TaskExists\",\"message\":{\"value\":\"x\"}}");

    jobs.addTasks(Plans.job(3), each -> {});

    SERVER.verify(1, postRequestedFor(anyUrl()));
  }

  @Test
  void aTaskThatIsRefusedIsNamed() {
    stubTasks(
        SERVER,
        "clienterror",
        ",\"error\":{\"code\":\"InvalidTask\",\"message\":{\"value\":\"x\"}}");

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> jobs.addTasks(Plans.job(3), each -> {}))
        .withMessageContaining("task 00001-1 to job " + Plans.JOB)
        .withMessageContaining("InvalidTask, x");
  }

  @Test
  void whatTheServiceFailedAtIsSentAgainAndOnlyThat() {
    String path = JOB + "/addtaskcollection";
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .inScenario("fails")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(
                json(
                    200,
                    """
                    {"value":[{"status":"success","taskId":"00001-1"},
                    {"status":"servererror","taskId":"00002-2","error":{"code":"InternalError"}}]}
                    """))
            .willSetStateTo("works"));
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .inScenario("fails")
            .whenScenarioStateIs("works")
            .willReturn(
                json(200, "{\"value\":[{\"status\":\"success\",\"taskId\":\"00002-2\"}]}")));

    jobs.addTasks(Plans.job(2), each -> {});

    var requests = SERVER.findAll(postRequestedFor(urlPathEqualTo(path)));
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1).getBodyAsString()).contains("00002-2").doesNotContain("00001-1");
  }

  @Test
  void anAnswerWithoutARecognisableResultIsRefused() {
    SERVER.stubFor(
        post(urlPathEqualTo(JOB + "/addtaskcollection"))
            .willReturn(json(200, "{\"value\":[null]}")));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> jobs.addTasks(Plans.job(2), each -> {}))
        .withMessageContaining("is not the Batch service");
  }

  @Test
  void aGroupThatIsTooLargeIsSplit() {
    String path = JOB + "/addtaskcollection";
    stubTasks(SERVER, "success", "");
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .withRequestBody(
                com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath("$.value[2]"))
            .atPriority(1)
            .willReturn(error(413, "RequestBodyTooLarge", "too large")));
    List<Integer> told = new ArrayList<>();

    jobs.addTasks(Plans.job(5), told::add);

    assertThat(told).containsExactly(5);
    // 5 is too large, so 2 and 3; 3 is too large, so 1 and 2.
    SERVER.verify(5, postRequestedFor(urlPathEqualTo(path)));
  }

  @Test
  void capacityIsTold() {
    stubTasks(
        SERVER,
        "clienterror",
        ",\"error\":{\"code\":\"JobTaskQuotaReached\",\"message\":{\"value\":\"x\"}}");
    assertThatExceptionOfType(CapacityRefusal.class)
        .isThrownBy(() -> jobs.addTasks(Plans.job(1), each -> {}));
  }
}
