package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.CallJournal;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CallJournalIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @Test
  void tellsWhatWasChangedAndWhatWasRefusedAndNoLook(@TempDir Path folder) throws IOException {
    SERVER.stubFor(get(urlPathEqualTo("/jobs/a")).willReturn(Wire.json(200, "{\"id\":\"a\"}")));
    SERVER.stubFor(get(urlPathEqualTo("/jobs/b")).willReturn(Wire.error(404, "JobNotFound", "no")));
    SERVER.stubFor(
        get(urlPathEqualTo("/jobs/c")).willReturn(Wire.error(400, "InvalidHeaderValue", "no")));
    SERVER.stubFor(
        delete(urlPathEqualTo("/jobs/a"))
            .inScenario("busy")
            .willReturn(Wire.error(503, "ServerBusy", "later"))
            .willSetStateTo("free"));
    SERVER.stubFor(
        delete(urlPathEqualTo("/jobs/a"))
            .inScenario("busy")
            .whenScenarioStateIs("free")
            .willReturn(Wire.json(202, "")));
    Path file = folder.resolve("calls.journal");
    try (Journal journal =
        Journal.open(
            file, Plans.PRODUCTION, DenyList.none(), Clock.systemUTC(), new SecureRandom())) {
      BatchClient client =
          new BatchClient(
              new BatchConnection(
                  Wire.uri(SERVER),
                  new SharedKeyPolicy(Wire.ACCOUNT, Wire.KEY, Clock.systemUTC()),
                  Resilience.standard(),
                  new CallJournal(journal)));
      client.jobs().getJob("a");
      assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> client.jobs().getJob("b"));
      assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> client.jobs().getJob("c"));
      client.jobs().deleteJob("a");
    }
    List<String> lines = Files.readAllLines(file);
    String request = ",\"request\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"attempts\":";
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1))
        .contains(
            "\"kind\":\"service-call\",\"operation\":\"getJob\",\"on\":\"job c\",\"done\":\"false\"")
        .contains("\"status\":\"400\",\"code\":\"Invalid")
        .contains(request + "\"1\",\"ms\":");
    assertThat(lines.get(2))
        .contains(
            "\"kind\":\"service-call\",\"operation\":\"deleteJob\",\"on\":\"job a\",\"done\":\"true\"")
        .contains("\"status\":\"202\",\"code\":\"\"")
        .contains(request + "\"2\",\"ms\":");
    assertThat(Journal.verify(file, List.of()).head().lines()).isEqualTo(3);
  }
}
