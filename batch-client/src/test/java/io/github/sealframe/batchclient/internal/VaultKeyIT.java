package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.internal.KeyVaultSecretsIT.SetClock;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A Batch account whose key is in a vault. */
class VaultKeyIT {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final SecretName NAME = new SecretName("batch-key");
  private static final String OTHER_KEY =
      Base64.getEncoder().encodeToString("the next key".getBytes(StandardCharsets.UTF_8));

  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final SetClock clock = new SetClock(NOW);
  private Vault vault;
  private AzureJobs jobs;

  @BeforeEach
  void connect(@TempDir Path folder) throws Exception {
    vault = Vault.start(Tls.make(folder, Vault.NAMES));
    jobs =
        new AzureJobs(
            new BatchConnection(
                Wire.uri(SERVER),
                new SharedKeyPolicy(
                    Wire.ACCOUNT, vault.client(clock), NAME, Clock.fixed(NOW, ZoneOffset.UTC)),
                Resilience.standard(),
                call -> {}),
            Wire.identityAccess());
    SERVER.stubFor(
        any(anyUrl())
            .willReturn(Wire.json(200, "{\"taskCounts\":{\"active\":1},\"taskSlotCounts\":{}}")));
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
  }

  private void keep(String key, Instant created) {
    vault.answer(vault.secret(NAME.value(), key, Vault.attributes(created)));
  }

  private static String signedWith(String key) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
    String text =
        """
        GET





        Tue, 24 Nov 2026 12:00:00 GMT





        /acct/jobs/pabcdefghij-fedcba987654/taskcounts
        api-version:2024-07-01.20.0""";
    byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    return "SharedKey acct:" + Base64.getEncoder().encodeToString(signature);
  }

  private static void verifySignedWith(String key) throws Exception {
    SERVER.verify(
        1, anyRequestedFor(anyUrl()).withHeader("Authorization", equalTo(signedWith(key))));
  }

  @Test
  void requestsAreSignedWithTheVaultsKeyAndLaterWithTheNextOne() throws Exception {
    keep(Wire.KEY + "\\n", NOW); // As a key comes from a file.
    jobs.taskCounts(Plans.JOB);
    verifySignedWith(Wire.KEY);

    keep(OTHER_KEY, NOW);
    clock.forward(KeyVaultSecrets.KEPT);
    jobs.taskCounts(Plans.JOB);
    verifySignedWith(OTHER_KEY);
  }

  @Test
  void anOldKeyIsNotUsed() {
    keep(Wire.KEY, NOW.minus(Secret.MAX_AGE).minusSeconds(1));

    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> jobs.taskCounts(Plans.JOB))
        .withMessageContaining("older than 90 days");
    SERVER.verify(0, anyRequestedFor(anyUrl()));
  }

  @Test
  void whatIsNoKeyIsNotShown() {
    keep("CANARY, no key", NOW);

    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> jobs.taskCounts(Plans.JOB))
        .withMessage(
            "cannot sign with secret batch-key: it is not the key of a Batch account in base64;"
                + " copy the whole key into the vault, with the equals signs at its end")
        .withNoCause();
    SERVER.verify(0, anyRequestedFor(anyUrl()));
  }
}
