package io.github.sealframe.batchclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.credential.TokenCredential;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.SecretName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class FarmSettingsTest {
  private static final ProductionCode PRODUCTION = new ProductionCode("pabcdefghij");
  private static final FarmCredential KEYS =
      new FarmCredential.SharedKeys("batch", "Y2FuYXJ5MQ==", "storage", "Y2FuYXJ5Mg==");
  private static final TokenCredential NOBODY = request -> Mono.empty();
  private static final SecretName NAME = new SecretName("batch-key");
  private static final URI LOCAL = URI.create("http://127.0.0.1:10000/storage");

  private static final String ACCOUNT =
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g/providers"
          + "/Microsoft.Batch/batchAccounts/acct";

  private static FarmSettings withKeys(String batch) {
    return new FarmSettings(URI.create(batch), LOCAL, PRODUCTION, KEYS, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1", "http://127.1.2.3:80/", "http://[::1]:8"})
  void takesLiteralLoopbackAddresses(String endpoint) {
    assertThat(AzureFarm.connect(withKeys(endpoint)).pools()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:1",
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://user@127.0.0.1:1",
        "http://127.0.0.1:1/?x=y",
        "https://acct.westeurope.batch.azure.com",
        "ftp://127.0.0.1",
        "batch:1",
        "/pools"
      })
  void sendsAKeyNowhereElse(String endpoint) {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> withKeys(endpoint))
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  @Test
  @Tag("storage-secure-transfer")
  @Tag("wf-onprem-tls")
  void reportsEveryProblemAtOnce() {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(
            () ->
                new FarmSettings(
                    URI.create("http://example.com"),
                    LOCAL,
                    PRODUCTION,
                    new FarmCredential.Entra(NOBODY),
                    Optional.empty()))
        .satisfies(e -> assertThat(e.problems()).hasSize(3));
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> new FarmCredential.SharedKeys("", "canary!", " ", ""))
        .satisfies(
            e -> {
              assertThat(e.problems()).hasSize(4);
              assertThat(e).hasMessageNotContaining("canary");
            });
  }

  @Test
  void azureIsReachedWithTokens() {
    FarmSettings settings =
        new FarmSettings(
            URI.create("https://acct.westeurope.batch.azure.com"),
            URI.create("https://acct.blob.core.windows.net"),
            PRODUCTION,
            new FarmCredential.Entra(NOBODY),
            Optional.of("/subscriptions/s/identity"));

    assertThat(AzureFarm.connect(settings).holds()).isNotNull();
  }

  private static FarmSettings inAzure(FarmCredential credential, String... vault) {
    return new FarmSettings(
        URI.create("https://acct.westeurope.batch.azure.com"),
        URI.create("https://acct.blob.core.windows.net"),
        PRODUCTION,
        credential,
        new NodeRights.Identity("/subscriptions/s/identity"),
        Stream.of(vault).findFirst().map(URI::create),
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://studio-a.vault.azure.net", "HTTPS://Studio.Vault.Azure.Net:443/"})
  void takesAVaultOfAzure(String vault) {
    assertThat(AzureFarm.connect(inAzure(new FarmCredential.Entra(NOBODY), vault)).secrets())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://studio.vault.azure.net",
        "https://vault.azure.net",
        "https://studio.vault.azure.net.example.com",
        "https://example.com/studio.vault.azure.net",
        "https://example.com#.vault.azure.net",
        "https://user@studio.vault.azure.net",
        "https://studio.vault.azure.net:8443",
        "https://studio.vault.azure.net/secrets/a",
        "https://studio.vault.azure.net?a=CANARY",
        "https://a.b.vault.azure.net",
        "https://127.0.0.1:8443",
        "studio"
      })
  void takesNoOtherVault(String vault) {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> inAzure(new FarmCredential.Entra(NOBODY), vault))
        .withMessageNotContaining("CANARY")
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  @Test
  void aProductionWithoutAVaultHasNoSecrets() {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(
            () -> AzureFarm.connect(inAzure(new FarmCredential.Entra(NOBODY))).secrets().read(NAME))
        .withMessageContaining("the production has no vault");
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(
            () ->
                new FarmSettings(
                    LOCAL,
                    LOCAL,
                    PRODUCTION,
                    KEYS,
                    new NodeRights.OfEmulator(),
                    Optional.of(URI.create("https://studio.vault.azure.net")),
                    Optional.empty()))
        .withMessageContaining("leave the vault out");
  }

  @Test
  void anAccountKeyGoesToAzureFromAVaultOnly() {
    FarmCredential key = new FarmCredential.VaultKey(NOBODY, "acct", NAME);

    assertThat(AzureFarm.connect(inAzure(key, "https://studio.vault.azure.net")).pools())
        .isNotNull();
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> inAzure(key))
        .withMessage(
            "cannot use secret batch-key: the production has no vault; name the URL of its key"
                + " vault");
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> new FarmSettings(LOCAL, LOCAL, PRODUCTION, key, Optional.empty()))
        .satisfies(e -> assertThat(e.problems()).hasSize(4));
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> new FarmCredential.VaultKey(NOBODY, " ", NAME));
  }

  private static FarmSettings ofAccount(FarmCredential credential, String id) {
    return new FarmSettings(
        URI.create("https://acct.westeurope.batch.azure.com"),
        URI.create("https://acct.blob.core.windows.net"),
        PRODUCTION,
        credential,
        new NodeRights.Identity("/subscriptions/s/identity"),
        Optional.of(URI.create("https://studio.vault.azure.net")),
        Optional.of(URI.create(id)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ACCOUNT,
        "https://management.azure.com" + ACCOUNT,
        "https://management.chinacloudapi.cn" + ACCOUNT,
        "/SUBSCRIPTIONS/0B1F6471-1BF0-4DDA-AEC3-111122223333/resourcegroups/r%C3%A9g_(1).x"
            + "/providers/microsoft.batch/batchaccounts/ACCT"
      })
  void takesTheResourceIdOfItsBatchAccount(String id) {
    assertThat(AzureFarm.connect(ofAccount(new FarmCredential.Entra(NOBODY), id)).pools())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://management.azure.com" + ACCOUNT,
        "//management.azure.com" + ACCOUNT,
        "https://user@management.azure.com" + ACCOUNT,
        ACCOUNT + "?a=CANARY",
        ACCOUNT + "#CANARY",
        ACCOUNT + "/pools/p",
        ACCOUNT + "/",
        "x" + ACCOUNT,
        "https://management.azure.com",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Batch/batchAccounts/acct",
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/../providers"
            + "/Microsoft.Batch/batchAccounts/acct",
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/a%2Fb/providers"
            + "/Microsoft.Batch/batchAccounts/acct",
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g/providers"
            + "/Microsoft.Batch/batchAccounts/acct2",
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g/providers"
            + "/Microsoft.Storage/storageAccounts/acct",
        "acct"
      })
  void takesNoOtherResourceId(String id) {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ofAccount(new FarmCredential.Entra(NOBODY), id))
        .withMessageStartingWith("cannot use the resource id of the Batch account: it ")
        .withMessageNotContaining("CANARY")
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  @Test
  void anAccountKeyIsNotForResourceManager() {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ofAccount(new FarmCredential.VaultKey(NOBODY, "acct", NAME), ACCOUNT))
        .withMessageContaining("leave the resource id out")
        .satisfies(e -> assertThat(e.problems()).hasSize(1));
  }

  private static FarmSettings withSas(FarmCredential credential, Duration jobLimit) {
    return new FarmSettings(
        URI.create("https://127.0.0.1:1"),
        URI.create("https://127.0.0.1:2/storage"),
        PRODUCTION,
        credential,
        new NodeRights.TaskSas(jobLimit),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  @Tag("portal-session-timeout")
  @Tag("storage-sas")
  void aSasForTasksIsChosenAndLivesLessThanAWeek() {
    FarmCredential entra = new FarmCredential.Entra(NOBODY);
    assertThat(AzureFarm.connect(withSas(entra, Duration.ofHours(167))).pools()).isNotNull();
    for (Duration limit :
        List.of(Duration.ofHours(167).plusSeconds(1), Duration.ZERO, Duration.ofHours(-1))) {
      assertThatExceptionOfType(ConfigurationRefusal.class)
          .isThrownBy(() -> withSas(entra, limit))
          .withMessageContaining("storage allows no more than PT167H");
    }
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> withSas(KEYS, Duration.ofHours(1)));
  }

  @Test
  void showsNoKey() {
    assertThat(withKeys("http://127.0.0.1:1").toString())
        .contains("storage")
        .doesNotContain("Y2FuYXJ5");
  }
}
