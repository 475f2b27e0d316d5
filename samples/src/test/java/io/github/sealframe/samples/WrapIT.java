package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The end of a production, through the command line, beside another one that goes on. */
@Tag("batch-sanitize-destroy")
@Tag("wf-hybrid-sanitize")
@Tag("wf-hybrid-time-space-isolation")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WrapIT {
  private static final String OURS = LocalServices.PRODUCTION.value();
  private static final String THEIRS = "pabcdefghij";

  @TempDir private Path folder;
  private Path work;
  private Path key;
  private Path renderer;

  @BeforeEach
  void prepare() throws Exception {
    work = folder.resolve("work");
    key = SigningKeys.make(folder.resolve("key.pem"));
    renderer = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    Files.writeString(renderer.resolve("3.4/data"), "data");
    Path blender =
        Files.writeString(
            renderer.resolve("blender"),
            """
            #!/bin/sh
            unset BLENDER_SYSTEM_SCRIPTS BLENDER_SYSTEM_DATAFILES
            exec /usr/bin/blender "$@"
            """);
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
  }

  private Cli.Run submit(FarmFixture farm, Path in, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("submit", FarmFixture.smallScene().toString(), "--frames=1-2", "--nodes=1"));
    words.addAll(List.of("--package", renderer.toString(), "--json"));
    words.addAll(List.of(more));
    return farm.runElsewhere(in, words.toArray(new String[0]));
  }

  private Cli.Run wrap(FarmFixture farm, String... more) {
    List<String> words = new ArrayList<>(List.of("wrap", "--confirm", OURS, "--json"));
    words.addAll(List.of("--key", key.toString()));
    words.addAll(List.of(more));
    return farm.runElsewhere(work, words.toArray(new String[0]));
  }

  /** What another production has, as its own client would have made it. */
  private static void makeTheirs(FarmFixture farm, ForeignBatch batch) throws IOException {
    BlobStore blobs = AzureFarm.connect(settings(farm, THEIRS)).blobs();
    blobs.createContainers();
    blobs.putIfAbsent(new BlobRef(ContainerRole.OUTPUT, "frame"), Content.of("theirs"));
    make(batch, THEIRS + "-pool", label(THEIRS));
    make(batch, OURS + "-unlabelled", "[]");
  }

  private static FarmSettings settings(FarmFixture farm, String production) {
    LocalEndpoints at = farm.endpoints();
    return new FarmSettings(
        at.batch(),
        at.blob(),
        new ProductionCode(production),
        new FarmCredential.SharedKeys(at.account(), at.key(), at.account(), at.key()),
        Optional.empty());
  }

  static String label(String production) {
    return "[{\"name\":\"sealframe-production\",\"value\":\"" + production + "\"}]";
  }

  /** A pool without nodes, and a job in it. */
  static void make(ForeignBatch batch, String id, String metadata) {
    String pool =
        """
        {"id":"%s","vmSize":"STANDARD_D2S_V3","targetDedicatedNodes":0,"metadata":%s,
         "virtualMachineConfiguration":{"nodeAgentSKUId":"batch.node.debian 12",
          "imageReference":{"publisher":"p","offer":"o","sku":"s"}}}
        """;
    batch.post("/pools", Json.parse(pool.formatted(id, metadata)));
    String job = "{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"%s\"},\"metadata\":%s}";
    batch.post("/jobs", Json.parse(job.formatted(id, id, metadata)));
  }

  @Test
  void aProductionEndsWithAllThatItHasAndNothingOfAnother() throws Exception {
    try (FarmFixture farm = new FarmFixture(folder)) {
      String job = submit(farm, work, "--wait").exits(0).json().get("job").asText();
      ForeignBatch batch = new ForeignBatch(farm.endpoints());
      ForeignStorage storage = new ForeignStorage(farm.endpoints());
      storage.snapshot(new BlobRef(ContainerRole.OUTPUT, job + "/00001-1/record.txt"));
      makeTheirs(farm, batch);
      String frames = folder.resolve("frames").toString();

      farm.runElsewhere(work, "wrap", "--key", key.toString()).exits(2);
      farm.runElsewhere(work, "wrap", "--confirm", THEIRS, "--key", key.toString()).exits(2);
      farm.runElsewhere(work, "wrap", "--confirm", OURS).exits(2);
      assertThat(wrap(farm, "--outputs", folder.resolve("renderer").toString()).exits(6).refusal())
          .contains("2 frames in storage")
          .contains("--discard-outputs");
      farm.runElsewhere(work, "download", job, "--to", frames).exits(0);
      Path first = Path.of(frames, "f000001.png");
      byte[] whole = Files.readAllBytes(first);
      Files.write(first, new byte[] {1});
      assertThat(wrap(farm, "--outputs", frames).exits(6).refusal())
          .contains("1 frames in storage");
      Files.write(first, whole);
      JsonNode look =
          farm.runElsewhere(work, "wrap", "--confirm", OURS, "--dry-run", "--json").exits(0).json();
      assertThat(look.get("remains").toString()).contains("jobs " + job).contains("pools " + OURS);
      String foreign = storage.index(THEIRS);
      JsonNode report = wrap(farm, "--outputs", folder.toString()).exits(0).json();

      assertThat(report.get("downloaded").asInt()).isEqualTo(2);
      assertThat(report.get("discarded").asInt()).isZero();
      assertThat(report.get("foreign").toString())
          .contains("jobs " + OURS + "-unlabelled")
          .contains("pools " + OURS + "-unlabelled")
          .contains("jobs " + THEIRS)
          .contains("pools " + THEIRS);
      List<String> others = List.of(THEIRS + "-pool", OURS + "-unlabelled");
      assertThat(ids(batch, "/jobs")).containsExactlyInAnyOrderElementsOf(others);
      assertThat(ids(batch, "/pools")).containsExactlyInAnyOrderElementsOf(others);
      assertThat(storage.index(THEIRS)).isEqualTo(foreign);
      assertThat(storage.containers(OURS)).containsExactly(OURS + "-control");
      assertThat(storage.names("control"))
          .allMatch(name -> name.startsWith("wrap/") || name.startsWith("journal/"))
          .filteredOn(name -> name.startsWith("wrap/"))
          .hasSize(2);
      assertThat(report.get("remains").toString())
          .contains("containers " + OURS + "-control: it holds the wrap record")
          .contains("local files journal/" + OURS);
      verifies(report);

      assertThat(submit(farm, work).exits(6).refusal()).contains("it was wrapped");
      assertThat(submit(farm, folder.resolve("elsewhere")).exits(6).refusal())
          .contains("control wf-hybrid-sanitize")
          .contains("begin another production");
      farm.runElsewhere(work, "wait", job).exits(6);
      farm.runElsewhere(work, "download", job, "--to", frames).exits(6);
      farm.runElsewhere(work, "hold", "release", "--by", "Ada", "--note", "x".repeat(20)).exits(6);
      assertThat(storage.containers(OURS)).hasSize(1);
      JsonNode again = wrap(farm).exits(0).json();
      assertThat(again.get("remains")).isEqualTo(report.get("remains"));
      assertThat(again.get("downloaded").asInt()).isEqualTo(2);
      List<String> added = new ArrayList<>(ArmTemplate.strings(again.get("removed")));
      assertThat(added).containsAll(ArmTemplate.strings(report.get("removed")));
      added.removeAll(ArmTemplate.strings(report.get("removed")));
      assertThat(added)
          .as("no more than what the refused submission sealed")
          .allMatch(removed -> removed.startsWith("local files "));
    }
  }

  private void verifies(JsonNode report) throws Exception {
    Path file = Path.of(report.get("report").asText());
    String publicKey = report.get("publicKey").asText();
    String[] verify = {"wrap", "verify", file.toString(), "--key", publicKey};
    assertThat(Cli.run(verify).exits(0).out()).contains("production " + OURS);
    String other = SigningKeys.publicKey(SigningKeys.make(folder.resolve("other.pem")));
    Cli.run("wrap", "verify", file.toString(), "--key", other).exits(3);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("frames-discarded 0", "frames-discarded 1"));
    assertThat(Cli.run(verify).exits(3).refusal()).contains("it was changed after it was signed");
    Files.writeString(file, text);
    try (Stream<Path> left = Files.walk(work)) {
      assertThat(left.filter(Files::isRegularFile).map(one -> work.relativize(one).toString()))
          .hasSize(2)
          .anyMatch(name -> name.matches("journal/" + OURS + "-emulator-[0-9a-f]+[.]journal"))
          .contains("wrapped/" + OURS + ".report");
    }
  }

  /** With the storage account goes its record; this machine's register remembers. */
  @Test
  void aProductionThatIsGoneWithItsAccountsIsNotBegunAgainHere() throws IOException {
    Path file = ProductionText.write(folder, ProductionText.GOOD + ProductionText.UNAPPROVED);
    Path register = folder.resolve("productions");
    new ProductionRegister(register).end(new ProductionCode(THEIRS), LocalDate.of(2026, 11, 28));

    for (String verb : List.of("plan", "submit")) {
      Cli.Run run =
          Cli.run(
              verb,
              FarmFixture.smallScene().toString(),
              "--frames=1",
              "--production",
              file.toString(),
              "--register",
              register.toString(),
              "--work",
              work.toString());
      assertThat(run.exits(6).refusal()).contains("its production ended on 2026-11-28");
    }
    assertThat(work).as("nothing was sealed").doesNotExist();
  }

  /** Its pool would be deleted under it. */
  @Tag("batch-pool-per-production")
  @Test
  void anothersJobInAPoolOfTheProductionStopsItBeforeAnythingChanges() throws Exception {
    try (RecordedFarm farm = new RecordedFarm(folder)) {
      ForeignBatch batch = new ForeignBatch(farm.endpoints());
      make(batch, OURS + "-last", label(OURS));
      String job = "{\"id\":\"nightly\",\"poolInfo\":{\"poolId\":\"%s-last\"}}".formatted(OURS);
      batch.post("/jobs", Json.parse(job));
      String[] words = {"wrap", "--confirm", OURS, "--discard-outputs", "--key", key.toString()};

      assertThat(farm.run(words).exits(6).refusal())
          .contains("cannot wrap pools " + OURS + "-last")
          .contains("jobs without the label of this production are to run in it: 1")
          .doesNotContain("nightly");
      assertThat(farm.writes()).isEmpty();

      batch.post("/jobs/nightly/terminate", Json.parse("{}"));
      batch.awaitState("/jobs/nightly", "completed");
      farm.run(words).exits(0);
      assertThat(ids(batch, "/pools")).isEmpty();
    }
  }

  /** Nobody's guess: an emulator has none, and a file that does not name the group has no place. */
  @Test
  void accountsAreDeletedOnlyWhereSomebodySaysWhereTheyAre() throws Exception {
    Path file = ProductionText.write(folder, ProductionText.GOOD + ProductionText.UNAPPROVED);
    String[] words = {"--delete-accounts", "--confirm", THEIRS, "--key", key.toString()};
    assertThat(
            Cli.run(
                    Stream.of(List.of("wrap", "--production", file.toString()), List.of(words))
                        .flatMap(List::stream)
                        .toArray(String[]::new))
                .exits(2)
                .refusal())
        .contains("does not name their group");
    try (RecordedFarm farm = new RecordedFarm(folder)) {
      assertThat(
              farm.run("wrap", "--delete-accounts", "--confirm", OURS, "--key", key.toString())
                  .exits(2)
                  .refusal())
          .contains("an emulator has none");
      assertThat(farm.asked()).isEmpty();
    }
  }

  @Test
  void accountsThatNobodySaysWhereTheyAreRemain() throws IOException {
    Path file =
        ProductionText.write(
            folder,
            ProductionText.GOOD
                + "vault: https://keys.vault.azure.net\n"
                + ProductionText.UNAPPROVED);
    FarmOptions options = new FarmOptions();
    new CommandLine(options).parseArgs("--production", file.toString(), "--work", work.toString());

    try (WrapFarm farm = options.openToWrap(false)) {
      assertThat(farm.parts().rest())
          .filteredOn(KeptResource.class::isInstance)
          .flatExtracting(
              part -> part.list().stream().map(one -> part.kind() + " " + one.name()).toList())
          .containsExactly(
              "Batch accounts account.westeurope.batch.azure.com",
              "key vaults keys.vault.azure.net",
              "identities nodes",
              "storage accounts account.blob.core.windows.net");
      assertThat(farm.parts().rest())
          .filteredOn(KeptResource.class::isInstance)
          .flatExtracting(Belongings::list)
          .allSatisfy(
              one -> {
                assertThat(one.standing()).isEqualTo(Belongings.Standing.STAYS);
                assertThat(one.note()).contains("nobody said in which resource group it is");
              });
    }
  }

  /** What is neither here nor released stops it. */
  @Test
  void aHoldAndAnOpenJobStopIt() throws Exception {
    try (FarmFixture farm = new FarmFixture(folder)) {
      ForeignBatch batch = new ForeignBatch(farm.endpoints());
      AzureFarm.connect(settings(farm, OURS)).blobs().createContainers();
      make(batch, OURS + "-last", label(OURS));
      assertThat(wrap(farm).exits(6).refusal())
          .contains("1 jobs have not ended, the first is " + OURS + "-last");

      Hold.Cause cause =
          new Hold.Cause(
              Hold.Kind.POOL_DIFFERS,
              new PoolId(OURS + "-last"),
              Optional.empty(),
              Optional.empty(),
              "it differs");
      Hold hold =
          new Hold(
              "hold-1",
              LocalServices.PRODUCTION,
              Instant.parse("2026-11-28T06:00:00Z"),
              cause,
              List.of(),
              List.of(),
              List.of("none"),
              List.of(),
              Map.of(),
              Optional.empty());
      AzureFarm.connect(settings(farm, OURS)).holds().write(hold, Optional.empty());
      wrap(farm, "--discard-outputs").exits(ExitCode.HELD);

      assertThat(ids(batch, "/pools")).containsExactly(OURS + "-last");
      assertThat(new ForeignStorage(farm.endpoints()).containers(OURS)).hasSize(5);
      assertThat(AzureFarm.connect(settings(farm, OURS)).wraps().read()).isEmpty();

      new ForeignStorage(farm.endpoints())
          .write(new BlobRef(ContainerRole.CONTROL, "wrap/wrap.json"), new byte[] {'{', '}'});
      assertThat(submit(farm, work).exits(3).refusal())
          .contains("not a wrap record of this version");
    }
  }

  private static List<String> ids(ForeignBatch batch, String path) {
    return batch.list(path).stream().map(item -> item.get("id").asText()).toList();
  }
}
