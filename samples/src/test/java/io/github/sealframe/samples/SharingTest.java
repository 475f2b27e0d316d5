package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionRegister;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Two production files on one machine: what one has is not the other's. */
class SharingTest {
  private static final String WORKSPACE =
      ProductionText.GROUP + "Microsoft.OperationalInsights/workspaces/logs";

  private static final String ONE =
      ProductionText.GOOD.replace(
              "deny-list",
              "vault: https://one.vault.azure.net\nworkspace: " + WORKSPACE + "\ndeny-list")
          + ProductionText.UNAPPROVED;

  /** Has nothing in common with the first but its image, which is the studio's. */
  private static final String TWO =
      ONE.replace("pabcdefghij", "pzyxwvutsrq")
          .replace("//account.", "//second.")
          .replace("//one.vault", "//two.vault")
          .replaceFirst("workspace: .*", "workspace: /subscriptions/t" + after(WORKSPACE))
          .replaceFirst("subnet: .*", "subnet: /subscriptions/t" + after(ProductionText.SUBNET))
          .replaceFirst(
              "identity: .*", "identity: /subscriptions/t" + after(ProductionText.IDENTITY));

  @TempDir private Path folder;
  private ServerSocketChannel service;
  private ProductionRegister register;

  private static String after(String id) {
    return id.substring("/subscriptions/s".length());
  }

  @BeforeEach
  void begin() throws IOException {
    service = ServerSocketChannel.open();
    service.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    service.configureBlocking(false);
    register = new ProductionRegister(registerFile());
    open(file(ONE), folder.resolve("work one"));
  }

  @AfterEach
  void end() throws IOException {
    assertThat(service.accept()).as("no request").isNull();
    service.close();
  }

  private Path registerFile() {
    return folder.resolve("register");
  }

  /** With services of this machine where a file has those of the first. */
  private Path file(String text) throws IOException {
    String here = "https://127.0.0.1:" + ((InetSocketAddress) service.getLocalAddress()).getPort();
    return ProductionText.write(
        folder,
        text.replace("https://account.westeurope.batch.azure.com", here)
            .replace("https://account.blob.core.windows.net", here));
  }

  /** As every verb does that works for a production; nothing is sent by it. */
  private void open(Path file, Path work) throws IOException {
    options(file, work).production().policy().claim();
  }

  private FarmOptions options(Path file, Path work) {
    FarmOptions options = new FarmOptions();
    new CommandLine(options)
        .parseArgs(
            "--production",
            file.toString(),
            "--work",
            work.toString(),
            "--register",
            registerFile().toString());
    return options;
  }

  private Cli.Run run(String verb, Path file, Path work) {
    return Cli.run(
        verb,
        "no.blend",
        "--frames=1",
        "--production",
        file.toString(),
        "--work",
        work.toString(),
        "--register",
        registerFile().toString());
  }

  private void refused(String text, Path work, String control, String on) throws IOException {
    String before = Files.readString(registerFile());
    Path file = file(text);
    for (String verb : List.of("plan", "submit")) {
      assertThat(run(verb, file, work).exits(ExitCode.POLICY).err())
          .contains("cannot render with " + on)
          .contains("it belongs to production pabcdefghij")
          .contains("(control " + control + ")");
    }
    if (!control.equals("portal-subscription-per-production")) {
      PolicyRefusal refusal = catchThrowableOfType(PolicyRefusal.class, () -> open(file, work));
      assertThat(refusal).hasMessageContaining("(control " + control + ")");
      assertThat(registerFile()).hasContent(before);
      assertThat(work.resolve("journal/pzyxwvutsrq.journal")).doesNotExist();
    }
  }

  private void refused(String own, String shared, String control, String on) throws IOException {
    String text = TWO.replaceFirst(own, shared);
    assertThat(text).isNotEqualTo(TWO);
    refused(text, folder.resolve("work two"), control, on);
  }

  @Test
  @Tag("wf-hybrid-time-space-isolation")
  void aBatchAccountIsOneProductions() throws IOException {
    refused("//second.west", "//account.west", "wf-hybrid-time-space-isolation", "`batch`");
  }

  @Test
  @Tag("batch-exclusive-storage")
  void aStorageAccountIsOneProductions() throws IOException {
    refused("//second.blob", "//account.blob", "batch-exclusive-storage", "`storage`");
  }

