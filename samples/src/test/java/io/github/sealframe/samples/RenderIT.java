package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Attestation;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.Sha256;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The whole path, once: 24 frames of the demo's scene on two nodes. */
@TestInstance(Lifecycle.PER_CLASS)
class RenderIT {
  private static final int FRAMES = 24;

  private Path folder;
  private FarmFixture farm;
  private Path scene;
  private Path frames;
  private JsonNode submitted;

  @BeforeAll
  void render(@TempDir Path shared) throws IOException {
    folder = shared;
    scene = FarmFixture.demoScene();
    frames = folder.resolve("frames");
    farm = new FarmFixture(folder);
    submitted = submit().exits(0).json();
  }

  @AfterAll
  void stop() {
    farm.close();
  }

  private Cli.Run submit() {
    return farm.run(
        "submit",
        scene.toString(),
        "--frames",
        "1-" + FRAMES,
        "--chunk",
        "4",
        "--nodes",
        "2",
        "--wait",
        "--download",
        frames.toString(),
        "--json");
  }

  @Test
  void everyFrameIsThePixelsThatBlenderRendersByItself() throws IOException {
    Path direct = Files.createDirectory(folder.resolve("direct"));
    FarmFixture.blender(
        "-b",
        "-noaudio",
        "-Y",
        "--factory-startup",
        scene.toString(),
        "-o",
        direct.resolve("f######").toString(),
        "-F",
        "PNG",
        "-x",
        "1",
        "-f",
        "1.." + FRAMES);
    for (int frame = 1; frame <= FRAMES; frame++) {
      assertThat(different(pixels(direct, frame), pixels(frames, frame)))
          .as("pixels of frame %d that differ", frame)
          .isZero();
    }
    assertThat(different(pixels(frames, 1), pixels(frames, FRAMES)))
        .as("the camera moves")
        .isPositive();
  }

