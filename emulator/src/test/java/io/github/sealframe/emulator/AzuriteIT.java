package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azurite as a process, and resource and output files through it. */
class AzuriteIT {

  @TempDir static Path data;
  private static Azurite azurite;
  private static BlobWire blobs;
  private static BatchEmulator emulator;
  private static BatchWire wire;

  @BeforeAll
  static void start() {
    azurite = Azurite.start(settings(data));
    blobs = new BlobWire(azurite);
    blobs.createContainer("files");
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());
    wire = new BatchWire(emulator);
    wire.addPool("p", 1, "");
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
    if (azurite != null) {
      azurite.close();
    }
  }

  static Azurite.Settings settings(Path folder) {
    String named =
        Optional.ofNullable(System.getProperty("sealframe.azurite"))
            .orElseGet(() -> System.getenv("SEALFRAME_AZURITE"));
    assertThat(named)
        .as(
            "SEALFRAME_AZURITE has to name the folder that holds node_modules/azurite; samples/bin/verify installs it and sets it")
        .isNotNull();
    return Azurite.Settings.of(Path.of(named), node(), folder);
  }

  private static Path node() {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, "node"))) {
        return Path.of(folder, "node");
      }
    }
    throw new AssertionError("There is no node in the PATH; samples/bin/verify installs it");
  }

  @Test
  void resourceFilesAreThereBeforeTheCommandAndOutputFilesAfterIt() {
    blobs.put("files", "in/scene file+1.txt", "scene\n");
    wire.addJob("io", "p", "");
    String container = blobs.containerUrl("files", "cwr");
    wire.addTask(
        "io",
        "t",
        "cat in/scene; ls -l in/scene | cut -c1-10; mkdir -p out/sub; echo 1 > out/f_0001.png; echo 2 > out/sub/f_0002.png;"
            + " echo x > out/notes.txt; ln -s /etc/passwd out/link.png; echo err >&2",
        ",`resourceFiles`:[{`httpUrl`:`"
            + blobs.blobUrl("files", "in/scene file+1.txt", "r")
            + "`,`filePath`:`in/scene`,`fileMode`:`0640`}],`outputFiles`:["
            + outputFile("out/**/*.png", container, "frames", "tasksuccess")
            + ","
            + outputFile("../std*.txt", container, "log s+1", "taskcompletion")
            + ","
            + outputFile("out/notes.txt", container, "named/notes", "taskcompletion")
            + ","
            + outputFile("out/notes.txt", container, "never", "taskfailure")
            + "]");
    JsonNode task = wire.awaitTask("io", "t", "completed");
    assertThat(task.path("executionInfo").path("result").asText())
        .as(task.toString())
        .isEqualTo("success");
    assertThat(blobs.get("files", "log s+1/stdout.txt")).isEqualTo("scene\n-rw-r-----\n");
    assertThat(blobs.get("files", "log s+1/stderr.txt")).isEqualTo("err\n");
    assertThat(blobs.get("files", "frames/f_0001.png")).isEqualTo("1\n");
    assertThat(blobs.get("files", "frames/sub/f_0002.png")).isEqualTo("2\n");
    assertThat(blobs.get("files", "named/notes")).isEqualTo("x\n");
    assertThat(blobs.status("files", "never")).isEqualTo(404);
    assertThat(blobs.status("files", "frames/link.png")).isEqualTo(404);
  }

  @Test
  void theBlobsOfAContainerWithAPrefixAreThereUnderTheirWholeNames() {
    for (String blob : List.of("in/a 1+2&3", "in/deep/ü", "info", "other", "out/in/x")) {
      blobs.put("files", "pre/" + blob, blob + "\n");
    }
    wire.addJob("prefix", "p", "");
    String container = "`storageContainerUrl`:`" + blobs.containerUrl("files", "rl") + "`";
    wire.addTask(
        "prefix",
        "t",
        "cd got; grep -r . | sort; find . -type f ! -perm 640; ls -d ../pre/other",
        ",`resourceFiles`:[{"
            + container
            + ",`blobPrefix`:`pre/in`,`filePath`:`got`,`fileMode`:`0640`},{"
            + container
            + ",`blobPrefix`:`pre/other`},{"
            + container
            + ",`blobPrefix`:`pre/nothing`}]");
    wire.awaitTask("prefix", "t", "completed");
    assertThat(wire.get("/jobs/prefix/tasks/t/files/stdout.txt").text().lines())
        .containsExactly(
            "pre/in/a 1+2&3:in/a 1+2&3",
            "pre/in/deep/ü:in/deep/ü",
            "pre/info:info",
            "../pre/other");
  }

  @Test
  void aContainerOfManyPagesIsReadToItsEnd() {
    blobs.createContainer("pages");
    for (int i = 0; i < 3; i++) {
      blobs.put("pages", "f" + i, "x");
    }
    wire.addJob("pages", "p", "");
    String container = blobs.containerUrl("pages", "rl") + "&maxresults=1";
    wire.addTask(
        "pages", "t", "ls", ",`resourceFiles`:[{`storageContainerUrl`:`" + container + "`}]");
    wire.awaitTask("pages", "t", "completed");
    assertThat(wire.get("/jobs/pages/tasks/t/files/stdout.txt").text()).isEqualTo("f0\nf1\nf2\n");
  }

  @Test
  void aContainerThatCannotBeListedOrIsNotThereFailsTheTaskAndItsSasIsNotShown() {
    wire.addJob("unlisted", "p", "");
    String from = ",`resourceFiles`:[{`storageContainerUrl`:`%s`}]";
    wire.addTask("unlisted", "r", "true", from.formatted(blobs.containerUrl("files", "r")));
    assertThat(failureOf("unlisted", "r")).isEqualTo("ResourceContainerAccessDenied");
    wire.addTask("unlisted", "gone", "true", from.formatted(blobs.containerUrl("gone", "rl")));
    assertThat(failureOf("unlisted", "gone")).isEqualTo("ResourceContainerNotFound");
    assertThat(wire.get("/jobs/unlisted/tasks/gone").json().path("executionInfo").toString())
        .contains("/devstoreaccount1/gone")
        .doesNotContain("sig=");
    for (String wrong :
        List.of(
            "`autoStorageContainerName`:`c`,`filePath`:`f`",
            "`httpUrl`:`http://h/x`,`storageContainerUrl`:`http://h/c`,`filePath`:`f`",
            "`httpUrl`:`http://h/x`,`blobPrefix`:`x`,`filePath`:`f`",
            "`storageContainerUrl`:`c`")) {
      String task = "{`id`:`x`,`commandLine`:`true`,`resourceFiles`:[{" + wrong + "}]}";
      assertThat(wire.post("/jobs/unlisted/tasks", task).expect(400).code())
          .isEqualTo("InvalidPropertyValue");
    }
  }

  @Test
  void theLogOfANodesAgentIsUploadedAndCountedOnlyWhenTheContainerTookIt() {
    String node = wire.awaitNodes("p", 1, "idle").get(0).path("id").asText();
    String upload = "/pools/p/nodes/" + node + "/uploadbatchservicelogs";
    String body = "{`containerUrl`:`%s`,`startTime`:`%s`}";
    String container = blobs.containerUrl("files", "cw");
    JsonNode result =
        wire.post(upload, body.formatted(container, "2026-01-01T00:00:00Z")).expect(200).json();
    assertThat(result.path("numberOfFilesUploaded").asInt()).isEqualTo(1);
    assertThat(
            blobs
                .get("files", result.path("virtualDirectoryName").asText() + "/agent-debug.log")
                .lines())
        .first()
        .asString()
        .endsWith("Z node is creating");
    assertThat(uploaded(upload, body.formatted(container, "2999-01-01T00:00:00Z"))).isZero();
    String readOnly = blobs.containerUrl("files", "r");
    assertThat(uploaded(upload, body.formatted(readOnly, "2026-01-01T00:00:00Z"))).isZero();
    BatchWire.Reply noUrl =
        wire.post(upload, body.formatted("files?sig=secret", "2026-01-01T00:00:00Z")).expect(400);
    assertThat(noUrl.text()).doesNotContain("secret");
    wire.post(upload, "{`containerUrl`:`" + container + "`}").expect(400);
  }

  private static int uploaded(String path, String body) {
    return wire.post(path, body).expect(200).json().path("numberOfFilesUploaded").asInt(-1);
  }

  @Test
  void aMissingAndAForbiddenResourceFileFailTheTaskBeforeItsCommand() {
    wire.addJob("missing", "p", "");
    blobs.put("files", "there", "x");
    String gone = blobs.blobUrl("files", "gone", "r");
    wire.addTask("missing", "gone", "touch ran", resource(gone));
    JsonNode info = wire.awaitTask("missing", "gone", "completed").path("executionInfo");
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("BlobNotFound");
    assertThat(info.path("failureInfo").path("message").asText())
        .contains("/files/gone")
        .doesNotContain("sig=");
    assertThat(info.has("exitCode")).isFalse();
    wire.addTask("missing", "secret", "true", resource(azurite.blobEndpoint() + "/files/there"));
    assertThat(failureOf("missing", "secret")).isIn("BlobAccessDenied", "BlobNotFound");
    wire.addTask(
        "missing", "forged", "true", resource(blobs.blobUrl("files", "there", "r") + "AA"));
    assertThat(failureOf("missing", "forged")).isEqualTo("BlobAccessDenied");
    wire.addTask("missing", "nobody", "true", resource("http://127.0.0.1:1/x"));
    assertThat(failureOf("missing", "nobody")).isEqualTo("BlobDownloadMiscError");
  }

  @Test
  void aFailedResourceFileOfTheStartTaskIsToldByTheNode() {
    wire.addPool(
        "q",
        1,
        ",`startTask`:{`commandLine`:`true`,`waitForSuccess`:true"
            + resource(blobs.blobUrl("files", "nothing", "r"))
            + "}");
    JsonNode node = wire.awaitNodes("q", 1, "starttaskfailed").get(0);
    assertThat(node.path("startTaskInfo").path("failureInfo").path("code").asText())
        .isEqualTo("BlobNotFound");
    assertThat(node.path("startTaskInfo").path("failureInfo").path("category").asText())
        .isEqualTo("usererror");
    wire.send("DELETE", "/pools/q", "", Map.of()).expect(202);
  }

  @Test
  void anOutputThatCannotBeStoredFailsTheTask() {
    wire.addJob("out", "p", "");
    wire.addTask(
        "out",
        "t",
        "echo x > x",
        ",`outputFiles`:["
            + outputFile("x", blobs.containerUrl("files", "r"), "y", "taskcompletion")
            + "]");
    JsonNode info = wire.awaitTask("out", "t", "completed").path("executionInfo");
    assertThat(info.path("result").asText()).isEqualTo("failure");
    assertThat(info.path("exitCode").asInt()).isZero();
    assertThat(info.path("failureInfo").path("code").asText()).isEqualTo("FileUploadAccessDenied");
  }

  @ParameterizedTest
  @CsvSource({"failed, 404, failure", "torn, 200, failure", "short, 200, success"})
  void anOutputIsNotStoredAsItIsWhenThatWasAskedFor(String how, int stored, String result) {
    String plan = "{`rules`:[{`on`:`faulty-*/t/cut/*`,`fault`:{`upload`:{`how`:`" + how + "`}}}]}";
    wire.send("PUT", "/sealframe/faults", plan.replace('`', '"'), Map.of()).expect(200);
    String job = "faulty-" + how;
    String container = blobs.containerUrl("files", "rwc");
    wire.addJob(job, "p", "");
    wire.addTask(
        job,
        "t",
        "printf 12345678 > x",
        ",`outputFiles`:["
            + outputFile("x", container, how + "/whole", "taskcompletion")
            + ","
            + outputFile("x", container, "cut/" + how, "taskcompletion")
            + "]");
    JsonNode info = wire.awaitTask(job, "t", "completed").path("executionInfo");
    wire.send("DELETE", "/sealframe/faults", "", Map.of()).expect(204);
    assertThat(info.path("result").asText()).isEqualTo(result);
    assertThat(info.path("failureInfo").path("code").asText())
        .isEqualTo(result.equals("failure") ? "FileUploadMiscError" : "");
    assertThat(blobs.get("files", how + "/whole")).isEqualTo("12345678");
    assertThat(blobs.status("files", "cut/" + how)).isEqualTo(stored);
    if (stored == 200) {
      assertThat(blobs.get("files", "cut/" + how)).isEqualTo("1234");
    }
  }

  @Test
  void aPortThatIsTakenIsNamedAndNothingIsLeft(@TempDir Path other) {
    int port = azurite.blobEndpoint().getPort();
    assertThatThrownBy(() -> Azurite.start(settings(other).withPort(port)))
        .isInstanceOf(EmulatorStartException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("EADDRINUSE");
  }

  @Test
  void aMissingAzuriteAndAMissingNodeAreNamed(@TempDir Path empty) {
    assertThatThrownBy(() -> Azurite.start(Azurite.Settings.of(empty, node(), empty)))
        .isInstanceOf(EmulatorStartException.class)
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("npm install azurite");
    Azurite.Settings settings = settings(empty);
    assertThatThrownBy(
            () ->
                Azurite.start(
                    Azurite.Settings.of(settings.packageFolder(), Path.of("/no/node"), empty)))
        .isInstanceOf(EmulatorStartException.class)
        .hasMessageContaining("/no/node");
  }

  @Test
  void azuriteAndTheTasksDieWithAKilledJvm(@TempDir Path other)
      throws IOException, InterruptedException {
    Azurite.Settings settings = settings(other);
    Process jvm =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    DoomedJvm.class.getName(),
                    settings.packageFolder().toString(),
                    settings.node().toString(),
                    other.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = jvm.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("PIDS ")) {
        line = lines.readLine();
      }
      assertThat(line).as("the pids that the other JVM tells of").isNotNull();
      List<ProcessHandle> doomed =
          List.of(line.substring(5).split(" ", -1)).stream()
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
              .toList();
      assertThat(doomed).hasSize(3).allMatch(ProcessHandle::isAlive);
      jvm.destroyForcibly().waitFor();
      for (ProcessHandle handle : doomed) {
        assertThat(handle.onExit().orTimeout(10, TimeUnit.SECONDS))
            .succeedsWithin(Duration.ofSeconds(10));
      }
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void anAccountOfItsOwnReplacesTheKnownOne(@TempDir Path other)
      throws IOException, InterruptedException {
    try (Azurite own = Azurite.start(settings(other).withAccount("studio", azurite.accountKey()))) {
      assertThat(own.blobEndpoint().getPath()).isEqualTo("/studio");
      new BlobWire(own).createContainer("own");
      HttpResponse<Void> known =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(own.blobEndpoint().resolve("/devstoreaccount1?comp=list"))
                      .build(),
                  HttpResponse.BodyHandlers.discarding());
      assertThat(known.statusCode()).isGreaterThanOrEqualTo(400);
    }
  }

  private String failureOf(String job, String task) {
    return wire.awaitTask(job, task, "completed")
        .path("executionInfo")
        .path("failureInfo")
        .path("code")
        .asText();
  }

  private static String resource(String url) {
    return ",`resourceFiles`:[{`httpUrl`:`" + url + "`,`filePath`:`file`}]";
  }

  private static String outputFile(
      String pattern, String container, String path, String condition) {
    return "{`filePattern`:`"
        + pattern
        + "`,`destination`:{`container`:{`containerUrl`:`"
        + container
        + "`,`path`:`"
        + path
        + "`}},`uploadOptions`:{`uploadCondition`:`"
        + condition
        + "`}}";
  }
}
