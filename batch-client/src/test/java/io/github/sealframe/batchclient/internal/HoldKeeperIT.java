package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.github.sealframe.batchclient.internal.Wire.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldKeeper;
import io.github.sealframe.core.JobId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A hold, put with what the services really answer. */
class HoldKeeperIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @Test
  void stopsTheJobsThatAScheduleMadeToo(@TempDir Path folder) throws Exception {
    JobId scheduled = new JobId(Plans.PRODUCTION + "-nightly:job-1");
    SERVER.stubFor(
        get(urlPathEqualTo("/jobs"))
            .willReturn(json(200, "{\"value\":[{\"id\":\"" + scheduled + "\"}]}")));
    String disable = "/jobs/" + scheduled.value().replace(":", "%3A") + "/disable";
    SERVER.stubFor(post(urlPathEqualTo(disable)).willReturn(Wire.done(202)));
    SERVER.stubFor(
        get(urlPathEqualTo("/pools/" + Plans.POOL))
            .willReturn(Wire.error(404, "PoolNotFound", "gone")));
    try (Azurite azurite = Azurite.start(folder)) {
      Farm farm =
          new Connections(
                  Wire.uri(SERVER),
                  azurite.endpoint(),
                  Plans.PRODUCTION,
                  Clock.systemUTC(),
                  Resilience.standard(),
                  call -> {})
              .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
              .farm();
      farm.blobs().createContainers();
      HoldKeeper keeper = new HoldKeeper(farm, Clock.systemUTC());

      keeper.put(
          Plans.record(),
          new Hold.Cause(
              Hold.Kind.POOL_DIFFERS,
              Plans.POOL,
              Optional.empty(),
              Optional.empty(),
              "it differs",
              List.of()));

      assertThat(keeper.standing().orElseThrow().jobs()).containsExactly(scheduled);
    }
    SERVER.verify(1, postRequestedFor(urlPathEqualTo(disable)));
  }
}
