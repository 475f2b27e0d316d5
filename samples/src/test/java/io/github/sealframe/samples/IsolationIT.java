package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldKeeper;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.Watcher;
import io.github.sealframe.core.WrapRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two productions have nothing in common, and neither touches what is the other's. */
class IsolationIT {
  private static final String OTHER = "pzyxwvutsrq";

  @TempDir private static Path folder;
  private static RecordedFarm farm;
  private static Path renderer;

  @BeforeAll
  static void start() throws IOException {
    renderer = Files.createDirectories(folder.resolve("renderer"));
    Path blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nsleep 600\n");
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    farm = new RecordedFarm(folder);
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  private static String[] submission(String verb, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of(verb, FarmFixture.smallScene().toString(), "--nodes=1"));
    words.addAll(List.of("--package", renderer.toString()));
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private static void refused(String control, Predicate<String> allowed, String... words) {
    int before = farm.asked().size();
    assertThat(farm.run(words).exits(ExitCode.POLICY).refusal()).contains("(control " + control);
    List<String> asked = farm.asked();
    assertThat(asked.subList(before, asked.size())).allMatch(allowed);
  }

  private static boolean onlyLooks(String what) {
    return what.matches("(GET|HEAD) .*");
  }

  @Test
  @Tag("batch-pool-per-production")
  @Tag("wf-batch-pool-boundary")
  void aJobOfAnotherProductionIsNotAskedFor() {
    String job = OTHER + "-0123456789abcdef";
    String control = "batch-pool-per-production";
    Predicate<String> ownRecord =
        what -> what.equals("HEAD /localbatch/plocalfarmx-control/wrap/wrap.json");
    refused(control, ownRecord, "wait", job);
    refused(control, ownRecord, "download", job, "--to", folder.resolve("frames").toString());
    refused(control, what -> false, "trace", job, "--frame", "1");
    refused(control, what -> false, "status", job);
    refused(control, what -> false, "download", job, "--logs", "--to", folder.toString());
  }

  @Test
  @Tag("batch-pool-per-production")
  @Tag("wf-batch-pool-boundary")
  void aPlanOfAnotherProductionIsRefusedBeforeAnyRequest() throws IOException {
    Path file = ProductionText.write(folder, ProductionText.GOOD + ProductionText.UNAPPROVED);
    Production other =
        new Production(
            ProductionFile.read(file).code(),
            FarmFixture.production().pool(),
            Optional.of(renderer),
            FarmFixture.production().checkBefore(),
            FarmFixture.WORK,
            FarmFixture.production().gate(),
            ProductionPolicy.ofEmulator());
    RenderPlan plan =
        other.plan(
            new RenderChoice(
                FarmFixture.smallScene(),
                "1",
                1,
                0,
                1,
                Duration.ofHours(1),
                Optional.empty(),
                "blender"));
    try (OpenFarm open = farm.open()) {
      int before = farm.asked().size();
      List<ThrowingCallable> attempts =
          List.of(
              () -> open.submitter(event -> {}).submit(plan),
              () ->
                  new Watcher(open.farm(), other.gate(), Clock.systemUTC(), event -> {})
                      .watch(plan.record(), Duration.ofSeconds(1)),
              () -> new Follow(open, event -> {}).download(plan.record(), folder),
              () ->
                  new HoldKeeper(open.farm(), Clock.systemUTC())
                      .put(
                          plan.record(),
                          new Hold.Cause(
                              Hold.Kind.POOL_DIFFERS,
                              plan.pool().id(),
                              Optional.empty(),
                              Optional.empty(),
                              "it differs")));
      for (ThrowingCallable attempt : attempts) {
        assertThatExceptionOfType(PolicyRefusal.class)
            .isThrownBy(attempt)
            .withMessageContaining("the plan is that of production pabcdefghij")
            .withMessageContaining("(control batch-pool-per-production)");
      }
      assertThat(farm.asked()).as("requests").hasSize(before);
    }
  }

  /** The emulator's account stands in no production file, and in the address of every blob. */
  @Test
  @Tag("batch-url-obfuscated")
  void aWordThatOnlyARequestHasIsNotSent() throws IOException {
    Path file = ProductionText.write(folder, ProductionText.GOOD + ProductionText.UNAPPROVED);
    Files.writeString(folder.resolve("words.txt"), "LOCAL Batch\n");
    int before = farm.asked().size();

    Cli.Run run = farm.run(submission("submit", "--frames=1", "--production", file.toString()));

    assertThat(run.exits(ExitCode.POLICY).refusal())
        .contains("cannot send URL path: ")
        .contains("(control batch-url-obfuscated)")
        .doesNotContainIgnoringCase("local");
    assertThat(farm.asked()).as("requests").hasSize(before);
  }

  /** Names that are this project's own are refused as well when somebody lists them. */
  @Test
  @Tag("batch-url-obfuscated")
  void aWordInAPoolIsNotSent() throws IOException {
    Path file = ProductionText.write(folder, ProductionText.GOOD + ProductionText.UNAPPROVED);
    Files.writeString(folder.resolve("words.txt"), "sealframe-production\n");

    Cli.Run run = farm.run(submission("submit", "--frames=1", "--production", file.toString()));

    assertThat(run.exits(ExitCode.POLICY).refusal())
        .contains("cannot send metadata[0].name: ")
        .contains("(control batch-url-obfuscated)");
    assertThat(new ForeignBatch(farm.endpoints()).list("/pools")).isEmpty();
  }

  @Test
  @Tag("batch-exclusive-storage")
  void aStorageAccountThatAnotherProductionHasIsNotWrittenTo() throws IOException {
    ForeignStorage storage = new ForeignStorage(farm.endpoints());
    storage.makeContainer(OTHER + "-output");
    try {
      refused(
          "batch-exclusive-storage", IsolationIT::onlyLooks, submission("submit", "--frames=1"));
    } finally {
      storage.removeContainer(OTHER + "-output");
    }
  }

  @Test
  @Tag("batch-sanitize-destroy")
  @Tag("wf-hybrid-sanitize")
  void aProductionThatWasWrappedIsNotBegunAgain() throws IOException {
    ProductionCode ended = new ProductionCode("pwrapped234");
    String text = ProductionText.GOOD + ProductionText.UNAPPROVED;
    Path file = ProductionText.write(folder, text.replace("pabcdefghij", ended.value()));
    LocalEndpoints at = farm.endpoints();
    Farm theirs =
        AzureFarm.connect(
            new FarmSettings(
                at.batch(),
                at.blob(),
                ended,
                new FarmCredential.SharedKeys(at.account(), at.key(), at.account(), at.key()),
                Optional.empty()));
    theirs.blobs().createContainers();
    theirs
        .wraps()
        .write(
            new WrapRecord(ended, Instant.EPOCH, WrapRecord.Stage.WRAPPED, 0, 0), Optional.empty());
    int before = farm.writes().size();
    try {
      assertThat(
              farm.run(submission("submit", "--frames=1", "--production", file.toString()))
                  .exits(ExitCode.POLICY)
                  .refusal())
          .contains("control wf-hybrid-sanitize", "it was wrapped");
      assertThat(farm.writes()).hasSize(before);
    } finally {
      ForeignStorage storage = new ForeignStorage(at);
      storage.containers(ended.value()).forEach(storage::removeContainer);
    }
  }

  /** In the places that the plan's own pool and job have. */
  @Test
  @Tag("batch-pool-per-production")
  @Tag("wf-batch-pool-boundary")
  @Tag("wf-hybrid-time-space-isolation")
  void aPoolOrJobWithoutOurLabelIsNotTouched() throws IOException {
    ForeignBatch foreign = new ForeignBatch(farm.endpoints());
    String[] labels = {
      "", "{\"name\":\"sealframe-production\",\"value\":\"" + OTHER + "\"}",
    };
    JsonNode plan = farm.run(submission("plan", "--frames=2", "--json")).exits(0).json();
    String pool = plan.get("pool").asText();
    String job = plan.get("job").asText();
    for (String label : labels) {
      foreign.post("/pools", pool(pool, label));
      JsonNode before = foreign.get("/pools/" + pool);
      refused(
          "batch-pool-per-production", IsolationIT::onlyLooks, submission("submit", "--frames=2"));
      assertThat(foreign.get("/pools/" + pool)).isEqualTo(before);
      foreign.delete("/pools/" + pool);

      foreign.post(
          "/jobs",
          Json.parse(
              "{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"elsewhere\"},\"metadata\":[%s]}"
                  .formatted(job, label)));
      before = foreign.get("/jobs/" + job);
      refused(
          "batch-pool-per-production", IsolationIT::onlyLooks, submission("submit", "--frames=2"));
      assertThat(foreign.get("/jobs/" + job)).isEqualTo(before);
      foreign.delete("/jobs/" + job);
    }
  }

  private static JsonNode pool(String id, String label) {
    return Json.parse(
        """
        {"id":"%s","vmSize":"STANDARD_D2S_V5","targetDedicatedNodes":0,"metadata":[%s],
         "virtualMachineConfiguration":{"nodeAgentSKUId":"batch.node.debian 12",
          "imageReference":{"publisher":"p","offer":"o","sku":"s","version":"1"}}}
        """
            .formatted(id, label));
  }
}
