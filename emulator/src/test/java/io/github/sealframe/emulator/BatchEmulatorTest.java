package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The wire: authentication, versions, errors, conditions, lists. No task runs here. */
class BatchEmulatorTest {

  private static BatchEmulator emulator;
  private static BatchWire wire;

  @BeforeAll
  static void start() {
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());
    wire = new BatchWire(emulator);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @Test
  void aSignedRequestIsAnsweredWithTheHeadersOfBatch() {
    BatchWire.Reply reply =
        wire.get("/pools", Map.of("client-request-id", "abc", "return-client-request-id", "true"))
            .expect(200);
    assertThat(UUID.fromString(reply.headers().get("request-id"))).isNotNull();
    assertThat(reply.headers())
        .containsEntry("client-request-id", "abc")
        .containsKey("DataServiceVersion");
    assertThat(reply.json().path("odata.metadata").asText()).endsWith("/$metadata#pools");
  }

  @Test
  void aRequestSignedWithAnotherKeyIsRefused() {
    String otherKey =
        Base64.getEncoder()
            .encodeToString("another".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    BatchWire.Reply reply =
        new BatchWire(emulator.endpoint(), emulator.accountName(), otherKey).get("/pools");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.code()).isEqualTo("AuthenticationFailed");
  }

  @Test
  void aRequestForAnotherAccountIsRefused() {
    assertThat(
            new BatchWire(emulator.endpoint(), "otheraccount", emulator.accountKey())
                .get("/pools")
                .status())
        .isEqualTo(403);
  }

