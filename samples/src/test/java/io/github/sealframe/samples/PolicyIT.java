package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.ProductionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of a production, broken in its file: refused with exit code 6 and no request. */
class PolicyIT {
  private static final String GOOD = ProductionText.GOOD + ProductionText.UNAPPROVED;

  @TempDir private Path folder;

  /** A line of the file is replaced; the refusal names the control, and where it is not kept. */
  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "vm-hardened-image | image: .* | image: Canonical:ubuntu:22_04:latest | `image`",
        "vm-hardened-image | image: (.*)1.0.0 | image: $1latest | `image`",
        "vm-hardened-image | id: (.*)1.0.0 | id: $11.0.1 | `image`",
        "vm-patched | published: TODAY | published: 2026-01-01 | `image`",
        "net-vnet-per-production | subnet: .* | subnet: default | `subnet`",
        "bastion-subnet | subnets/nodes | subnets/AzureBastionSubnet | `subnet`",
        "managed-identity | identity: .* | identity: system | `identity`",
        "disk-encryption | deny-list | encryption-at-host: off$deny-list | `encryption-at-host`",
        "cs-validate-defaults | deny-list | trusted-launch: off$deny-list | `trusted-launch`",
        "cs-validate-defaults | deny-list | secure-boot: off$deny-list | `secure-boot`",
        "wf-avere-no-public-ip | deny-list | public-addresses: on$deny-list | `public-addresses`",
        "package-security-validated | control: package.*, who | control: vm-patched, who | approve",
        "identity-federated | deny-list | vault: https://n.vault.azure.net$batch-key: k$deny-list"
            + " | key of the Batch account",
        "portal-resource-groups | deny-list | resource-group: /subscriptions/s/resourceGroups/G"
            + "$batch-account: /subscriptions/s/resourceGroups/h/providers/x$deny-list"
            + " | in another resource group than `resource-group`",
        "portal-resource-groups | (identity: .*)Groups/g/ | $1Groups/other/ | `identity`",
        "wf-onprem-tls | batch: https: | batch: http: | `batch`",
        "wf-onprem-tls | deny-list | vault: http://n.vault.azure.net$deny-list | `vault`",
        "storage-secure-transfer | storage: https: | storage: http: | `storage`",
        "wf-hybrid-secure-transfer | storage: https: | storage: ftp: | `storage`",
        "wf-prman-secure-io | storage: https: | storage: http: | `storage`",
        "wf-prman-no-insecure-transfer | storage: https: | storage: nfs: | `storage`",
        "storage-sas | //account.blob.core.windows.net | //account.blob.core.windows.net/?sig=c2ln"
            + " | a secret",
        "cli-no-session-cache | no other way yet | eyJhbGciOiJub25lIn0.eyJvaWQiOiJhIn0.x"
            + " | a secret",
        "monitor-limit-data | no other way yet | AccountKey=abc | a secret",
        "portal-session-timeout | deny-list | session-minutes: 31$deny-list | `session-minutes`",
        "vm-patched | deny-list | image-days: 31$deny-list | `image-days`",
        "managed-identity | control: package.*, who | control: managed-identity, who | no waiver",
        "batch-url-obfuscated | deny-list: .* | deny-list: none | word list",
        "batch-url-obfuscated | //account.west | //nightmoth.west | `batch`",
        "batch-url-obfuscated | //account.blob | //harbourlightsstudio.blob | `storage`",
        "batch-url-obfuscated | subnets/nodes | subnets/Night_Moth-1 | `subnet`",
        "batch-url-obfuscated | (identity: .*)nodes | $1nightmoth | `identity`",
        "batch-url-obfuscated | no other way yet | for night moth | `why` of the waiver",
      })
  void whatBreaksARuleIsRefused(String control, String line, String broken, String on)
      throws IOException {
    try (ServerSocketChannel service = service()) {
      String changed =
          GOOD.replaceFirst(line, broken.replace("$deny", "\ndeny").replace("$batch", "\nbatch"));
      assertThat(changed).isNotEqualTo(GOOD);
      for (String verb : new String[] {"plan", "submit"}) {
        assertThat(run(verb, here(changed, service)).exits(ExitCode.POLICY).refusal())
            .containsPattern("\\(control ([^)]*, )?" + control + "[,)]")
            .contains(on)
            .doesNotContainIgnoringCase("moth")
            .doesNotContainIgnoringCase("harbour");
      }
      assertThat(service.accept()).as("no request").isNull();
    }
  }

  /** As a problem of reading it does. */
  @Test
  void aRefusalTellsWhereInTheFile() throws IOException {
    Path file = ProductionText.write(folder, GOOD.replaceFirst("subnet: .*", "subnet: default"));

    assertThat(run("plan", file).exits(ExitCode.POLICY).refusal())
        .startsWith("sealframe: cannot render with `subnet` (line 9, column 9): ");
  }

  /** What a waiver allows goes on, and says so; the same file is rehearsed on an emulator. */
  @Test
  void aWaivedRuleShowsInThePlanAndTheJournal() throws IOException {
    Path file =
        ProductionText.write(
            folder,
            GOOD.replace("deny-list", "secure-boot: off\ndeny-list")
                + ProductionText.waiver("cs-validate-defaults"));
    JsonNode plan = run("plan", file, "--json").exits(0).json();
    assertThat(plan.at("/waived/0/control").asText()).isEqualTo("cs-validate-defaults");
    assertThat(plan.at("/waived/0/who").asText()).isEqualTo("Ada");
    assertThat(run("plan", file).exits(0).out())
        .contains("waived    `secure-boot`: machines start code that nobody signed, by Ada until ")
        .contains("waived    the renderer package: nobody has to approve it, by Ada until ");

    Path journal;
    try (FarmFixture farm = new FarmFixture(folder)) {
      journal = farm.journal(new ProductionCode("pabcdefghij"));
      JsonNode submitted =
          farm.run(
                  "submit",
                  FarmFixture.smallScene().toString(),
                  "--frames=1",
                  "--nodes=1",
                  "--wait",
                  "--json",
                  "--production",
                  file.toString())
              .exits(0)
              .json();
      assertThat(submitted.get("job").asText()).startsWith("pabcdefghij-");
      JsonNode pool = new ForeignBatch(farm.endpoints()).get("/pools");
      assertThat(pool.toString())
          .contains(ProductionText.SUBNET)
          .contains("\"secureBootEnabled\":false");
    }
    assertThat(Files.readString(journal))
        .contains("\"kind\":\"waiver\"")
        .contains(
            "\"control\":\"cs-validate-defaults\",\"who\":\"Ada\",\"until\":\""
                + today().plusDays(7));
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  private static ServerSocketChannel service() throws IOException {
    ServerSocketChannel service = ServerSocketChannel.open();
    service.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    service.configureBlocking(false);
    return service;
  }

  /** The same with services of this machine, where the file names good ones. */
  private Path here(String text, ServerSocketChannel service) throws IOException {
    String here = "//127.0.0.1:" + ((InetSocketAddress) service.getLocalAddress()).getPort();
    return ProductionText.write(
        folder,
        text.replace("//account.westeurope.batch.azure.com", here)
            .replace("//account.blob.core.windows.net", here));
  }

  private static Cli.Run run(String verb, Path production, String... more) throws IOException {
    String[] words = {
      verb,
      FarmFixture.smallScene().toString(),
      "--frames=1",
      "--production",
      production.toString(),
      "--work",
      FarmFixture.WORK.toString()
    };
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Cli.run(all);
  }
}