  @Test
  @Tag("kv-per-production")
  void aVaultIsOneProductions() throws IOException {
    refused("//two.vault", "//ONE.vault", "kv-per-production", "`vault`");
  }

  @Test
  @Tag("net-vnet-per-production")
  void aNetworkIsOneProductions() throws IOException {
    refused(
        "subnet: .*",
        "subnet: " + ProductionText.SUBNET.replace("/subnets/nodes", "/subnets/more"),
        "net-vnet-per-production",
        "the network of `subnet`");
  }

  @Test
  @Tag("wf-batch-node-scoped-input")
  void anIdentityIsOneProductions() throws IOException {
    refused(
        "identity: .*",
        "identity: " + ProductionText.IDENTITY,
        "wf-batch-node-scoped-input",
        "`identity`");
  }

  @Test
  @Tag("monitor-segregate-workspaces")
  void aWorkspaceIsOneProductions() throws IOException {
    refused(
        "workspace: .*",
        "workspace: " + WORKSPACE.replace("/logs", "/LOGS"),
        "monitor-segregate-workspaces",
        "`workspace`");
  }

  @Test
  @Tag("sql-separate")
  void aWorkFolderIsOneProductions() throws IOException {
    refused(TWO, folder.resolve("x/../work one"), "sql-separate", "`--work`");
  }

  @Test
  @Tag("portal-subscription-per-production")
  void aSubscriptionIsOneProductionsUnlessItIsWaived() throws IOException {
    String control = "portal-subscription-per-production";
    String same =
        TWO.replaceFirst("subnet: .*", "subnet: " + ProductionText.SUBNET.replace("/v/", "/w/"))
            .replaceFirst("identity: .*", "identity: " + ProductionText.IDENTITY + "-2")
            .replaceFirst("workspace: .*", "workspace: " + WORKSPACE + "-2");
    refused(same, folder.resolve("work two"), control, "the subscription");

    Path waived = file(same + ProductionText.waiver(control));
    assertThat(run("plan", waived, folder.resolve("work two")).exits(2).err())
        .doesNotContain(control);
    open(waived, folder.resolve("work two"));
  }

  @Test
  void whatIsSharedIsToldAllAtOnce() throws IOException {
    String shared = ONE.replace("pabcdefghij", "pzyxwvutsrq");
    List<String> controls = new ArrayList<>();
    for (String line :
        run("submit", file(shared), folder.resolve("work one")).exits(6).err().lines().toList()) {
      if (line.startsWith("sealframe: ")) {
        controls.add(line.replaceFirst(".*\\(control (.*)\\)", "$1"));
      }
    }
    assertThat(controls)
        .containsExactly(
            "wf-hybrid-time-space-isolation",
            "batch-exclusive-storage",
            "kv-per-production",
            "net-vnet-per-production",
            "wf-batch-node-scoped-input",
            "monitor-segregate-workspaces",
            "portal-subscription-per-production",
            "sql-separate");
  }

  @Test
  @Tag("wf-hybrid-time-space-isolation")
  void aCodeThatHasEndedIsNotUsedAgain() throws IOException {
    register.end(new ProductionCode("pabcdefghij"), LocalDate.of(2026, 11, 1));
    Path file = file(ONE);
    assertThat(run("submit", file, folder.resolve("work one")).exits(6).refusal())
        .contains("`code` (line 1, column 7): its production ended on 2026-11-01")
        .contains("(control wf-hybrid-time-space-isolation)");
    assertThat(
            catchThrowableOfType(PolicyRefusal.class, () -> open(file, folder.resolve("work one"))))
        .isNotNull();
  }

  @Test
  void whatCannotBeConnectedToIsNotClaimed() throws IOException {
    String before = Files.readString(registerFile());
    FarmOptions options = options(file(TWO.replace("//two.vault", "//2.vault")), folder);

    assertThat(catchThrowableOfType(ConfigurationRefusal.class, options::openUnasked))
        .hasMessageContaining("it is not the address of a key vault");
    assertThat(registerFile()).hasContent(before);
  }

  @Test
  void twoProductionsWithNothingInCommonGoOnSideBySide() throws IOException {
    open(file(TWO), folder.resolve("work two"));
    open(file(ONE), folder.resolve("work one"));
    assertThat(Files.readAllLines(registerFile())).hasSize(1 + 8 + 8);
  }
}
