package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people at the command line hear of the account's key. */
@Tag("batch-key-rotation")
class KeysVerbIT {
  private static final Instant MADE = Instant.parse("2026-09-20T12:00:00Z");

  @TempDir private Path folder;

  private String refusal(String text) throws IOException {
    Path file = ProductionText.write(folder, text);
    return Cli.run("keys", "rotate", "--production", file.toString()).exits(2).refusal();
  }

  @Test
  void whereThereIsNoKeyThereIsNoneToMakeAnew() throws IOException {
    String key = "vault: https://n.vault.azure.net\nbatch-key: k\n";
    assertThat(refusal(ProductionText.GOOD + "approvals: none\n"))
        .contains("the production file has no `batch-key`");
    assertThat(refusal(ProductionText.GOOD + key + "approvals: none\n"))
        .contains("does not name its resource group", "name it with `resource-group`");
    Path emulator = folder.resolve("emulator.json");
    assertThat(Cli.run("keys", "rotate", "--emulator", emulator.toString()).exits(2).refusal())
        .contains("each emulator makes its own");
  }

  /** Whoever works day by day is told in time, and the journal too. */
  @Test
  @Tag("kv-rotate-90d")
  void whoeverWorksIsToldOfAKeyThatGrowsOld() throws IOException {
    List<String> warnings = new ArrayList<>();
    try (FarmFixture fixture = new FarmFixture(folder)) {
      try (OpenFarm open = fixture.open()) {
        Farm farm = open.farm();
        farm.blobs().createContainers();
        new OpenFarm(
                open.production(),
                new Farm(
                    farm.pools(),
                    farm.ownPools(),
                    farm.jobs(),
                    farm.blobs(),
                    farm.holds(),
                    farm.wraps(),
                    new Grown(),
                    farm.principal()),
                open.journal(),
                open.calls(),
                open.sources(),
                open.own())
            .settle(warnings::add);
      }

      assertThat(warnings)
          .containsExactly(
              "secret k of the key vault was made on 2026-09-20T12:00:00Z: make it anew with `keys"
                  + " rotate` before 2026-12-19T12:00:00Z, when it is refused (control"
                  + " kv-rotate-90d)");
      assertThat(fixture.journal(LocalServices.PRODUCTION))
          .content()
          .contains("\"kind\":\"secret-old\",\"secret\":\"k\",\"made\":\"2026-09-20T12:00:00Z\"");
    }
  }

  /** A vault whose secret was read some while ago. */
  private record Grown() implements Secrets {
    @Override
    public Secret read(SecretName name) {
      throw new AssertionError("nobody is asked again");
    }

    @Override
    public Map<SecretName, Instant> rotationDue() {
      return Map.of(new SecretName("k"), MADE);
    }
  }
}
