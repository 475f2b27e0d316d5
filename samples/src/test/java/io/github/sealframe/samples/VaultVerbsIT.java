package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does with a vault, which it reaches through the studio's proxy. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class VaultVerbsIT {
  private static final String ACCOUNT =
      SignedInCli.GROUP + "/providers/Microsoft.Batch/batchAccounts/127";
  private static final String OLD = "CANARY-primary-0";
  private static final String NEW = "CANARY-secondary-1";

  @TempDir private Path folder;
  private SignedInCli azure;
  private ConnectProxy proxy;

  @BeforeEach
  void start() throws Exception {
    azure = new SignedInCli(folder);
    proxy = new ConnectProxy(azure.site().endpoint());
    azure
        .site()
        .answer(
            Map.of(
                ACCOUNT + "/listKeys",
                "{\"primary\":\"%s\",\"secondary\":\"CANARY-secondary-0\"}".formatted(OLD),
                ACCOUNT + "/regenerateKeys",
                "{\"primary\":\"%s\",\"secondary\":\"%s\"}".formatted(OLD, NEW),
                "/secrets/batch-key",
                """
                {"value":"%s","id":"https://stands-in.vault.azure.net/secrets/batch-key/v1",
                 "attributes":{"enabled":true,"created":%d}}
                """
                    .formatted(OLD, Instant.now().minus(Duration.ofDays(95)).getEpochSecond()),
                "/secrets/batch-key/v1",
                "{\"id\":\"https://stands-in.vault.azure.net/secrets/batch-key/v1\"}",
                "/secrets",
                "{\"value\":[],\"nextLink\":null}"));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    azure.close();
  }

  private Cli.Run run(String... words) throws Exception {
    Path production =
        azure.production(
            "vault: https://"
                + AzureSite.VAULT
                + "\nbatch-key: batch-key\n"
                + ProductionText.UNAPPROVED
                + ProductionText.waiver("identity-federated"));
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--production", production.toString(), "--json"));
    all.addAll(List.of("--work", folder.resolve("work").toString()));
    all.addAll(List.of("--register", folder.resolve("register").toString()));
    return azure.run(Map.of("HTTPS_PROXY", proxy.address().toString()), all.toArray(new String[0]));
  }

  @Test
  @Tag("batch-key-rotation")
  @Tag("kv-rotate-90d")
  void theKeyInTheVaultIsMadeAnewAndNobodySeesIt() throws Exception {
    Cli.Run run = run("keys", "rotate").exits(0);

    assertThat(run.json().get("key").asText()).isEqualTo("secondary");
    assertThat(run.json().get("secret").asText()).isEqualTo("batch-key");
    assertThat(azure.site().asked())
        .containsSubsequence(
            "PATCH /secrets/batch-key/v1",
            "POST " + ACCOUNT + "/regenerateKeys",
            "PUT /secrets/batch-key");
    assertThat(proxy.asked()).contains(AzureSite.VAULT + ":443");
    assertThat(run.out() + run.err()).doesNotContain("CANARY");
    assertThat(Files.readString(folder.resolve("work/journal/pabcdefghij.journal")))
        .contains("key-rotating", "key-rotated")
        .doesNotContain("CANARY");
  }

  @Test
  @Tag("kv-least-privilege")
  void whoMayListAllSecretsFailsTheAuditThatTriesIt() throws Exception {
    JsonNode tried = privilege("audit", "--probe-vault");
    assertThat(tried.get("state").asText()).isEqualTo("fail");
    assertThat(azure.site().asked()).contains("GET /secrets");

    azure.site().forget();
    assertThat(privilege("audit").get("state").asText()).isNotEqualTo("fail");
    assertThat(azure.site().asked()).doesNotContain("GET /secrets");
  }

  private JsonNode privilege(String... words) throws Exception {
    for (JsonNode control : run(words).json().get("controls")) {
      if (control.get("id").asText().equals("kv-least-privilege")) {
        return control;
      }
    }
    throw new AssertionError("the audit leaves it out");
  }
}
