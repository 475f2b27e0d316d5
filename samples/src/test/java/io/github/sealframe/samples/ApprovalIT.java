package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore.OpenBlob;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.PackageApproval;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.Watcher;
import io.github.sealframe.integrity.Manifest;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a key of openssl to a plan that rests on the record, and to its refusal before that. */
@Tag("package-security-validated")
@Tag("wf-batch-trusted-package")
class ApprovalIT {
  @TempDir private Path folder;
  private ServerSocketChannel service;
  private Path scene;
  private Path renderer;
  private Path manifest;
  private Path key;
  private Path records;

  @BeforeEach
  void makePackageAndKey() throws Exception {
    service =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    service.configureBlocking(false);
    scene = FarmFixture.smallScene();
    renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nexit 1\n");
    assertThat(blender.toFile().setExecutable(true)).isTrue();
    manifest = folder.resolve("renderer.manifest");
    Cli.run("manifest", "create", renderer.toString(), "-o", manifest.toString()).exits(0);
    records = Files.createDirectories(folder.resolve("approvals"));
    key = folder.resolve("ada.pem");
    Process openssl =
        new ProcessBuilder("openssl", "genpkey", "-algorithm", "ed25519", "-out", key.toString())
            .inheritIO()
            .start();
    assertThat(openssl.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(openssl.exitValue()).isZero();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  /** Nothing was sent: nobody came to the address that stands for Batch and storage. */
  @AfterEach
  void noRequestWasMade() throws IOException {
    assertThat(service.accept()).isNull();
    service.close();
  }

  @Test
  void aPlanRestsOnTheApproval() throws IOException {
    JsonNode approved = approve("--json").exits(0).json();
    Path record = records.resolve("blender.approval");
    assertThat(Sha256.of(Files.readAllBytes(record)).hex())
        .isEqualTo(approved.get("record").asText());
    assertThat(approved.get("reviewer").asText()).isEqualTo("Ada Lovelace");
    Path production = production(rules(approved.get("publicKey").asText()));

    JsonNode plan = render("plan", production, "--json").exits(0).json();

    assertThat(plan.get("renderer")).isEqualTo(approved.get("pin"));
    assertThat(plan.at("/approval/digest")).isEqualTo(approved.get("record"));
    assertThat(plan.at("/approval/reviewer").asText()).isEqualTo("Ada Lovelace");
    assertThat(plan.at("/approval/expires").asText()).isEqualTo("2999-01-31T00:00:00Z");
    assertThat(render("plan", production).exits(0).out())
        .contains(approved.get("record").asText() + " by Ada Lovelace, until 2999-01-31");
  }

  @Test
  void whatIsNotApprovedIsRefused() throws IOException {
    String publicKey = approve("--json").exits(0).json().get("publicKey").asText();
    Path production = production(rules(publicKey));
    Files.writeString(renderer.resolve("more"), "changed after the review");
    for (String verb : List.of("plan", "submit")) {
      assertThat(render(verb, production).exits(ExitCode.INTEGRITY).refusal())
          .contains("blender.approval")
          .contains("approves package " + approvedPin());
    }
    Files.delete(renderer.resolve("more"));
    render("plan", production).exits(0);
    Path strict = production(rules(publicKey) + "  minimum-versions:\n    Blender: 3.5\n");
    assertThat(render("plan", strict).exits(ExitCode.INTEGRITY).refusal())
        .contains("3.4.1 is below 3.5");
    Files.delete(records.resolve("blender.approval"));
    assertThat(render("submit", production(rules(publicKey))).exits(ExitCode.INTEGRITY).refusal())
        .contains("there is no record");
  }

  @Test
  @Tag("cli-no-session-cache")
  void aKeyThatOthersMayReadSignsNothing() throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(approve().exits(ExitCode.POLICY).refusal())
        .contains(key + ": group or others", "(control cli-no-session-cache)");
    assertThat(records).isEmptyDirectory();
  }

  @Test
  void approvalsNoneIsReported() throws IOException {
    Path production = production(ProductionText.UNAPPROVED);
    assertThat(render("plan", production, "--json").exits(0).json().get("approval").asText())
        .isEqualTo("none");
    assertThat(render("plan", production).exits(0).out()).containsPattern("approval +none\n");
    Cli.Run local =
        Cli.run(
            "plan",
            scene.toString(),
            "--frames=1",
            "--local",
            "--json",
            "--package",
            renderer.toString(),
            "--work",
            FarmFixture.WORK.toString());
    assertThat(local.exits(0).json().get("approval").asText()).isEqualTo("none");
  }

  /** From the frame to its task, its node, the packages, and who approved the renderer. */
  @Test
  void aFrameIsTracedToTheApprovalOfItsRenderer() throws IOException {
    try (OutputStream out = Files.newOutputStream(manifest)) {
      Manifest.of(InstalledBlender.tree()).writeTo(out);
    }
    String publicKey = approve("--json").exits(0).json().get("publicKey").asText();
    ProductionFile file = ProductionFile.read(production(rules(publicKey)));
    Production production =
        new Production(
            LocalServices.PRODUCTION,
            file.pool().withoutIdentity(),
            Optional.empty(),
            CheckBefore.EACH_JOB,
            FarmFixture.WORK,
            new NodePackageGate(FarmFixture.WORK),
            file.policy().rehearsed());
    RenderPlan plan =
        production.plan(
            new RenderChoice(
                scene, "1", 1, 0, 1, Duration.ofHours(4), Optional.empty(), "blender"));
    try (FarmFixture farm = new FarmFixture(folder);
        OpenFarm open = farm.open()) {
      open.submitter(event -> {}).submit(plan);

      PlanRecord stored =
          PlanRecord.parse(plan.job().id(), text(open, PlanRecord.place(plan.job().id())));
      Sha256 digest = stored.approval().orElseThrow();
      assertThat(text(open, PackageApproval.place(digest)))
          .isEqualTo(Files.readString(records.resolve("blender.approval")));
      new Watcher(open.farm(), production.gate(), Clock.systemUTC(), event -> {})
          .watch(plan.record(), Duration.ofMinutes(5));
      String[] words = {"trace", plan.job().id().value(), "--frame", "1", "--json"};
      JsonNode trace = farm.run(words).exits(0).json();
      assertThat(trace.at("/approval/digest").asText()).isEqualTo(digest.hex());
      assertThat(trace.at("/approval/pin")).isEqualTo(trace.at("/renderer/pin"));
      assertThat(trace.at("/approval/reviewer").asText()).isEqualTo("Ada Lovelace");
      new ForeignStorage(farm.endpoints()).changeByte(PackageApproval.place(digest));
      assertThat(farm.run(words).exits(ExitCode.INTEGRITY).refusal())
          .contains("approvals/" + digest);
    }
  }

  private static String text(OpenFarm farm, BlobRef blob) throws IOException {
    try (OpenBlob open = farm.farm().blobs().open(blob).orElseThrow()) {
      return new String(open.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void approveRefusesEverythingAtOnce() throws IOException {
    Cli.Run run =
        Cli.run(
                approval(
                    "--builder", "ada  LOVELACE", "--expires", "2020-01-31", "--version", "v3"))
            .exits(ExitCode.USAGE);
    assertThat(run.err().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("--version") && line.contains("no version"))
        .anyMatch(line -> line.contains("2020-01-31") && line.contains("past"))
        .anyMatch(line -> line.contains("the reviewer is the builder"));
    assertThat(records).isEmptyDirectory();
    approve("--expires", "tomorrow").exits(ExitCode.USAGE);
    approve("--evidence", "two\nlines").exits(ExitCode.USAGE);
    assertThat(records).isEmptyDirectory();
  }

  @Test
  void approveLeavesWhatIsThereAlone() throws IOException {
    Path record = Files.writeString(records.resolve("blender.approval"), "something else");
    assertThat(approve().exits(ExitCode.USAGE).refusal()).contains(record.toString());
    assertThat(record).hasContent("something else");
    assertThat(records.toFile().list()).hasSize(1);
    Path nowhere = folder.resolve("nowhere/x");
    assertThat(approve("-o", nowhere.toString()).exits(ExitCode.USAGE).refusal())
        .contains(nowhere.getParent().toString())
        .doesNotContain(".part");
    Files.writeString(manifest, "#end\n");
    approve().exits(ExitCode.INTEGRITY);
    Cli.run("approve", "--help").exits(0);
  }

  private String approvedPin() throws IOException {
    return Sha256.of(Files.readAllBytes(manifest)).hex();
  }

  private Cli.Run approve(String... more) {
    return Cli.run(approval(more));
  }

  /** The words of a good approval; an option that is given again takes the place of its own. */
  private String[] approval(String... more) {
    List<String> words = new ArrayList<>(List.of("approve", manifest.toString()));
    List<String> options =
        List.of(
            "--package",
            "blender",
            "--version",
            "3.4.1",
            "--builder",
            "Bob",
            "--reviewer",
            "Ada Lovelace",
            "--evidence",
            "report 17",
            "--expires",
            "2999-01-31",
            "--key",
            key.toString(),
            "-o",
            records.resolve("blender.approval").toString());
    for (int i = 0; i < options.size(); i += 2) {
      if (!List.of(more).contains(options.get(i))) {
        words.addAll(options.subList(i, i + 2));
      }
    }
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private Cli.Run render(String verb, Path production, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                verb,
                scene.toString(),
                "--frames=1",
                "--production",
                production.toString(),
                "--work",
                FarmFixture.WORK.toString()));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(new String[0]));
  }

  private static String rules(String publicKey) {
    return "approvals:\n  reviewers:\n    Ada Lovelace: " + publicKey + "\n  records: approvals\n";
  }

  private Path production(String approvals) throws IOException {
    String here = "https://127.0.0.1:" + ((InetSocketAddress) service.getLocalAddress()).getPort();
    return ProductionText.write(
        folder,
        ProductionText.GOOD
                .replaceFirst("batch: .*", "batch: " + here)
                .replaceFirst("storage: .*", "storage: " + here)
            + "renderer: renderer\n"
            + approvals);
  }
}
