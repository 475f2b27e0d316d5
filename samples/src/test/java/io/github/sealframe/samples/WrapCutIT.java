package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapRecord;
import io.github.sealframe.core.WrapReport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A wrap that is cut off between any two of its changes goes on when it is run again. */
@Tag("wf-hybrid-sanitize")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WrapCutIT {
  @TempDir private Path folder;

  /** Whoever reads changes nothing: dying before a change is dying after the one before it. */
  @Test
  void killedBeforeEachChange() throws Exception {
    SecureRandom random = new SecureRandom();
    try (FarmFixture farm = new FarmFixture(folder);
        Death death = new Death(farm.endpoints())) {
      WrapReport whole = null;
      int cuts = -1;
      for (int after = Integer.MAX_VALUE; cuts < 0 || after < cuts; after++) {
        ProductionCode code = ProductionCode.random(random);
        make(farm, code);
        death.after(after);
        if (cuts < 0) {
          whole = wrap(settings(death.endpoints(), code));
          cuts = death.changes();
          assertThat(cuts).as("steps").isGreaterThan(12);
          after = -1;
        } else {
          assertThatThrownBy(() -> wrap(settings(death.endpoints(), code))).isNotNull();
        }
        Farm mine = AzureFarm.connect(settings(farm.endpoints(), code));
        boolean begun = mine.wraps().read().isPresent();
        assertThat(begun).as("the record is the first change").isEqualTo(after != 0);

        WrapReport report = wrap(settings(farm.endpoints(), code));

        assertThat(like(report, code)).as("after %d changes", after).isEqualTo(like(whole, code));
        assertThat(mine.wraps().read().orElseThrow().record().stage())
            .isEqualTo(WrapRecord.Stage.WRAPPED);
        ForeignStorage storage = new ForeignStorage(farm.endpoints());
        assertThat(storage.containers(code.value())).containsExactly(code + "-control");
        ForeignBatch batch = new ForeignBatch(farm.endpoints());
        assertThat(batch.list("/jobs").toString()).doesNotContain(code.value());
        assertThat(batch.list("/pools").toString()).doesNotContain(code.value());
      }
    }
  }

  /** What remains, and which frames went, whichever production it is. */
  private static String like(WrapReport report, ProductionCode code) {
    return (report.remains() + " " + report.discarded()).replaceAll("p[a-z2-7]{10}-", code + "-");
  }

  private static void make(FarmFixture farm, ProductionCode code) throws IOException {
    BlobStore blobs = AzureFarm.connect(settings(farm.endpoints(), code)).blobs();
    blobs.createContainers();
    for (BlobRef blob :
        List.of(
            new BlobRef(ContainerRole.OUTPUT, "job/task/frames/f000001.png"),
            new BlobRef(ContainerRole.CONTROL, "plans/x.txt"),
            new BlobRef(ContainerRole.CONTROL, "hold/old.json"))) {
      blobs.putIfAbsent(blob, Content.of("x"));
    }
    ForeignBatch batch = new ForeignBatch(farm.endpoints());
    WrapIT.make(batch, code + "-last", WrapIT.label(code.value()));
  }

  private static FarmSettings settings(LocalEndpoints at, ProductionCode code) {
    return new FarmSettings(
        at.batch(),
        at.blob(),
        code,
        new FarmCredential.SharedKeys(at.account(), at.key(), at.account(), at.key()),
        Optional.empty());
  }

  private static WrapReport wrap(FarmSettings settings) throws IOException {
    Resilience once =
        new Resilience(
            new ResilienceSettings(
                Duration.ofSeconds(20),
                1,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                16,
                300,
                40,
                100,
                Duration.ofMillis(1)));
    Wrap wrap =
        new Wrap(
            AzureFarm.connect(settings, once, call -> {}),
            AzureFarm.parts(settings, once, call -> {}),
            Clock.systemUTC(),
            what -> {});
    WrapReport report = wrap.run(Optional.empty());
    String text = String.join("\n", report.lines());
    wrap.seal(text, Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    return report;
  }

  /** Stands before both services; after a number of changes nothing gets through any more. */
  private static final class Death implements AutoCloseable {
    private final LocalEndpoints services;
    private final CountingProxy batch;
    private final CountingProxy blobs;
    private int left;
    private int changes;
    private boolean dead;

    Death(LocalEndpoints services) throws IOException {
      this.services = services;
      this.batch = new CountingProxy(services.batch(), this::let);
      this.blobs =
          new CountingProxy(URI.create("http://" + services.blob().getAuthority()), this::let);
    }

    synchronized void after(int count) {
      left = count;
      changes = 0;
      dead = false;
    }

    synchronized int changes() {
      return changes;
    }

    private synchronized void let(String request) {
      boolean reads = request.startsWith("GET ") || request.startsWith("HEAD ");
      dead = dead || (!reads && changes == left);
      if (dead) {
        throw new IllegalStateException("the client is dead");
      }
      changes += reads ? 0 : 1;
    }

    LocalEndpoints endpoints() {
      return new LocalEndpoints(
          batch.endpoint(),
          services.account(),
          services.key(),
          blobs.endpoint().resolve(services.blob().getPath()));
    }

    @Override
    public void close() {
      batch.close();
      blobs.close();
    }
  }
}
