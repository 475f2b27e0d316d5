package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pool's managed identities are good for, with an Azurite that takes tokens. */
class PoolIdentityIT {

  private static final String NODES = ArmWire.identity("nodes");
  private static final String OTHER = ArmWire.identity("other");
  private static final String TOKEN_PATH = "/metadata/identity/oauth2/token";
  private static final String QUERY =
      "?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F";

  @TempDir static Path folder;
  private static Path pem;
  private static Azurite azurite;
  private static BlobWire blobs;
  private static BatchEmulator emulator;
  private static BatchWire wire;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    pem = folder.resolve("azurite.pem");
    azurite = Azurite.start(AzuriteIT.settings(folder.resolve("data")).withHttps(pem));
    http = HttpClient.newBuilder().sslContext(Trust.and(pem)).build();
    blobs = new BlobWire(azurite, http);
    blobs.createContainer("files");
    blobs.put("files", "in/scene.txt", "scene\n");
    blobs.put("files", "in/deep/map.txt", "map\n");
    emulator =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults().withBearerToken().withTrustedCertificate(pem));
    wire = new BatchWire(emulator);
    addPool("with", NODES);
    addPool("both", NODES, OTHER);
    wire.addPool("without", 1, "");
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

  private static void addPool(String id, String... identities) {
    new ArmWire(emulator)
        .put(
            "/pools/" + id,
            "{`identity`:{`type`:`UserAssigned`,`userAssignedIdentities`:{"
                + Stream.of(identities)
                    .map(one -> "`" + one + "`:{}")
                    .collect(Collectors.joining(","))
                + "}},`properties`:{`vmSize`:`s`,`scaleSettings`:{`fixedScale`:{"
                + "`targetDedicatedNodes`:1}},`startTask`:{`commandLine`:`/bin/cat in/scene.txt`,"
                + "`waitForSuccess`:true,`resourceFiles`:["
                + blob("in/scene.txt", NODES)
                + "]}}}",
            Map.of())
        .expect(200);
  }

  private static String blob(String name, String identity) {
    return "{`httpUrl`:`"
        + azurite.blobEndpoint()
        + "/files/"
        + name
        + "`,`filePath`:`"
        + name
        + "`,`identityReference`:{`resourceId`:`"
        + identity
        + "`}}";
  }

  private static String container(String identity) {
    return "Url`:`"
        + azurite.blobEndpoint()
        + "/files`,`identityReference`:{`resourceId`:`"
        + identity
        + "`}";
  }

  private static String output(String identity, String path) {
    return ",`outputFiles`:[{`filePattern`:`../stdout.txt`,`destination`:{`container`:{`container"
        + container(identity)
        + ",`path`:`"
        + path
        + "`}},`uploadOptions`:{`uploadCondition`:`taskcompletion`}}]";
  }

  /** Runs a task and gives it as it ended. */
  private static JsonNode run(String pool, String id, String script, String more) {
    wire.addJob(id, pool, "");
    wire.addTask(id, "t", script, more);
    return wire.awaitTask(id, "t", "completed").path("executionInfo");
  }

  private static String stdout(String job) {
    return wire.get("/jobs/" + job + "/tasks/t/files/stdout.txt").expect(200).text();
  }

  @Test
  void filesAreFetchedAndStoredInItsNameWithoutASas() {
    JsonNode ended =
        run(
            "with",
            "io",
            "cat in/scene.txt got/in/deep/map.txt",
            ",`resourceFiles`:["
                + blob("in/scene.txt", NODES.toUpperCase(Locale.ROOT))
                + ",{`storageContainer"
                + container(NODES)
                + ",`blobPrefix`:`in/deep`,`filePath`:`got`}]"
                + output(NODES, "out/log.txt"));
    assertThat(ended.path("result").asText()).as(ended.toString()).isEqualTo("success");
    assertThat(blobs.get("files", "out/log.txt")).isEqualTo("scene\nmap\n");
  }

  @ParameterizedTest
  @CsvSource({"without, nodes", "with, other"})
  void aNodeThatDoesNotHaveItGetsNothing(String pool, String identity) {
    String id = ArmWire.identity(identity);
    String job = "denied-" + pool;
    JsonNode in = run(pool, job, "true", ",`resourceFiles`:[" + blob("in/scene.txt", id) + "]");
    assertThat(in.at("/failureInfo/code").asText()).isEqualTo("BlobAccessDenied");
    assertThat(in.at("/failureInfo/message").asText()).contains("no identity " + id);
    JsonNode all =
        run(
            pool,
            job + "-c",
            "true",
            ",`resourceFiles`:[{`storageContainer" + container(id) + "}]");
    assertThat(all.at("/failureInfo/code").asText()).isEqualTo("ResourceContainerAccessDenied");
    JsonNode out = run(pool, job + "-o", "echo x", output(id, "never"));
    assertThat(out.at("/failureInfo/code").asText()).isEqualTo("FileUploadAccessDenied");
    assertThat(blobs.status("files", "never")).isEqualTo(404);
  }

  @Test
  void aTokenIsNotSentInTheClearToAnotherMachine() {
    JsonNode in =
        run(
            "with",
            "clear",
            "true",
            ",`resourceFiles`:[{`httpUrl`:`http://192.0.2.1/files/x`,`filePath`:`x`,"
                + "`identityReference`:{`resourceId`:`"
                + NODES
                + "`}}]");
    assertThat(in.at("/failureInfo/code").asText()).isEqualTo("BlobAccessDenied");
    assertThat(in.at("/failureInfo/message").asText()).contains("over https only");
  }

  @Test
  void anAddressWithoutASasIsNotEnoughByItself() {
    JsonNode in =
        run(
            "with",
            "bare",
            "true",
            ",`resourceFiles`:[{`httpUrl`:`"
                + azurite.blobEndpoint()
                + "/files/in/scene.txt`,`filePath`:`x`}]");
    assertThat(in.at("/failureInfo/code").asText()).isIn("BlobAccessDenied", "BlobNotFound");
  }

  @Test
  void aProcessOnTheNodeGetsATokenThatAzuriteTakes() {
    JsonNode ended =
        run(
            "with",
            "curl",
            "token=$(curl -s -H Metadata:true \"$AZURE_POD_IDENTITY_AUTHORITY_HOST"
                + TOKEN_PATH
                + QUERY
                + "\" | sed \"s/.*access_token\\\":\\\"//; s/\\\".*//\"); curl -s --cacert ca.pem"
                + " -H \"Authorization: Bearer $token\" -H x-ms-version:2021-12-02 "
                + azurite.blobEndpoint()
                + "/files/in/scene.txt",
            certificateFile());
    assertThat(stdout("curl")).as(ended.toString()).isEqualTo("scene\n");
    JsonNode none = run("without", "none", "env", "");
    assertThat(none.path("result").asText()).isEqualTo("success");
    assertThat(stdout("none")).doesNotContain("AZURE_POD_IDENTITY");
  }

  /** The certificate that nodes trust is nobody's secret: it comes as a file from Azurite. */
  private static String certificateFile() {
    blobs.put("files", "ca.pem", read(pem));
    return ",`resourceFiles`:[" + blob("ca.pem", NODES) + "]";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void microsoftsOwnLibraryFindsIt() throws Exception {
    // As the emulator's user: another may not be able to read the packages that tests install.
    String host = host("both", "js");
    String named = System.getenv("SEALFRAME_AZURITE");
    String library = Path.of(named, "node_modules").toAbsolutePath().toString();
    ProcessBuilder node =
        new ProcessBuilder(
            "node",
            "-e",
            "const {ManagedIdentityCredential} = require('@azure/identity');"
                + "new ManagedIdentityCredential({resourceId: '"
                + OTHER
                + "'}).getToken('https://storage.azure.com/.default')"
                + ".then(t => console.log(t.token), e => {console.error(e); process.exit(1)})");
    node.environment().put("NODE_PATH", library);
    node.environment().put("AZURE_POD_IDENTITY_AUTHORITY_HOST", host);
    Process process = node.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String token = process.inputReader().readLine();
      assertThat(process.waitFor()).isZero();
      JsonNode claims = claims(token);
      assertThat(claims.path("xms_mirid").asText()).isEqualTo(OTHER);
      assertThat(claims.path("aud").asText()).isEqualTo("https://storage.azure.com");
      assertThat(claims.path("made_by").asText()).contains("emulator");
      assertThat(claims.path("exp").asLong() - claims.path("nbf").asLong()).isEqualTo(900);
    } finally {
      process.destroyForcibly();
    }
  }

  private static JsonNode claims(String token) throws Exception {
    return BatchWire.JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }

  /** The address that a process on the pool's node finds in its environment. */
  private static String host(String pool, String job) {
    run(pool, job, "echo $AZURE_POD_IDENTITY_AUTHORITY_HOST", "");
    return stdout(job).trim();
  }

  private static HttpResponse<String> ask(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void whatIsAskedWronglyIsRefusedAsOnAVirtualMachine() throws Exception {
    String url = host("both", "wrong") + TOKEN_PATH;
    for (List<String> wrong :
        List.of(
            List.of("", "Required metadata header", "x", "y"),
            List.of(QUERY, "Multiple user assigned identities", "Metadata", "true"),
            List.of(QUERY + "&client_id=1", "Identity not found", "Metadata", "true"),
            List.of(QUERY.replace("2018", "2017"), "api-version", "Metadata", "true"),
            List.of("?api-version=2018-02-01", "'resource' is missing", "Metadata", "true"))) {
      HttpResponse<String> answer = ask(url + wrong.get(0), wrong.get(2), wrong.get(3));
      assertThat(answer.statusCode()).as(wrong.toString()).isEqualTo(400);
      JsonNode body = BatchWire.JSON.readTree(answer.body());
      assertThat(body.path("error").asText()).isEqualTo("invalid_request");
      assertThat(body.path("error_description").asText()).contains(wrong.get(1));
    }
    String named = QUERY + "&msi_res_id=" + NODES.replace("/", "%2F");
    assertThat(ask(url + named, "Metadata", "true", "X-Forwarded-For", "192.0.2.1").statusCode())
        .isEqualTo(400);
    JsonNode granted = BatchWire.JSON.readTree(ask(url + named, "Metadata", "true").body());
    assertThat(granted.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(granted.path("expires_in").asText()).isEqualTo("900");
    String byClient = QUERY + "&client_id=" + granted.path("client_id").asText();
    assertThat(ask(url + byClient, "Metadata", "true").statusCode()).isEqualTo(200);
    String oid = claims(granted.path("access_token").asText()).path("oid").asText();
    assertThat(ask(url + QUERY + "&object_id=" + oid, "Metadata", "true").statusCode())
        .isEqualTo(200);
  }

  @Test
  void onlyTheNodesOwnAddressIsAnswered() throws Exception {
    String own = host("with", "own");
    String other = host("both", "others");
    int secret = own.lastIndexOf('/') + 1;
    for (String guessed :
        List.of(
            own.substring(0, secret) + other.substring(other.lastIndexOf('/') + 1),
            own.substring(0, secret) + "x",
            own.replaceFirst("(//[^/]*)/.*", "$1"))) {
      assertThat(ask(guessed + TOKEN_PATH + QUERY, "Metadata", "true").statusCode())
          .as(guessed)
          .isEqualTo(404);
    }
    assertThat(
            RawHttp.status(
                new RawHttp(URI.create(own))
                    .send(
                        "GET " + URI.create(own).getPath() + TOKEN_PATH + QUERY + " HTTP/1.1",
                        "Host: evil.example:" + URI.create(own).getPort(),
                        "Metadata: true")))
        .isEqualTo(400);
  }

  @Test
  void logsAreStoredInItsName() {
    String node = wire.awaitNodes("with", 1, "idle").get(0).path("id").asText();
    String path = "/pools/with/nodes/" + node + "/uploadbatchservicelogs";
    String body = "{`startTime`:`2020-01-01T00:00:00Z`,`container" + container(NODES) + "}";
    assertThat(wire.post(path, body).expect(200).json().path("numberOfFilesUploaded").asInt())
        .isEqualTo(1);
    assertThat(wire.post(path, body.replace(NODES, OTHER)).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
  }

  /** As Azure has it: machines of one pool have the same identities. */
  @Test
  void otherIdentitiesAreForNodesThatComeToAnEmptyPool() {
    String pool =
        "{`identity`:{`type`:`UserAssigned`,`userAssignedIdentities`:{`%s`:{}}},"
            + "`properties`:{`vmSize`:`s`,`scaleSettings`:{`fixedScale`:{`targetDedicatedNodes`:%d}}}}";
    ArmWire arm = new ArmWire(emulator);
    arm.put("/pools/other", pool.formatted(NODES, 1), Map.of()).expect(200);
    wire.awaitNodes("other", 1, "idle");
    arm.put("/pools/other", pool.formatted(OTHER, 2), Map.of()).expect(200);
    for (JsonNode node : wire.awaitNodes("other", 2, "idle")) {
      assertThat(logs("other", node, NODES)).isEqualTo(200);
      assertThat(logs("other", node, OTHER)).isEqualTo(400);
    }
    wire.post("/pools/other/resize", "{`targetDedicatedNodes`:0}").expect(202);
    wire.await("/pools/other", live -> live.path("currentDedicatedNodes").asInt() == 0);
    wire.await("/pools/other", live -> live.path("allocationState").asText().equals("steady"));
    wire.post("/pools/other/resize", "{`targetDedicatedNodes`:1}").expect(202);
    JsonNode fresh = wire.awaitNodes("other", 1, "idle").get(0);
    assertThat(logs("other", fresh, OTHER)).isEqualTo(200);
    assertThat(logs("other", fresh, NODES)).isEqualTo(400);
  }

  private static int logs(String pool, JsonNode node, String identity) {
    return wire.post(
            "/pools/" + pool + "/nodes/" + node.path("id").asText() + "/uploadbatchservicelogs",
            "{`startTime`:`2020-01-01T00:00:00Z`,`container" + container(identity) + "}")
        .status();
  }

  @Test
  void itsStartTaskHasItTooAndSoHaveNewNodes() {
    wire.awaitNodes("with", 1, "idle");
    wire.post("/pools/with/resize", "{`targetDedicatedNodes`:2}").expect(202);
    for (JsonNode node : wire.awaitNodes("with", 2, "idle")) {
      assertThat(
              wire.get(
                      "/pools/with/nodes/" + node.path("id").asText() + "/files/startup/stdout.txt")
                  .text())
          .isEqualTo("scene\n");
    }
  }
}
