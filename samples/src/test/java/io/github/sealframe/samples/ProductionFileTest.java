package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.integrity.ApprovalRules;
import io.github.sealframe.integrity.PackageVersion;
import io.github.sealframe.integrity.ReviewerKey;
import io.github.sealframe.integrity.Words;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionFileTest {
  private static final String GOOD = ProductionText.GOOD;

  private static final String ADA = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  private static final String EVE = "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

  @TempDir private Path folder;

  @Test
  void readsWhatIsThere() throws IOException {
    ProductionFile read =
        ProductionFile.read(file(GOOD + "renderer: blender-3.4\napprovals: none\n"));
    assertThat(read.code().value()).isEqualTo("pabcdefghij");
    assertThat(read.pool().vmSize()).isEqualTo("STANDARD_D4S_V5");
    assertThat(read.renderer()).contains(folder.resolve("blender-3.4"));
    assertThat(read.approvals()).isEmpty();
    assertThat(read.checkBefore()).isEqualTo(CheckBefore.EACH_JOB);
    assertThat(
            ProductionFile.read(file(GOOD + "approvals: none\nverify: every-task\n")).checkBefore())
        .isEqualTo(CheckBefore.EVERY_TASK);
    assertThat(problems(GOOD + "approvals: none\nverify: never\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("line 13, column 9").contains("every-task"));
  }

  @Test
  void reportsEveryProblemWithItsPlace() throws IOException {
    String bad =
        GOOD.replace("pabcdefghij", "My Secret Film")
                .replace("https://account.w", "http://account.w")
                .replace("vm-size: STANDARD_D4S_V5\n", "")
            + "approvals: none\npassword: hunter2\ncode: pabcdefghij\n";
    assertThat(problems(bad))
        .hasSize(5)
        .anyMatch(line -> line.contains("line 1, column 7") && line.contains("production code"))
        .anyMatch(line -> line.contains("line 2, column 8") && line.contains("https"))
        .anyMatch(line -> line.contains("`vm-size`") && line.contains("missing"))
        .anyMatch(line -> line.contains("line 12, column 1") && line.contains("not known"))
        .anyMatch(line -> line.contains("line 13, column 1") && line.contains("twice"))
        .noneMatch(line -> line.contains("Secret") || line.contains("hunter2"));
  }

  @Test
  void knowsTheIdsOfWhatIsInItsResourceGroup() throws IOException {
    String more = "approvals: none\nvault: https://keys.vault.azure.net\nresource-group: ";

    assertThat(ProductionFile.read(file(GOOD + "approvals: none\n")).resources()).isEmpty();
    ProductionResources resources =
        ProductionFile.read(file(GOOD + more + "/subscriptions/s/resourceGroups/g\n"))
            .resources()
            .orElseThrow();
    assertThat(resources.batchAccount())
        .isEqualTo(ProductionText.GROUP + "Microsoft.Batch/batchAccounts/account");
    assertThat(resources.storageAccount())
        .isEqualTo(ProductionText.GROUP + "Microsoft.Storage/storageAccounts/account");
    assertThat(resources.vault()).contains(ProductionText.GROUP + "Microsoft.KeyVault/vaults/keys");
    assertThat(resources.network())
        .isEqualTo(ProductionText.GROUP + "Microsoft.Network/virtualNetworks/v");
    assertThat(problems(GOOD + more + ProductionText.IDENTITY + "\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("no resource group's id"));
  }

  @Test
  void whatHasNoValueIsToldOnce() throws IOException {
    String good = GOOD + "approvals: none\n";
    for (String name : ProductionReader.REQUIRED) {
      String blank = good.replaceFirst("(?m)^" + name + ": .*$", name + ":");
      if (blank.equals(good)) {
        continue; // A list is no value.
      }
      assertThat(problems(blank))
          .as(name)
          .filteredOn(line -> line.contains("`" + name + "`"))
          .hasSize(1);
    }
    assertThat(problems(GOOD + "approvals: none\nvault: ' '\nbatch-account:\n")).hasSize(2);
  }

  @Test
  void readsWherePoolsAreMade() throws IOException {
    String id =
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g (1)/providers"
            + "/Microsoft.Batch/batchAccounts/account";

    assertThat(ProductionFile.read(file(GOOD + "approvals: none\n")).batchAccount()).isEmpty();
    assertThat(
            ProductionFile.read(file(GOOD + "approvals: none\nbatch-account: " + id + "\n"))
                .batchAccount()
                .orElseThrow()
                .getPath())
        .isEqualTo(id);
    assertThat(problems(GOOD + "approvals: none\nbatch-account: 1:2\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("line 13, column 16").contains("resource id"));
  }

  @Test
  void readsWithWhatItsAccountIsCalled() throws IOException {
    String vault = "approvals: none\nvault: https://name.vault.azure.net\n";
    FarmSettings tokens = ProductionFile.read(file(GOOD + vault)).settings();
    assertThat(tokens.vault()).contains(URI.create("https://name.vault.azure.net"));
    assertThat(tokens.credential()).isInstanceOf(FarmCredential.Entra.class);
    assertThat(ProductionFile.read(file(GOOD + vault + "batch-key: batch-1\n")).settings())
        .extracting(FarmSettings::credential)
        .hasToString("VaultKey[batchAccount=account, batchKey=batch-1]");
    assertThat(problems(GOOD + vault + "batch-key: a+key/of==\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("line 14, column 12").doesNotContain("a+key"));
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(
            () ->
                ProductionFile.read(file(GOOD + "approvals: none\nbatch-key: batch-1\n"))
                    .settings())
        .withMessageContaining("no vault");
  }

  @Test
  void readsWhoseApprovalsCount() throws IOException {
    ApprovalRules rules =
        ProductionFile.read(
                file(
                    GOOD
                        + """
                        approvals:
                          reviewers:
                            Ada Lovelace: %s
                            Eve: %s
                          minimum-versions:
                            blender: 3.10
                          records: [approvals, more/blender.approval]
                        """
                            .formatted(ADA, EVE)))
            .approvals()
            .orElseThrow();
    assertThat(rules.reviewers())
        .containsOnly(
            Map.entry(new Words("Ada Lovelace"), new ReviewerKey(ADA)),
            Map.entry(new Words("Eve"), new ReviewerKey(EVE)));
    assertThat(rules.minimumVersions())
        .containsOnly(Map.entry(new Words("blender"), new PackageVersion("3.10")));
    assertThat(rules.records())
        .containsExactly(folder.resolve("approvals"), folder.resolve("more/blender.approval"));
  }

  @Test
  void silenceAboutApprovalsIsRefused() throws IOException {
    assertThat(problems(GOOD)).hasSize(1).first().asString().contains("`approvals`");
    for (String value : List.of("", "None", "no", "[]", "{}", "- none", "'none '")) {
      assertThat(problems(GOOD + "approvals: " + value + "\n")).as(value).isNotEmpty();
    }
    assertThat(problems(GOOD + "approvals: none\napprovals: none\n")).hasSize(1);
  }

  @Test
  void reportsEveryProblemOfApprovals() throws IOException {
    String bad =
        GOOD.replace("pabcdefghij", "wrong")
            + """
            approvals:
              reviewers:
                Ada: %s
                ADA: %s
                Eve: %s
                Bob: c2VjcmV0
              minimum-versions:
                blender: 3.x
              records: []
              expiry: 1
            """
                .formatted(ADA, EVE, ADA);
    assertThat(problems(bad))
        .hasSize(7)
        .anyMatch(line -> line.contains("line 1, column 7"))
        .anyMatch(line -> line.contains("line 15, column 5") && line.contains("twice"))
        .anyMatch(line -> line.contains("line 16, column 10") && line.contains("same key"))
        .anyMatch(line -> line.contains("line 17, column 10") && line.contains("Ed25519"))
        .anyMatch(line -> line.contains("line 19, column 14") && line.contains("version"))
        .anyMatch(line -> line.contains("line 20, column 12") && line.contains("nothing"))
        .anyMatch(line -> line.contains("line 21, column 3") && line.contains("not known"));
    assertThat(problems(GOOD + "approvals:\n  minimum-versions:\n    blender: 3\n"))
        .hasSize(2)
        .anyMatch(line -> line.contains("`reviewers`"))
        .anyMatch(line -> line.contains("`records`"));
  }

  @Test
  void reportsEveryProblemOfRulesAndWaivers() throws IOException {
    String bad =
        GOOD.replace("published: TODAY", "published: today")
            + """
            approvals: none
            image-days: 31
            secure-boot: maybe
            waivers:
              - {control: managed-identity, who: Ada, why: because, until: SOON}
              - {control: vm-patched, who: Ada, until: soon, since: 1}
            """;
    assertThat(problems(bad))
        .hasSize(7)
        .anyMatch(line -> line.contains("line 6,") && line.contains("`published`"))
        .anyMatch(line -> line.contains("line 13, column 13") && line.contains("1 to 30 days"))
        .anyMatch(line -> line.contains("line 14,") && line.contains("`on` or `off`"))
        .anyMatch(line -> line.contains("line 16,") && line.contains("no waiver can be"))
        .anyMatch(line -> line.contains("line 17,") && line.contains("`why`"))
        .anyMatch(line -> line.contains("line 17,") && line.contains("`until`"))
        .anyMatch(line -> line.contains("line 17,") && line.contains("not known"));
  }

  @Test
  void refusesWhatLooksLikeASecretAndShowsNone() throws IOException {
    String key = "k".repeat(86) + "==";
    String signature = "https://account.blob.core.windows.net/?sv=1&sig=c2lnbmF0dXJl";
    String bad =
        GOOD.replaceFirst("storage: .*", "storage: " + signature)
            + "approvals: none\nrenderer: "
            + key
            + "\nverify: DefaultEndpointsProtocol=https;AccountKey=abc\n";
    assertThat(problems(bad))
        .filteredOn(line -> line.contains("looks like a secret"))
        .hasSize(3)
        .noneMatch(line -> line.contains("kkk") || line.contains("c2ln") || line.contains("abc"));
  }

  /** The second value of two is the first one again, and told once. */
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void refusesASecretInAComment(String end) throws IOException {
    String text =
        GOOD
            + "approvals: none # \uD83D\uDE42 ?sig=c2lnbmF0dXJl\n"
            + "verify: each-job?sig=c2lnbmF0dXJl # AccountKey=c2lnbmF0dXJl\n"
            + "renderer: &r\n  \"c2lnbmF0dXJl\n  AccountKey\\x3dx&sig=c2lnbmF0dXJl\"\n"
            + "workspace: *r\n"
            + "# AccountKey=c2lnbmF0dXJl ?sig=c2lnbmF0dXJl\n";
    assertThat(problems(text.replace("\n", end)))
        .noneMatch(line -> line.contains("c2ln"))
        .filteredOn(line -> line.contains("looks like a secret"))
        .extracting(
            line -> line.replaceFirst(".*(line \\d+, column \\d+).*control (.*)\\).*", "$1 $2"))
        .containsExactlyInAnyOrder(
            "line 12, column 21 storage-sas",
            "line 13, column 9 storage-sas",
            "line 13, column 37 monitor-limit-data",
            "line 14, column 11 monitor-limit-data",
            "line 18, column 3 monitor-limit-data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"# ?sig=c2ln\n", "code: [\n# ?sig=c2ln\n", "&a [*a]\n# ?sig=c2ln\n"})
  void refusesASecretInWhatIsNoProductionFile(String text) throws IOException {
    assertThat(problems(text))
        .hasSize(2)
        .anyMatch(line -> line.contains("looks like a secret"))
        .noneMatch(line -> line.contains("c2ln"));
  }

  @Test
  void readsTheWordsAndShowsNone() throws IOException {
    ProductionFile read = ProductionFile.read(file(GOOD + "approvals: none\n"));
    assertThat(read.names().words().isIn("night-moth")).isTrue();
    assertThat(read.toString()).doesNotContainIgnoringCase("moth");

    Path file = file(GOOD + "approvals: none\n");
    Files.writeString(folder.resolve("words.txt"), "Night Moth\n#x\n\nabc\n");
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ProductionFile.read(file))
        .withMessageContaining("line 4 of its `deny-list`")
        .withMessageNotContaining("abc");
    for (byte[] content : List.of(new byte[0], new byte[] {(byte) 0xff})) {
      Files.write(folder.resolve("words.txt"), content);
      assertThatExceptionOfType(ConfigurationRefusal.class)
          .isThrownBy(() -> ProductionFile.read(file))
          .withMessageContaining("`deny-list`");
    }
    Files.delete(folder.resolve("words.txt"));
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ProductionFile.read(file))
        .withMessageContaining("`deny-list` cannot be read");
  }

  @Test
  void refusesWhatIsNoSuchFileAtAll() throws IOException {
    assertThat(problems("")).hasSize(1);
    assertThat(problems("- a\n- b\n")).hasSize(1);
    assertThat(problems("code: [\n")).hasSize(1);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ProductionFile.read(binary))
        .withMessageContaining("not YAML");
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ProductionFile.read(folder))
        .withMessageContaining("it is no file");
  }

  private List<String> problems(String text) throws IOException {
    Path file = file(text);
    try {
      ProductionFile.read(file);
      return List.of();
    } catch (ConfigurationRefusal e) {
      return e.problems();
    } catch (PolicyRefusal e) {
      assertThat(e.problems()).anyMatch(line -> line.contains("(control "));
      return e.problems();
    }
  }

  private Path file(String text) throws IOException {
    return ProductionText.write(folder, text);
  }
}
