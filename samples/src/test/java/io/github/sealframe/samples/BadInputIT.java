package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets one line and the right exit code, and leaves nothing running or half-written. */
class BadInputIT {
  private static final String KEY = "c2VhbGZyYW1lLWNhbmFyeS1rZXk=";

  @TempDir private Path folder;

  @AfterEach
  void nothingIsLeftRunning() {
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Cli.Run plan(Path scene, String... more) {
    Stream<String> words =
        Stream.of("plan", scene.toString(), "--local", "--work", FarmFixture.WORK.toString());
    return Cli.run(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void noScene() {
    Path missing = folder.resolve("missing.blend");
    assertThat(plan(missing, "--frames", "1").exits(2).refusal())
        .contains(missing.toString())
        .contains("no such file");
  }

  @Test
  void aCorruptScene() throws IOException {
    Path corrupt = folder.resolve("corrupt.blend");
    byte[] good = Files.readAllBytes(FarmFixture.smallScene());
    Files.write(corrupt, Arrays.copyOf(good, good.length / 3));
    assertThat(plan(corrupt, "--frames", "1").exits(2).refusal()).contains(corrupt.toString());
    Files.writeString(corrupt, "no .blend at all");
    assertThat(plan(corrupt, "--frames", "1").exits(2).refusal()).contains(corrupt.toString());
  }

  @Test
  void aMissingTexture() throws IOException {
    Path scene =
        FarmFixture.scene(
            "missing-texture",
            "image = bpy.data.images.new('wood', 8, 8); image.source = 'FILE';"
                + " image.filepath = '//gone/wood.png'; image.use_fake_user = True");
    assertThat(plan(scene, "--frames", "1").exits(2).refusal())
        .contains("//gone/wood.png")
        .contains("missing");
  }

  @Test
  void anAbsolutePath() throws IOException {
    Path texture = folder.resolve("wood.png");
    Files.copy(anyPng(), texture);
    Path scene =
        FarmFixture.scene(
            "absolute-" + folder.getFileName(),
            "image = bpy.data.images.load('" + texture + "'); image.use_fake_user = True");
    assertThat(plan(scene, "--frames", "1").exits(2).refusal())
        .contains(texture.toString())
        .contains("Make Paths Relative");
  }

  private static Path anyPng() throws IOException {
    try (Stream<Path> files = Files.walk(FarmFixture.demoScene().getParent())) {
      return files.filter(file -> file.toString().endsWith(".png")).findFirst().orElseThrow();
    }
  }

  @Test
  void everythingAtOnce() throws IOException {
    Path scene = FarmFixture.scene("no-camera", "bpy.data.objects.remove(scene.camera)");
    Cli.Run run =
        plan(scene, "--frames", "1-10:2", "--chunk", "0", "--package", folder.toString()).exits(2);
    assertThat(run.err())
        .contains("column 5")
        .contains("chunk 0")
        .contains("no camera")
        .contains("no file `blender`");
  }

  @Test
  void aRendererThatCannotBeRunIsNeitherSealedNorSent() throws IOException {
    Path renderer = Files.createDirectories(folder.resolve("renderer"));
    Files.writeString(renderer.resolve("blender"), "#!/bin/sh\n");
    Path zip = folder.resolve("renderer.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("blender-4.2/blender"));
    }
    Path work = Files.createDirectory(folder.resolve("work"));
    for (Path given : List.of(renderer, zip)) {
      Cli.Run run =
          Cli.run(
              "submit",
              FarmFixture.smallScene().toString(),
              "--frames=1",
              "--emulator",
              nobody().toString(),
              "--work",
              work.toString(),
              "--package",
              given.toString());
      assertThat(run.exits(ExitCode.USAGE).refusal())
          .contains(given + ": it has no executable file `blender` in its root; name ");
      try (Stream<Path> files = Files.walk(work)) {
        assertThat(files).noneMatch(file -> file.toString().matches(".*(manifest|gz|sha256)"));
      }
    }
  }

  @Test
  void noBlender() throws IOException {
    assertThat(
            plan(FarmFixture.smallScene(), "--frames", "1", "--blender", "/nonexistent/blender")
                .exits(2)
                .refusal())
        .contains("/nonexistent/blender")
        .contains("--blender");
  }

  @Test
  void noProductionFile() throws IOException {
    String missing = folder.resolve("production.yaml").toString();
    assertThat(Cli.run("status", "--production", missing).exits(2).refusal())
        .contains(missing)
        .contains("--local");
  }

  @Test
  void aPortInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(Cli.run("emulator", "--port", port).exits(2).refusal()).contains(port);
      assertThat(Cli.run("emulator", "--blob-port", port).exits(2).refusal()).contains(port);
    }
  }

  @Test
  void aPortThatIsNone() {
    assertThat(Cli.run("emulator", "--port", "99999").exits(2).refusal()).contains("99999");
  }

  @Test
  void aFolderForFramesThatCannotBe() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(
            Cli.run(
                    "submit",
                    FarmFixture.smallScene().toString(),
                    "--frames",
                    "1",
                    "--local",
                    "--download",
                    file.toString())
                .exits(2)
                .refusal())
        .contains(file.toString())
        .doesNotContain("Exception");
  }

  @Test
  void aFullDiskUnderTheResult() throws Exception {
    Process process =
        Cli.builder("frames", "1-100")
            .redirectOutput(new File("/dev/full"))
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(folder.resolve("err"))).contains("stdout");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void noNode() throws Exception {
    Path err = folder.resolve("err");
    ProcessBuilder builder = Cli.builder("emulator");
    builder.environment().put("SEALFRAME_NODE", "/nonexistent/node");
    Process process = builder.redirectError(err.toFile()).start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      assertThat(Files.readAllLines(err)).hasSize(1);
      assertThat(Files.readString(err)).contains("/nonexistent/node");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anEndpointThatDoesNotAnswer() throws IOException {
    Path file = nobody();
    Cli.Run run = Cli.run("status", "--emulator", file.toString(), "--verbose");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.refusal())
        .contains(Json.parse(Files.readString(file)).get("batch").asText())
        .contains("does not answer");
    assertThat(run.err()).doesNotContain(KEY);
  }

  /** What an emulator would print that has ended. */
  private Path nobody() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    return Files.writeString(
        folder.resolve("emulator.json"),
        new LocalEndpoints(nobody, "acct", KEY, URI.create(nobody + "/acct")).text());
  }

  @Test
  void aPlanLeavesNothingBesideTheScene() throws IOException {
    Path scene = Files.copy(FarmFixture.smallScene(), folder.resolve("scene.blend"));
    plan(scene, "--frames", "1").exits(0);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(scene);
    }
  }
}
