package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What storage keeps, which Azurite does not: versions, soft-deleted and immutable data. */
@Tag("batch-sanitize-destroy")
class WrappedStorageIT {
  private static final String OURS = Plans.PRODUCTION.value();
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-28T06:00:00Z"), ZoneOffset.UTC);

  private WireMockServer server;
  private WrappedContainers containers;
  private WrappedBlobs control;

  @BeforeEach
  void start() {
    server = new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.port() + "/acct");
    BlobAddresses addresses = new BlobAddresses(endpoint, Plans.PRODUCTION);
    BlobServiceClient client =
        BlobConnection.to(
            endpoint,
            new StorageSharedKeyCredential(Wire.ACCOUNT, Wire.STORAGE_KEY),
            Resilience.standard());
    containers = new WrappedContainers(addresses, client, NOW);
    control =
        new WrappedBlobs(
            addresses, client.getBlobContainerClient(OURS + "-control"), List.of("wrap/"), NOW);
    server.stubFor(any(anyUrl()).atPriority(9).willReturn(error(404, "ResourceNotFound")));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private static ResponseDefinitionBuilder error(int status, String code) {
    return aResponse()
        .withStatus(status)
        .withHeader("x-ms-error-code", code)
        .withHeader("x-ms-request-id", "request-1");
  }

  private static ResponseDefinitionBuilder xml(String list) {
    return aResponse()
        .withHeader("Content-Type", "application/xml")
        .withBody(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults>"
                + list
                + "<NextMarker/></EnumerationResults>");
  }

  private static String blob(String name, String more, String properties) {
    return "<Blob><Name>%s</Name>%s<Properties><Etag>1</Etag>%s</Properties></Blob>"
        .formatted(name, more, properties);
  }

  private void blobs(String container, String... blobs) {
    server.stubFor(
        get(urlPathEqualTo("/acct/" + OURS + "-" + container))
            .willReturn(xml("<Blobs>" + String.join("", blobs) + "</Blobs>")));
  }

  private List<String> deletions() {
    return server.findAll(anyRequestedFor(anyUrl())).stream()
        .filter(request -> request.getMethod().getName().equals("DELETE"))
        .map(request -> request.getUrl() + " " + request.getHeader("x-ms-delete-snapshots"))
        .toList();
  }

  @Test
  void versionsAreDeletedAndWhatStaysIsCountedWithItsLastDay() {
    blobs(
        "control",
        blob("wrap/wrap.json", "", ""),
        blob("plans/a", "<VersionId>v2</VersionId><IsCurrentVersion>true</IsCurrentVersion>", ""),
        blob("plans/a", "<VersionId>v1</VersionId>", ""),
        blob("plans/b", "<Snapshot>s1</Snapshot>", ""),
        blob(
            "plans/c",
            "<Deleted>true</Deleted>",
            "<RemainingRetentionDays>7</RemainingRetentionDays>"),
        blob(
            "plans/d",
            "<Deleted>true</Deleted>",
            "<RemainingRetentionDays>3</RemainingRetentionDays>"),
        blob("hold/e", "", "<LegalHold>true</LegalHold>"),
        blob(
            "hold/f",
            "<VersionId>v1</VersionId>",
            "<ImmutabilityPolicyUntilDate>Sun, 28 Nov 2027 06:00:00 GMT</ImmutabilityPolicyUntilDate>"),
        blob(
            "hold/past",
            "<VersionId>v1</VersionId>",
            "<ImmutabilityPolicyUntilDate>Fri, 27 Nov 2026 06:00:00 GMT</ImmutabilityPolicyUntilDate>"));

    List<Belonging> found = control.list();

    assertThat(found.stream().filter(one -> one.standing() == Standing.OWN).map(Belonging::name))
        .containsExactly(
            "plans/a", "plans/a?versionid=v1", "plans/b?snapshot=s1", "hold/past?versionid=v1");
    assertThat(found.stream().filter(one -> one.standing() == Standing.STAYS).map(Belonging::note))
        .containsExactly(
            "2 blobs or versions, soft-deleted, the last until 2026-12-05T00:00:00Z",
            "1 blobs or versions, that cannot be changed, the last until 2027-11-28T06:00:00Z",
            "1 blobs or versions, under a legal hold");

    server.stubFor(delete(anyUrl()).willReturn(aResponse().withStatus(202)));
    found.stream()
        .filter(one -> one.standing() == Standing.OWN)
        .forEach(one -> assertThat(control.remove(one)).isEmpty());
    assertThat(deletions())
        .containsExactly(
            "/acct/" + OURS + "-control/plans%2Fa include",
            "/acct/" + OURS + "-control/plans%2Fa?versionid=v1 null",
            "/acct/" + OURS + "-control/plans%2Fb?snapshot=s1 null",
            "/acct/" + OURS + "-control/hold%2Fpast?versionid=v1 null");

    server.stubFor(delete(anyUrl()).willReturn(error(409, "BlobImmutableDueToPolicy")));
    assertThat(control.remove(found.get(0))).contains("storage keeps it: BlobImmutableDueToPolicy");
    server.stubFor(delete(anyUrl()).willReturn(error(403, "AuthorizationPermissionMismatch")));
    assertThatExceptionOfType(AccessRefusal.class).isThrownBy(() -> control.remove(found.get(0)));
  }

  @Test
  void aContainerThatIsKeptIsEmptiedAndOneThatIsSoftDeletedHasItsDay() {
    server.stubFor(
        get(urlPathMatching("/acct/?"))
            .willReturn(
                xml(
                    "<Containers>"
                        + container(OURS + "-output", "", "")
                        + container(
                            OURS + "-input",
                            "<Deleted>true</Deleted><Version>01D</Version>",
                            "<RemainingRetentionDays>7</RemainingRetentionDays>")
                        + container(OURS + "-control", "", "")
                        + container(OURS + "-strange", "", "")
                        + "</Containers>")));
    assertThat(containers.list())
        .extracting(Belonging::name, Belonging::standing)
        .containsExactly(
            tuple(OURS + "-output", Standing.OWN),
            tuple(OURS + "-input@01D", Standing.STAYS),
            tuple(OURS + "-control", Standing.STAYS),
            tuple(OURS + "-strange", Standing.FOREIGN));
    assertThat(containers.list().get(1).note())
        .isEqualTo("soft-deleted, until 2026-12-05T00:00:00Z");

    server.stubFor(
        delete(urlPathEqualTo("/acct/" + OURS + "-output"))
            .willReturn(error(409, "ContainerImmutableStorage")));
    blobs(
        "output",
        blob(
            "f",
            "<VersionId>v1</VersionId>",
            "<ImmutabilityPolicyUntilDate>Sun, 28 Nov 2027 06:00:00 GMT</ImmutabilityPolicyUntilDate>"));
    assertThat(containers.remove(containers.list().get(0)))
        .contains(
            "storage keeps it: ContainerImmutableStorage, with 1 blobs or versions, that cannot be"
                + " changed, the last until 2027-11-28T06:00:00Z");
  }

  private static String container(String name, String more, String properties) {
    return "<Container><Name>%s</Name>%s<Properties><Etag>1</Etag>%s</Properties></Container>"
        .formatted(name, more, properties);
  }
}
