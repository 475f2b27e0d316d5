package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.microsoft.azure.batch.protocol.models.JobAction;
import com.microsoft.azure.batch.protocol.models.JobAddParameter;
import com.microsoft.azure.batch.protocol.models.PoolAddParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddCollectionParameter;
import com.microsoft.azure.batch.protocol.models.TaskAddParameter;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import io.github.sealframe.core.TaskPlan;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.joda.time.Period;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is sent, read into the models of Microsoft's previous client, where the unknown fails. */
class BodiesIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final ObjectMapper ORACLE =
      new AzureJacksonAdapter()
          .serializer()
          .copy()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Reads the last body sent to {@code path}; all of it must be there when written again. */
  private static <T> T sent(String path, Class<T> type) throws IOException {
    var requests = SERVER.findAll(postRequestedFor(urlPathEqualTo(path)));
    return read(requests.get(requests.size() - 1).getBodyAsString(), type);
  }

  static <T> T read(String body, Class<T> type) throws IOException {
    T model = ORACLE.readValue(body, type);
    assertNothingLost(Json.MAPPER.readTree(body), ORACLE.valueToTree(model), "");
    return model;
  }

  private static void assertNothingLost(JsonNode ours, JsonNode theirs, String at) {
    assertThat(theirs.getNodeType()).describedAs(at).isEqualTo(ours.getNodeType());
    if (ours.isObject()) {
      assertThat(theirs.fieldNames())
          .toIterable()
          .describedAs(at)
          .containsExactlyInAnyOrderElementsOf(ours::fieldNames);
      ours.fields()
          .forEachRemaining(
              field ->
                  assertNothingLost(
                      field.getValue(), theirs.get(field.getKey()), at + "/" + field.getKey()));
    } else if (ours.isArray()) {
      assertThat(theirs.size()).describedAs(at).isEqualTo(ours.size());
      for (int i = 0; i < ours.size(); i++) {
        assertNothingLost(ours.get(i), theirs.get(i), at + "/" + i);
      }
    } else if (ours.isTextual() && ours.asText().startsWith("PT")) {
      assertThat(Period.parse(theirs.asText()).toStandardDuration())
          .describedAs(at)
          .isEqualTo(Period.parse(ours.asText()).toStandardDuration());
    } else {
      assertThat(theirs).describedAs(at).isEqualTo(ours);
    }
  }

  @Test
  void aPoolIsWhatBatchExpects() throws IOException {
    SERVER.stubFor(any(anyUrl()).willReturn(Wire.done(201)));
    Wire.pools(SERVER).createPool(Plans.pool(Optional.of(Plans.SUBNET), Optional.empty()));

    PoolAddParameter pool = sent("/pools", PoolAddParameter.class);

    assertThat(pool.id()).isEqualTo(Plans.POOL.value());
    assertThat(pool.virtualMachineConfiguration().imageReference().virtualMachineImageId())
        .isEqualTo(Plans.IMAGE);
    assertThat(pool.virtualMachineConfiguration().securityProfile().uefiSettings().vTpmEnabled())
        .isTrue();
    assertThat(pool.virtualMachineConfiguration().securityProfile().securityType()).isNotNull();
    assertThat(pool.virtualMachineConfiguration().securityProfile().encryptionAtHost()).isTrue();
    assertThat(pool.networkConfiguration().subnetId()).isEqualTo(Plans.SUBNET);
    assertThat(pool.networkConfiguration().publicIPAddressConfiguration().provision().toString())
        .isEqualTo("nopublicipaddresses");
    assertThat(pool.targetNodeCommunicationMode().toString()).isEqualTo("simplified");
    assertThat(pool.enableInterNodeCommunication()).isFalse();
    assertThat(pool.startTask().waitForSuccess()).isTrue();
    assertThat(pool.startTask().maxTaskRetryCount()).isZero();
    assertThat(pool.startTask().userIdentity().autoUser().elevationLevel().toString())
        .isEqualTo("admin");
    assertThat(pool.startTask().resourceFiles())
        .extracting(file -> file.filePath())
        .containsExactly("verify.sh", "package.tar.gz");
    assertThat(pool.startTask().environmentSettings())
        .extracting(setting -> setting.name() + "=" + setting.value())
        .containsExactly("SEALFRAME_IMAGE=" + Plans.IMAGE);
    assertThat(pool.metadata().get(0).value()).isEqualTo(Plans.PRODUCTION.value());
  }

  @Test
  void aJobAndItsTasksAreWhatBatchExpects() throws IOException {
    SERVER.stubFor(post(urlPathEqualTo("/jobs")).willReturn(Wire.done(201)));
    String path = "/jobs/" + Plans.JOB + "/addtaskcollection";
    SERVER.stubFor(
        post(urlPathEqualTo(path))
            .willReturn(
                Wire.json(200, "{\"value\":[{\"status\":\"success\",\"taskId\":\"00001-1\"}]}")));
    for (AzureJobs jobs : List.of(Wire.jobs(SERVER), Wire.jobsOfIdentities(SERVER))) {
      jobs.createJob(Plans.job(1));
      jobs.addTasks(Plans.job(1), each -> {});

      JobAddParameter job = sent("/jobs", JobAddParameter.class);
      assertThat(job.onTaskFailure().toString()).isEqualTo("performexitoptionsjobaction");
      assertThat(job.onAllTasksComplete().toString()).isEqualTo("noaction");
      assertThat(job.jobPreparationTask().rerunOnNodeRebootAfterSuccess()).isTrue();
      assertThat(job.jobPreparationTask().constraints().maxTaskRetryCount()).isZero();
      assertThat(job.jobPreparationTask().environmentSettings())
          .extracting(setting -> setting.name() + "=" + setting.value())
          .containsExactly("SEALFRAME_IMAGE=" + Plans.IMAGE);
      assertTask(sent(path, TaskAddCollectionParameter.class).value().get(0));
    }
  }

  private static void assertTask(TaskAddParameter task) {
    assertThat(task.constraints().maxTaskRetryCount()).isZero();
    assertThat(task.constraints().maxWallClockTime()).isEqualTo(Period.hours(4));
    assertThat(task.constraints().retentionTime()).isEqualTo(Period.hours(1));
    assertThat(task.userIdentity().autoUser().scope().toString()).isEqualTo("task");
    assertThat(task.userIdentity().autoUser().elevationLevel().toString()).isEqualTo("nonadmin");
    assertThat(task.exitConditions().defaultProperty().jobAction()).isEqualTo(JobAction.NONE);
    assertThat(task.exitConditions().preProcessingError().jobAction()).isEqualTo(JobAction.NONE);
    assertThat(task.exitConditions().fileUploadError().jobAction()).isEqualTo(JobAction.NONE);
    assertThat(task.exitConditions().exitCodeRanges())
        .singleElement()
        .satisfies(
            range -> {
              assertThat(range.start()).isEqualTo(10);
              assertThat(range.end()).isEqualTo(16);
              assertThat(range.exitOptions().jobAction()).isEqualTo(JobAction.DISABLE);
            });
    String outputs = Plans.JOB + "/00001-1/";
    assertThat(task.outputFiles())
        .extracting(file -> file.filePattern() + " " + file.destination().container().path())
        .containsExactly(
            "frames/*.png " + outputs + "frames",
            "attestations/* " + outputs + "attestations",
            TaskPlan.RECORD + " " + outputs + TaskPlan.RECORD,
            "../std*.txt " + outputs + "logs");
  }

  @Test
  @Tag("managed-identity")
  @Tag("wf-batch-node-scoped-input")
  void aPoolOfIdentitiesHoldsNoSas() throws IOException {
    String body =
        Json.MAPPER.writeValueAsString(
            new PoolBody(Wire.identityAccess())
                .of(Plans.pool(Optional.of(Plans.SUBNET), Optional.of(Plans.IDENTITY))));

    PoolAddParameter pool = read(body, PoolAddParameter.class);

    assertThat(body).doesNotContain("sig=").doesNotContain("?");
    assertThat(pool.startTask().resourceFiles())
        .allSatisfy(
            file -> {
              assertThat(file.httpUrl())
                  .startsWith("https://acct.blob.core.windows.net/pabcdefghij-packages/sha256/");
              assertThat(file.identityReference().resourceId()).isEqualTo(Plans.IDENTITY);
            });
  }

  @Test
  void aSasHasTheLeastRightsForOneDay() {
    NodeAccess access =
        Wire.sasAccess(Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC));

    assertThat(
            access
                .input(Plans.gate(io.github.sealframe.core.ContainerRole.INPUT).inputs().get(0))
                .httpUrl())
        .contains("sp=r&")
        .contains("sr=b&")
        .contains("se=1970-01-02T00%3A00%3A00Z");
    assertThat(
            access
                .output(
                    new io.github.sealframe.core.BlobRef(
                        io.github.sealframe.core.ContainerRole.OUTPUT, "x"))
                .containerUrl())
        .contains("/acct/pabcdefghij-output?")
        .contains("sp=cw&")
        .contains("sr=c&");
  }
}