  private static int[] pixels(Path from, int frame) throws IOException {
    BufferedImage image = ImageIO.read(from.resolve(String.format("f%06d.png", frame)).toFile());
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(180);
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static int different(int[] expected, int[] found) {
    return (int) IntStream.range(0, expected.length).filter(i -> expected[i] != found[i]).count();
  }

  @Test
  void everyFrameHasTheDigestThatItsNodeRecorded() throws IOException {
    JsonNode saved = submitted.at("/download/saved");
    assertThat(saved).hasSize(FRAMES);
    for (int frame = 1; frame <= FRAMES; frame++) {
      byte[] bytes = Files.readAllBytes(frames.resolve(String.format("f%06d.png", frame)));
      assertThat(saved.get(Integer.toString(frame)).asText()).isEqualTo(Sha256.of(bytes).hex());
    }
  }

  @Test
  void theVerbsAgreeOnHowItEnded() {
    String job = submitted.get("job").asText();
    assertThat(submitted.get("tasks").asInt()).isEqualTo(6);
    assertThat(submitted.get("state").asText()).isEqualTo("completed");
    JsonNode status = farm.run("status", job, "--json").exits(0).json();
    assertThat(status.get("state").asText()).isEqualTo("completed");
    assertThat(status.get("succeeded").asInt()).isEqualTo(6);
    assertThat(farm.run("status", "--json").exits(0).json().get("jobs")).isEmpty();
    assertThat(farm.run("wait", job, "--json").exits(0).json().get("failedTasks")).isEmpty();
    assertThat(farm.run("hold", "status", "--json").exits(0).json().get("held").asBoolean())
        .isFalse();
  }

  @Test
  void everyNodeAttestsBothPackagesAndEveryTaskCopiesThat() throws IOException {
    JobId job = new JobId(submitted.get("job").asText());
    try (OpenFarm open = farm.open()) {
      BlobStore blobs = open.farm().blobs();
      PlanRecord plan = Downloader.plan(blobs, job);
      Set<String> evidence = new TreeSet<>();
      for (PlanRecord.Chunk chunk : plan.chunks()) {
        for (Sha256 pin : List.of(plan.renderer(), plan.scene())) {
          String name = PlanRecord.outputs(job, chunk.task()) + "attestations/" + pin;
          Attestation task =
              attestation(blobs, new BlobRef(ContainerRole.OUTPUT, name + ".attestation"));
          assertThat(task.pin()).isEqualTo(pin);
          assertThat(task.image()).isEqualTo(FarmFixture.production().pool().image());
          assertThat(attestation(blobs, task.evidence())).isEqualTo(task);
          evidence.add(task.evidence().name());
        }
      }
      assertThat(evidence).hasSizeBetween(2, 4);
    }
  }

  private static Attestation attestation(BlobStore blobs, BlobRef place) throws IOException {
    try (BlobStore.OpenBlob blob = blobs.open(place).orElseThrow()) {
      return Attestation.parse(new String(blob.stream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aFrameIsTracedToItsNodeAndPackages() throws IOException {
    JsonNode trace = trace(7, "--json").exits(0).json();
    assertThat(trace.get("digest")).isEqualTo(submitted.at("/download/saved/7"));
    assertThat(trace.get("task").asText()).isEqualTo("00002-5-8");
    assertThat(trace.at("/renderer/witnessed").asBoolean()).isTrue();
    assertThat(trace.at("/scene/witnessed").asBoolean()).isTrue();
    assertThat(trace.get("approval").asText()).isEqualTo("none");
    assertThat(trace.get("emulator").asBoolean()).as("said of what it is no proof for").isTrue();
    assertThat(trace(7).exits(0).out())
        .startsWith("farm      an emulator")
        .contains(trace.at("/scene/pin").asText());
    assertThat(trace(FRAMES + 1).exits(ExitCode.USAGE).refusal()).contains("no such frame");
  }

  @Test
  void aTraceWithAMissingOrForeignLinkIsRefused() throws IOException {
    JsonNode trace = trace(7, "--json").exits(0).json();
    ForeignStorage storage = new ForeignStorage(farm.endpoints());
    BlobRef renderer = attestation(trace, "renderer");
    BlobRef scene = attestation(trace, "scene");
    byte[] right = storage.read(renderer);
    byte[] other = storage.read(scene);

    storage.write(renderer, other);
    assertThat(trace(7).exits(ExitCode.INTEGRITY).refusal())
        .contains(renderer.toString())
        .contains("tells of package " + trace.at("/scene/pin").asText());
    for (String field : List.of("archive", "verifier")) {
      String digest = trace.at("/renderer/" + field).asText();
      storage.write(renderer, changed(right, digest, "0".repeat(64)));
      assertThat(trace(7).exits(ExitCode.INTEGRITY).refusal()).contains("of no plan");
    }
    storage.write(renderer, changed(right, "pool: ", "pool: x"));
    assertThat(trace(7).exits(ExitCode.INTEGRITY).refusal()).contains("tells of pool x");
    storage.write(renderer, changed(right, "node: ", "node: x"));
    assertThat(trace(7).exits(ExitCode.INTEGRITY).refusal()).contains("two nodes");
    storage.write(renderer, changed(right, "engine: ", "engine: x"));
    JsonNode forged = trace(7, "--json").exits(0).json();
    assertThat(forged.at("/renderer/witnessed").asBoolean()).isFalse();
    storage.remove(renderer);
    assertThat(trace(7).exits(ExitCode.INTEGRITY).refusal())
        .contains("blob " + renderer + " is not there");
    storage.write(renderer, right);
    BlobRef witness = Attestation.parse(new String(right, StandardCharsets.UTF_8)).evidence();
    storage.changeByte(witness);
    assertThat(trace(7).exits(ExitCode.INTEGRITY).refusal())
        .contains("blob " + witness + " is not what its name says it is");
    storage.changeByte(witness); // The same bit again.
    trace(7).exits(0);
  }

  private BlobRef attestation(JsonNode trace, String name) {
    return new BlobRef(
        ContainerRole.OUTPUT,
        submitted.get("job").asText()
            + "/00002-5-8/attestations/"
            + trace.at("/" + name + "/pin").asText()
            + ".attestation");
  }

  private static byte[] changed(byte[] text, String from, String to) {
    String before = new String(text, StandardCharsets.UTF_8);
    String after = before.replace(from, to);
    assertThat(after).isNotEqualTo(before);
    return after.getBytes(StandardCharsets.UTF_8);
  }

  private Cli.Run trace(int frame, String... more) {
    List<String> words = new ArrayList<>(List.of("trace", submitted.get("job").asText()));
    words.addAll(List.of("--frame", Integer.toString(frame)));
    words.addAll(List.of(more));
    return farm.run(words.toArray(new String[0]));
  }

  @Test
  void theJournalTellsAllOfItAndNoFileName() throws IOException {
    Path journal =
        FarmFixture.WORK.resolve("journal").resolve(LocalServices.PRODUCTION + ".journal");
    Cli.run("journal", "verify", journal.toString()).exits(0);
    String job = submitted.get("job").asText();
    List<String> lines =
        Files.readAllLines(journal).stream()
            .filter(line -> line.contains("\"job\":\"" + job))
            .toList();
    assertThat(lines)
        .anyMatch(
            line ->
                line.contains("\"kind\":\"plan\"") && line.contains(submitted.get("plan").asText()))
        .anyMatch(line -> line.contains("\"kind\":\"input-stored\""))
        .anyMatch(line -> line.contains("\"kind\":\"pool-ready\""))
        .anyMatch(line -> line.contains("\"kind\":\"attestation-saved\""))
        .anyMatch(
            line -> line.contains("\"kind\":\"verdict\"") && line.contains("\"good\":\"true\""))
        .noneMatch(line -> line.contains(".blend") || line.contains(frames.toString()));
    assertThat(Files.readAllLines(journal))
        .anyMatch(
            line ->
                line.matches(
                    ".*\"service-call\",\"operation\":\"createJob\",\"on\":\"job "
                        + job
                        + "\",\"done\":\"true\",\"status\":\"201\",\"code\":\"\""
                        + ",\"request\":\"[0-9a-f-]{36}\",\"attempts\":\"1\",\"ms\":\"[0-9]+\"}"))
        .noneMatch(
            line -> line.contains("\"operation\":\"get") && line.contains("\"done\":\"true\""));
    JsonNode saved = submitted.at("/download/saved");
    assertThat(lines)
        .anyMatch(
            line ->
                line.contains(
                    "\"frame\":\"7\",\"task\":\"00002-5-8\",\"digest\":\""
                        + saved.get("7").asText()
                        + "\""));
  }

  @Test
  void submittingAgainSendsAndRendersNothing() {
    Cli.Run again = submit().exits(0);
    assertThat(again.err()).doesNotContain("sent ").doesNotContain("tasks added");
    assertThat(again.json().get("job")).isEqualTo(submitted.get("job"));
  }

  @Test
  void whatTasksPrintedIsSavedUnderTheirNames() throws IOException {
    Path logs = folder.resolve("logs");
    JsonNode saved =
        farm.run(
                "download",
                submitted.get("job").asText(),
                "--logs",
                "--to",
                logs.toString(),
                "--json")
            .exits(0)
            .json()
            .get("logs");
    assertThat(saved).hasSize(2 * 6);
    Path stdout = logs.resolve("00002-5-8/logs/stdout.txt");
    assertThat(Sha256.of(Files.readAllBytes(stdout)).hex())
        .isEqualTo(saved.get("00002-5-8/logs/stdout.txt").asText());
  }

  @Test
  void whatStorageDoesNotTellOfItsContainersIsUnknown() {
    JsonNode containers = farm.run("containers", "--json").exits(0).json().get("containers");
    assertThat(containers).hasSize(ContainerRole.values().length);
    for (JsonNode container : containers) {
      assertThat(container.get("versioning").asText()).startsWith("unknown: ");
      assertThat(container.get("legalHold").asText()).isEqualTo("off");
    }
    assertThat(farm.run("containers").exits(0).out()).contains("control").contains("evidence");
  }

  @Test
  void downloadRepairsWhatIsMissingOrWrong() throws IOException {
    Path copy = folder.resolve("copy");
    String job = submitted.get("job").asText();
    farm.run("download", job, "--to", copy.toString()).exits(0);
    byte[] right = Files.readAllBytes(copy.resolve("f000003.png"));
    byte[] wrong = right.clone();
    wrong[wrong.length / 2] ^= 1;
    Files.write(copy.resolve("f000003.png"), wrong);
    Files.delete(copy.resolve("f000004.png"));
    farm.run("download", job, "--to", copy.toString()).exits(0);
    assertThat(copy.resolve("f000003.png")).hasBinaryContent(right);
    assertThat(copy.resolve("f000004.png")).exists();
    try (var files = Files.list(copy)) {
      assertThat(files).hasSize(FRAMES);
    }
  }

  @Test
  void whatWasChangedOnStorageIsRefused() throws IOException {
    String job = submitted.get("job").asText();
    BlobRef frame = new BlobRef(ContainerRole.OUTPUT, job + "/00001-1-4/frames/f000002.png");
    assertThat(refusedDownload(job, frame))
        .contains("f000001.png")
        .noneMatch(name -> name.startsWith("f000002.png"));
    BlobRef record = new BlobRef(ContainerRole.OUTPUT, job + "/00001-1-4/record.txt");
    assertThat(refusedDownload(job, record)).isEmpty();
    assertThat(refusedDownload(job, PlanRecord.place(new JobId(job)))).isEmpty();
    farm.run("hold", "release", "--by", "Ada", "--note", "a test changed the blobs").exits(0);
  }

  /** Downloads while one byte of a blob is another one; returns the names that are saved. */
  private List<String> refusedDownload(String job, BlobRef blob) throws IOException {
    ForeignStorage storage = new ForeignStorage(farm.endpoints());
    Path copy = Files.createTempDirectory(folder, "copy");
    storage.changeByte(blob);
    try {
      Cli.Run run = farm.run("download", job, "--to", copy.toString()).exits(ExitCode.INTEGRITY);
      assertThat(run.refusal()).containsAnyOf(blob.toString(), job);
    } finally {
      storage.changeByte(blob); // The same bit again.
    }
    try (Stream<Path> files = Files.list(copy)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
