package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
            + " | `batch-account`: it is in another resource group than `resource-group`",
        "portal-resource-groups | (identity: .*)Groups/g/ | $1Groups/other/ | `identity`",
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
            .contains("(control " + control + ")", on)
            .doesNotContainIgnoringCase("moth")
            .doesNotContainIgnoringCase("harbour");
      }
      assertThat(service.accept()).as("no request").isNull();
    }
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

    try (FarmFixture farm = new FarmFixture(folder)) {
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
    assertThat(Files.readString(FarmFixture.WORK.resolve("journal/pabcdefghij.journal")))
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
    String here = "https://127.0.0.1:" + ((InetSocketAddress) service.getLocalAddress()).getPort();
    return ProductionText.write(
        folder,
        text.replace("https://account.westeurope.batch.azure.com", here)
            .replace("https://account.blob.core.windows.net", here));
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
