package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --trust-cache} believes, what it says of that, and that nothing else believes. */
class TrustedCacheIT {
  @TempDir private Path folder;
  private Path scene;
  private Path renderer;
  private Path blender;
  private Path work;

  @BeforeEach
  void makePackages() throws IOException {
    scene = FarmFixture.smallScene();
    renderer = folder.resolve("renderer");
    // Without a folder of a version a task would refuse the package, and hold the production.
    Files.createDirectories(renderer.resolve("3.4"));
    Files.writeString(renderer.resolve("3.4/data"), "data that only looks like Blender's\n");
    blender = Files.writeString(renderer.resolve("blender"), "#!/bin/sh\nexit 1\n");
    assertThat(blender.toFile().setExecutable(true)).isTrue();
    work = folder.resolve("work");
  }

  private Cli.Run run(String verb, String... more) {
    List<String> words = new ArrayList<>(List.of(verb, scene.toString(), "--frames=1"));
    words.addAll(List.of("--package", renderer.toString(), "--work", work.toString(), "--json"));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(new String[0]));
  }

  private Cli.Run plan(String... more) {
    return run("plan", Stream.concat(Stream.of("--local"), Stream.of(more)).toArray(String[]::new));
  }

  private Cli.Run create(Path digests, String... more) {
    List<String> words = new ArrayList<>(List.of("manifest", "create", renderer.toString()));
    words.addAll(List.of("--work", digests.toString(), "--json"));
    words.addAll(List.of(more));
    return Cli.run(words.toArray(new String[0])).exits(0);
  }

  /** The cache that has the digest of the renderer as it is now. */
  private Optional<Path> cache() throws IOException {
    String kept = bytes(Sha256.of(Files.readAllBytes(blender)));
    try (Stream<Path> files = Files.list(NodePackageGate.digests(work))) {
      for (Path file : files.toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(kept)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** The plan, once the renderer is old enough for its digest to be kept. */
  private JsonNode planned() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              plan().exits(0);
              return cache().isPresent();
            });
    return plan().exits(0).json();
  }

  /** Puts another digest in the place of the renderer's, and mends the digest of the whole. */
  private void plant(Sha256 other) throws IOException {
    Path cache = cache().orElseThrow();
    String text = Files.readString(cache, StandardCharsets.ISO_8859_1);
    String planted =
        text.substring(0, text.length() - 32)
            .replace(bytes(Sha256.of(Files.readAllBytes(blender))), bytes(other));
    String whole = bytes(Sha256.of(planted.getBytes(StandardCharsets.ISO_8859_1)));
    Files.writeString(cache, planted + whole, StandardCharsets.ISO_8859_1);
  }

  private static String bytes(Sha256 digest) {
    return new String(HexFormat.of().parseHex(digest.hex()), StandardCharsets.ISO_8859_1);
  }

  /** Submits, and gives the command line of the pool's StartTask. */
  private String submitted(FarmFixture farm, String... more) {
    List<String> words = new ArrayList<>(List.of("--nodes", "1"));
    words.addAll(List.of("--emulator", folder.resolve("emulator.json").toString()));
    words.addAll(List.of(more));
    JsonNode submitted = run("submit", words.toArray(new String[0])).exits(0).json();
    assertThat(submitted.path("cache").asText("none"))
        .isEqualTo(words.contains("--trust-cache") ? "trusted" : "none");
    ForeignBatch batch = new ForeignBatch(farm.endpoints());
    String pool =
        batch.get("/jobs/" + submitted.get("job").asText()).at("/poolInfo/poolId").asText();
    return batch.get("/pools/" + pool).at("/startTask/commandLine").asText();
  }

  /** The worst case: the digest of what was there before, which is sealed and could be sent. */
  @Test
  void aPlantedDigestIsInThePoolsPinOnlyWhenItIsTrusted() throws IOException {
    String before = plan().exits(0).json().get("renderer").asText();
    Sha256 old = Sha256.of(Files.readAllBytes(blender));
    Files.writeString(blender, "#!/bin/sh\nexit 2\n");
    String now = planned().get("renderer").asText();
    assertThat(now).isNotEqualTo(before);

    try (FarmFixture farm = new FarmFixture(folder)) {
      plant(old);
      assertThat(submitted(farm)).contains(now).doesNotContain(before);
      plant(old);
      assertThat(plan().exits(0).json().get("renderer").asText()).isEqualTo(now);
      plant(old);
      assertThat(submitted(farm, "--trust-cache")).contains(before).doesNotContain(now);
    }
  }

  @Test
  void aPlantedDigestOfNothingIsFoundWhenThePackageIsPacked() throws IOException {
    planned();
    plant(Sha256.of(new byte[0]));

    assertThat(plan("--trust-cache").exits(ExitCode.INTEGRITY).refusal())
        .contains(blender.toString(), "without --trust-cache");
    plan().exits(0);
  }

  @Test
  void outputSaysThatTheCacheWasTrusted() {
    JsonNode honest = planned();
    assertThat(honest.has("cache")).isFalse();
    assertThat(create(work).json().has("cache")).isFalse();

    for (String how : List.of("--verbose", "--quiet")) {
      Cli.Run plan = plan("--trust-cache", how).exits(0);
      assertThat(plan.json().get("plan")).isEqualTo(honest.get("plan"));
      for (Cli.Run run : List.of(plan, create(work, "--trust-cache", how))) {
        assertThat(run.json().get("cache").asText()).isEqualTo("trusted");
        assertThat(run.err()).contains("--trust-cache");
      }
    }
  }

  @Test
  void aChangeOfTheSameSizeAndTimeIsFound() throws IOException {
    String before = planned().get("renderer").asText();
    FileTime time = Files.getLastModifiedTime(blender);
    Files.writeString(blender, "#!/bin/sh\nexit 2\n");
    Files.setLastModifiedTime(blender, time);
    String now = create(folder.resolve("elsewhere")).json().get("pin").asText();

    assertThat(now).isNotEqualTo(before);
    assertThat(create(work, "--trust-cache").json().get("pin").asText()).isEqualTo(now);
    assertThat(plan("--trust-cache").exits(0).json().get("renderer").asText()).isEqualTo(now);
    try (FarmFixture farm = new FarmFixture(folder)) {
      assertThat(submitted(farm, "--trust-cache")).contains(now).doesNotContain(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest verify . --pin 0",
        "approve x --package p --version 1 --builder b --reviewer r --evidence e --expires d"
            + " --key k -o f",
        "frames 1",
        "status",
        "wait x",
        "download x --to y",
        "trace x --frame 1",
        "journal verify x",
        "hold status",
        "hold release --by b --note n"
      })
  void whatHashesNoPackageForAPoolHasNoSuchOption(String words) {
    assertThat(Cli.run((words + " --trust-cache").split(" ")).exits(ExitCode.USAGE).refusal())
        .contains("--trust-cache", "--help");
  }
}