  @Test
  void aRequestSignedHalfAnHourAgoIsRefused() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(30));
    assertThat(wire.send("GET", "/pools", "", Map.of(), date).status()).isEqualTo(403);
    String recent =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(10));
    assertThat(wire.send("GET", "/pools", "", Map.of(), recent).status()).isEqualTo(200);
  }

  @Test
  void anUnknownOperationNamesItself() {
    BatchWire.Reply reply = wire.get("/certificates").expect(501);
    assertThat(reply.code()).isEqualTo("NotImplemented");
    assertThat(reply.text()).contains("GET /certificates");
  }

  @Test
  void anotherApiVersionIsRefused() {
    assertThat(wire.get("/pools?api-version=2019-01-01.8.0").expect(400).code())
        .isEqualTo("UnsupportedRequestVersion");
    assertThat(wire.get("/pools?api-version=").expect(400).code())
        .isEqualTo("MissingRequiredQueryParameter");
    for (String version :
        List.of(
            "2022-10-01.16.0",
            "2023-05-01.17.0",
            "2023-11-01.18.0",
            "2024-02-01.19.0",
            "2024-07-01.20.0")) {
      wire.get("/pools?api-version=" + version).expect(200);
    }
    String tagged = "{`id`:`x`,`vmSize`:`v`,`resourceTags`:{`a`:`b`}}";
    assertThat(wire.post("/pools?api-version=2023-05-01.17.0", tagged).expect(400).text())
        .contains("'resourceTags' does not exist");
    wire.post("/pools?api-version=2023-11-01.18.0", tagged).expect(201);
  }

  /** What a node of the emulator could not do is refused before anything counts on it. */
  @Test
  void containersMultiInstanceTasksAndMountsNameThemselves() {
    wire.addPool("plain", 0, "");
    wire.addJob("plain", "plain", "");
    String container = "`commandLine`:`/bin/true`,`containerSettings`:{`imageName`:`i`}";
    String mounts =
        "`mountConfiguration`:[{`nfsMountConfiguration`:{`source`:`s`,`relativeMountPath`:`m`}}]";
    String job = "{`id`:`x`,`poolInfo`:{`poolId`:`plain`},";
    String auto =
        "{`id`:`x`,`poolInfo`:{`autoPoolSpecification`:{`poolLifetimeOption`:`job`,`pool`:{`vmSize`:`v`,";
    for (String[] refused :
        new String[][] {
          {"/pools", "{`id`:`x`,`vmSize`:`v`," + mounts + "}", "mountConfiguration"},
          {
            "/pools", "{`id`:`x`,`vmSize`:`v`,`startTask`:{" + container + "}}", "containerSettings"
          },
          {"/jobs", job + "`jobPreparationTask`:{" + container + "}}", "containerSettings"},
          {"/jobs", job + "`jobManagerTask`:{`id`:`m`," + container + "}}", "containerSettings"},
          {
            "/jobs",
            job
                + "`jobPreparationTask`:{`commandLine`:`/bin/true`},`jobReleaseTask`:{"
                + container
                + "}}",
            "containerSettings"
          },
          {"/jobs", auto + mounts + "}}}}", "mountConfiguration"},
          {"/jobs/plain/tasks", "{`id`:`x`," + container + "}", "containerSettings"},
          {
            "/jobs/plain/tasks",
            "{`id`:`x`,`commandLine`:`/bin/true`,`multiInstanceSettings`:{`coordinationCommandLine`:`/bin/true`}}",
            "multiInstanceSettings"
          }
        }) {
      BatchWire.Reply reply = wire.post(refused[0], refused[1]).expect(501);
      assertThat(reply.code()).as(refused[1]).isEqualTo("NotImplemented");
      assertThat(reply.text()).contains(refused[2]);
    }
    assertThat(
            wire.send("PATCH", "/pools/plain", "{" + mounts.replace('`', '"') + "}", Map.of())
                .expect(501)
                .text())
        .contains("mountConfiguration");
    assertThat(
            wire.post("/jobs/plain/addtaskcollection", "{`value`:[{`id`:`x`," + container + "}]}")
                .expect(200)
                .json()
                .at("/value/0/error/code")
                .asText())
        .isEqualTo("NotImplemented");
    wire.get("/jobs/x").expect(404);
    wire.get("/pools/x").expect(404);
  }

  @Test
  void bodiesThatAreNotJsonOrTooLargeAreRefused() {
    assertThat(wire.post("/pools", "{`id`:").expect(400).code()).isEqualTo("InvalidRequestBody");
    assertThat(wire.post("/pools", "{`vmSize`:`x`}").expect(400).code())
        .isEqualTo("MissingRequiredProperty");
    assertThat(wire.post("/pools", "{`id`:`a b`,`vmSize`:`x`}").expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    String large = "{`id`:`x`,`vmSize`:`" + "v".repeat(1_100_000) + "`}";
    assertThat(wire.post("/pools", large).expect(413).code()).isEqualTo("RequestBodyTooLarge");
  }

  @Test
  void idsAreComparedWithoutCase() {
    wire.addPool("CaseKept", 0, "");
    assertThat(wire.get("/pools/casekept").expect(200).json().path("id").asText())
        .isEqualTo("CaseKept");
    assertThat(wire.post("/pools", "{`id`:`CASEKEPT`,`vmSize`:`x`}").expect(409).code())
        .isEqualTo("PoolExists");
    wire.send("HEAD", "/pools/casekept", "", Map.of()).expect(200);
    wire.send("HEAD", "/pools/nosuch", "", Map.of()).expect(404);
    assertThat(wire.get("/pools/nosuch").expect(404).code()).isEqualTo("PoolNotFound");
  }

  @Test
  void aChangeWithAnOldETagIsRefused() {
    wire.addJob("etag", "nopool", "");
    String first = wire.get("/jobs/etag").headers().get("ETag");
    assertThat(first).startsWith("0x8D");
    Map<String, String> match = Map.of("If-Match", first);
    wire.send("PATCH", "/jobs/etag", "{\"priority\":5}", match).expect(200);
    assertThat(wire.send("PATCH", "/jobs/etag", "{\"priority\":6}", match).expect(412).code())
        .isEqualTo("ConditionNotMet");
    assertThat(wire.get("/jobs/etag").json().path("priority").asInt()).isEqualTo(5);
  }

  @Test
  void aJobComesBackWithItsDefaultsAndWithoutNulls() {
    wire.addJob(
        "defaults", "nopool", ",`displayName`:null,`constraints`:{`maxWallClockTime`:`PT49H30M`}");
    JsonNode job = wire.get("/jobs/defaults").json();
    assertThat(job.has("displayName")).isFalse();
    assertThat(job.path("onAllTasksComplete").asText()).isEqualTo("noaction");
    assertThat(job.path("constraints").path("maxWallClockTime").asText()).isEqualTo("P2DT1H30M");
    assertThat(job.path("state").asText()).isEqualTo("active");
    assertThat(job.path("executionInfo").path("poolId").asText()).isEqualTo("nopool");
  }

  @Test
  void addTaskCollectionAnswersForEachTask() {
    wire.addJob("collection", "nopool", "");
    wire.addTask("collection", "t1", "true", "");
    JsonNode results =
        wire.post(
                "/jobs/collection/addtaskcollection",
                "{`value`:[{`id`:`t0`,`commandLine`:`x`},{`id`:`T1`,`commandLine`:`x`},{`id`:`t2`}]}")
            .expect(200)
            .json()
            .path("value");
    assertThat(results)
        .extracting(result -> result.path("status").asText())
        .containsExactly("success", "clienterror", "clienterror");
    assertThat(results.get(1).path("error").path("code").asText()).isEqualTo("TaskExists");
    assertThat(results.get(2).path("error").path("code").asText())
        .isEqualTo("MissingRequiredProperty");
    assertThat(
            wire.get("/jobs/collection/taskcounts")
                .json()
                .path("taskCounts")
                .path("active")
                .asInt())
        .isEqualTo(2);
    String tooMany =
        IntStream.range(0, 101)
            .mapToObj(i -> "{`id`:`m" + i + "`,`commandLine`:`x`}")
            .collect(Collectors.joining(","));
    wire.post("/jobs/collection/addtaskcollection", "{`value`:[" + tooMany + "]}").expect(400);
  }

  private List<String> idsOf(String query) {
    List<String> ids = new ArrayList<>();
    wire.get("/jobs/lists/tasks?" + query)
        .expect(200)
        .json()
        .path("value")
        .forEach(task -> ids.add(task.path("id").asText()));
    return ids;
  }

  @Test
  void listsAreFilteredSelectedAndPaged() {
    wire.addJob("lists", "nopool", "");
    for (int i = 0; i < 5; i++) {
      wire.addTask("lists", "frame-" + i, "true", "");
    }
    wire.addTask("lists", "other", "true", "");
    JsonNode first =
        wire.get(
                "/jobs/lists/tasks?$filter=startswith(id,'frame-') and state eq 'active'&$select=id,state&maxresults=3")
            .expect(200)
            .json();
    assertThat(first.path("value")).hasSize(3);
    assertThat(first.path("value").get(0)).hasSize(2);
    String next = first.path("odata.nextLink").asText();
    assertThat(next).startsWith(emulator.endpoint() + "/jobs/lists/tasks?");
    String query =
        java.net.URLDecoder.decode(
            next.substring(next.indexOf('?') + 1), java.nio.charset.StandardCharsets.UTF_8);
    JsonNode second = wire.get("/jobs/lists/tasks?" + query).expect(200).json();
    assertThat(second.path("value"))
        .extracting(task -> task.path("id").asText())
        .containsExactly("frame-3", "frame-4");
    assertThat(second.has("odata.nextLink")).isFalse();
    assertThat(idsOf("$filter=id eq 'frame-4' or id eq 'none' or id eq 'frame-1'&maxresults=1"))
        .containsExactly("frame-1");
    assertThat(idsOf("$filter=id eq 'frame-4' or id eq 'frame-1'&$skiptoken=2"))
        .containsExactly("frame-4");
    assertThat(idsOf("$filter=id eq 'FRAME-4' or id eq 'frame-2' and state eq 'x'")).isEmpty();
    assertThat(wire.get("/jobs/lists/tasks?$filter=state is 'active'").expect(400).code())
        .isEqualTo("InvalidQueryParameterValue");
    assertThat(wire.get("/jobs/lists/tasks?maxresults=1001").expect(400).code())
        .isEqualTo("OutOfRangeQueryParameterValue");
  }

  @Test
  void aJobActionNeedsAJobThatActsOnTaskFailures() {
    wire.addJob("noactions", "nopool", "");
    String task = "{`id`:`t`,`commandLine`:`x`,`exitConditions`:{`default`:{`jobAction`:`none`}}}";
    assertThat(wire.post("/jobs/noactions/tasks", task).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    wire.addJob("actions", "nopool", ",`onTaskFailure`:`performexitoptionsjobaction`");
    wire.post("/jobs/actions/tasks", task).expect(201);
  }

  @Test
  void aJobWithoutTasksEndsAtOnceWhenItEndsWithItsTasks() {
    wire.addJob("empty", "nopool", "");
    wire.send("PATCH", "/jobs/empty", "{\"onAllTasksComplete\":\"terminatejob\"}", Map.of())
        .expect(200);
    JsonNode job = wire.get("/jobs/empty").json();
    assertThat(job.path("state").asText()).isEqualTo("completed");
    assertThat(job.path("executionInfo").path("terminateReason").asText())
        .isEqualTo("AllTasksComplete");
    assertThat(wire.post("/jobs/empty/tasks", "{`id`:`t`,`commandLine`:`x`}").expect(409).code())
        .isEqualTo("JobCompleted");
  }

  @Test
  void whatAJobPreparesItsNodesWithCannotBeChanged() {
    wire.addJob("fixed", "nopool", ",`jobPreparationTask`:{`commandLine`:`/bin/true`}");
    wire.post("/jobs/fixed/disable", "{`disableTasks`:`requeue`}").expect(202);
    wire.awaitJob("fixed", "disabled");
    for (String change :
        List.of(
            "{\"jobPreparationTask\":{\"commandLine\":\"/bin/false\"}}",
            "{\"onTaskFailure\":\"performexitoptionsjobaction\"}")) {
      assertThat(wire.send("PATCH", "/jobs/fixed", change, Map.of()).expect(400).code())
          .isEqualTo("InvalidRequestBody");
    }
    JsonNode job = wire.get("/jobs/fixed").json();
    assertThat(job.path("jobPreparationTask").path("commandLine").asText()).isEqualTo("/bin/true");
    assertThat(job.path("onTaskFailure").asText()).isEqualTo("noaction");
  }

  @Test
  void aDisabledJobCanBePointedToAnotherPoolAndAnActiveOneCannot() {
    wire.addJob("moves", "nopool", "");
    String move = "{\"poolInfo\":{\"poolId\":\"another\"}}";
    wire.send("PATCH", "/jobs/moves", move, Map.of()).expect(409);
    wire.post("/jobs/moves/disable", "{`disableTasks`:`requeue`}").expect(202);
    wire.awaitJob("moves", "disabled");
    wire.send("PATCH", "/jobs/moves", move, Map.of()).expect(200);
    assertThat(wire.get("/jobs/moves").json().path("poolInfo").path("poolId").asText())
        .isEqualTo("another");
  }

  @Test
  void aVerbThatAResourceDoesNotHaveIsRefused() {
    assertThat(wire.send("DELETE", "/pools", "", Map.of()).expect(405).code())
        .isEqualTo("UnsupportedHttpVerb");
  }

  @Test
  void aPropertyThatBatchDoesNotKnowIsRefusedAndNothingIsMade() {
    BatchWire.Reply pool =
        wire.post("/pools", "{`id`:`typo`,`vmSize`:`v`,`targetDedicatedNode`:2}").expect(400);
    assertThat(pool.code()).isEqualTo("InvalidRequestBody");
    assertThat(pool.text()).contains("'targetDedicatedNode' does not exist");
    wire.get("/pools/typo").expect(404);
    wire.addJob("typos", "nopool", "");
    // As a whole: what is no value of the type cannot be told apart into tasks.
    wire.post(
            "/jobs/typos/addtaskcollection",
            "{`value`:[{`id`:`good`,`commandLine`:`x`},{`id`:`bad`,`commandline`:`x`}]}")
        .expect(400);
    wire.get("/jobs/typos/tasks/good").expect(404);
  }

  @Test
  void listsRefuseWhatTheyAreNotFilteredSelectedOrExpandedBy() {
    wire.addJob("refusing", "nopool", "");
    for (String query :
        List.of(
            "/jobs/refusing/tasks?$filter=nodeInfo/nodeId eq 'n'",
            "/jobs/refusing/tasks?$filter=state gt 'active'",
            "/jobs?$filter=priority gt 3",
            "/nodecounts?$filter=startswith(poolId,'p')",
            "/applications?$filter=id eq 'blender'",
            "/pools?$select=id,colour",
            "/jobs/refusing?$select=colour",
            "/jobs?$expand=tasks",
            "/nodecounts?$expand=stats")) {
      assertThat(wire.get(query).expect(400).code()).isEqualTo("InvalidQueryParameterValue");
    }
    wire.get("/jobs/refusing?$expand=stats&$select=id,stats").expect(200);
  }

  @Test
  void nodeCountsComeInPagesOfTen() {
    for (int i = 0; i < 11; i++) {
      wire.addPool("counted" + i, 0, "");
    }
    JsonNode first = wire.get("/nodecounts").expect(200).json();
    assertThat(first.path("value")).hasSize(10);
    assertThat(first.has("odata.nextLink")).isTrue();
    wire.get("/nodecounts?maxresults=11").expect(400);
  }

  @Test
  void aRefusedAddressIsNotRepeatedWithItsSignature() {
    wire.addJob("signed", "nopool", "");
    for (String url : List.of("ftp://host/blob?sig=secret", "http://host/a b?sig=secret")) {
      BatchWire.Reply reply =
          wire.post(
                  "/jobs/signed/tasks",
                  "{`id`:`t`,`commandLine`:`x`,`resourceFiles`:[{`httpUrl`:`"
                      + url
                      + "`,`filePath`:`f`}]}")
              .expect(400);
      assertThat(reply.text()).contains("httpUrl").doesNotContain("secret");
    }
  }

  @Test
  void aResizeMayTakeFiveMinutesAtLeast() {
    wire.addPool("slow", 0, ",`resizeTimeout`:`PT90M`");
    assertThat(wire.get("/pools/slow").json().path("resizeTimeout").asText()).isEqualTo("PT1H30M");
    String resize = "{`targetDedicatedNodes`:0,`resizeTimeout`:`%s`}";
    assertThat(wire.post("/pools/slow/resize", resize.formatted("PT4M59S")).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
    wire.post("/pools/slow/resize", resize.formatted("PT5M")).expect(202);
    assertThat(wire.get("/pools/slow").json().path("resizeTimeout").asText()).isEqualTo("PT5M");
  }

  @Test
  void automaticScalingIsEnabledOnceInThirtySeconds() {
    wire.addPool("often", 0, "");
    String formula = "{`autoScaleFormula`:`$TargetDedicatedNodes = 0;`}";
    wire.post("/pools/often/enableautoscale", formula).expect(200);
    wire.post("/pools/often/disableautoscale", "").expect(200);
    assertThat(wire.post("/pools/often/enableautoscale", formula).expect(503).code())
        .isEqualTo("TooManyEnableAutoScaleRequests");
    assertThat(wire.get("/pools/often").json().path("enableAutoScale").asBoolean()).isFalse();
  }

  @Test
  void replacedPropertiesThatAreNotGivenAreGone() {
    wire.addPool(
        "replaced",
        0,
        ",`displayName`:`shown`,`metadata`:[{`name`:`a`,`value`:`b`}],`startTask`:{`commandLine`:`x`}");
    assertThat(wire.post("/pools/replaced/updateproperties", "{`metadata`:[]}").expect(400).code())
        .isEqualTo("MissingRequiredProperty");
    String tag = wire.get("/pools/replaced").headers().get("ETag");
    wire.send(
            "POST",
            "/pools/replaced/updateproperties",
            "{\"metadata\":[],\"certificateReferences\":[],\"applicationPackageReferences\":[]}",
            Map.of("If-Match", tag))
        .expect(204);
    JsonNode pool = wire.get("/pools/replaced").json();
    assertThat(pool.has("startTask")).isFalse();
    assertThat(pool.path("metadata")).isEmpty();
    assertThat(pool.path("displayName").asText()).isEqualTo("shown");
    wire.send("PATCH", "/pools/replaced", "{\"displayName\":\"new\"}", Map.of()).expect(200);
    assertThat(wire.get("/pools/replaced").json().path("displayName").asText()).isEqualTo("new");
  }

  @Test
  void packagesOfApplicationsAndCertificatesThatAreNotThereAreRefused() {
    String references = ",`applicationPackageReferences`:[{`applicationId`:`blender`}]";
    assertThat(
            wire.post("/pools", "{`id`:`packages`,`vmSize`:`v`" + references + "}")
                .expect(409)
                .code())
        .isEqualTo("InvalidApplicationPackageReferences");
    wire.addJob("packages", "nopool", "");
    assertThat(
            wire.post("/jobs/packages/tasks", "{`id`:`t`,`commandLine`:`x`" + references + "}")
                .expect(409)
                .code())
        .isEqualTo("InvalidApplicationPackageReferences");
    String certificate =
        ",`certificateReferences`:[{`thumbprint`:`00`,`thumbprintAlgorithm`:`sha1`}]";
    assertThat(
            wire.post("/pools", "{`id`:`packages`,`vmSize`:`v`" + certificate + "}")
                .expect(409)
                .code())
        .isEqualTo("InvalidCertificateReferences");
    BatchEmulator.Settings settings =
        BatchEmulator.Settings.defaults()
            .withApplications(List.of(new BatchApplication("Blender", "Blender", List.of("4.2"))));
    try (BatchEmulator other = BatchEmulator.start(settings)) {
      BatchWire known = new BatchWire(other);
      known.post("/pools", "{`id`:`packages`,`vmSize`:`v`" + references + "}").expect(409);
      assertThat(known.get("/applications").json().path("value"))
          .extracting(one -> one.path("id").asText())
          .containsExactly("Blender");
    }
  }

  @Test
  void readsAndChangesObeyTheirConditions() {
    wire.addJob("conditions", "nopool", "");
    BatchWire.Reply job = wire.get("/jobs/conditions").expect(200);
    String tag = job.headers().get("ETag");
    String modified = job.headers().get("Last-Modified");
    String before = "Thu, 01 Jan 2026 00:00:00 GMT";
    wire.get("/jobs/conditions", Map.of("If-None-Match", tag)).expect(304);
    wire.get("/jobs/conditions", Map.of("If-None-Match", "0x8D0")).expect(200);
    wire.get("/jobs/conditions", Map.of("If-Match", "0x8D0")).expect(412);
    wire.get("/jobs/conditions", Map.of("If-Modified-Since", modified)).expect(304);
    wire.get("/jobs/conditions", Map.of("If-Modified-Since", before)).expect(200);
    for (Map<String, String> failing :
        List.of(
            Map.of("If-None-Match", "*"),
            Map.of("If-Match", "0x8D0"),
            Map.of("If-Unmodified-Since", before),
            Map.of("If-Modified-Since", modified))) {
      assertThat(wire.send("POST", "/jobs/conditions/terminate", "", failing).expect(412).code())
          .isEqualTo("ConditionNotMet");
    }
    wire.send("POST", "/jobs/conditions/terminate", "", Map.of("If-Unmodified-Since", modified))
        .expect(202);
  }

  @Test
  void manyEmulatorsStartFastAndOneKeyDoesNotOpenAnother() {
    long begin = System.nanoTime();
    try (BatchEmulator second = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
      new BatchWire(second).get("/pools").expect(200);
      new BatchWire(second.endpoint(), emulator.accountName(), emulator.accountKey())
          .get("/pools")
          .expect(403);
    }
  }

  @Test
  void aTakenPortIsNamed() {
    BatchEmulator.Settings taken =
        BatchEmulator.Settings.defaults().withPort(emulator.endpoint().getPort());
    assertThatThrownBy(() -> BatchEmulator.start(taken))
        .isInstanceOf(EmulatorStartException.class)
        .hasMessageContaining("127.0.0.1:" + emulator.endpoint().getPort())
        .hasMessageContaining("Choose another port");
  }

  @Test
  void theFreshFolderGoesWithTheEmulator() {
    Path root;
    try (BatchEmulator other = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      root = other.nodeRoot();
      assertThat(Files.isDirectory(root)).isTrue();
    }
    assertThat(Files.exists(root)).isFalse();
  }
}
