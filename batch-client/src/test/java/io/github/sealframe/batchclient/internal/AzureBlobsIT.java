package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.azure.identity.CredentialUnavailableException;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.BlobStore.BlobProperties;
import io.github.sealframe.core.ContainerProtection;
import io.github.sealframe.core.ContainerProtection.Setting;
import io.github.sealframe.core.ContainerProtection.State;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Disposition;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldRecords;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Blobs and hold records against Azurite. */
class AzureBlobsIT {
  private static final URI NO_BATCH = URI.create("http://127.0.0.1:1");

  private static Azurite azurite;
  private static Farm farm;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    azurite = Azurite.start(folder);
    farm = farm(Plans.PRODUCTION, Azurite.KEY);
    farm.blobs().createContainers();
  }

  @AfterAll
  static void stop() {
    if (azurite != null) {
      azurite.close();
    }
  }

  private static Farm farm(ProductionCode production, String key) {
    return new Connections(
            NO_BATCH,
            azurite.endpoint(),
            production,
            Clock.systemUTC(),
            Resilience.standard(),
            call -> {})
        .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, key)
        .farm();
  }

  private static BlobRef blob(String name) {
    return new BlobRef(ContainerRole.INPUT, name);
  }

  private static String read(BlobRef blob) throws IOException {
    try (BlobStore.OpenBlob open = farm.blobs().open(blob).orElseThrow()) {
      return new String(open.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void sendsOnceAndReadsBack() throws IOException {
    BlobRef blob = blob("a b/ü$(x)+1.txt");
    assertThat(farm.blobs().properties(blob)).isEmpty();
    assertThat(farm.blobs().open(blob)).isEmpty();

    assertThat(farm.blobs().putIfAbsent(blob, Content.of("first"))).isTrue();
    assertThat(farm.blobs().putIfAbsent(blob, Content.of("second"))).isFalse();

    assertThat(read(blob)).isEqualTo("first");
    BlobProperties properties = farm.blobs().properties(blob).orElseThrow();
    assertThat(properties.bytes()).isEqualTo(5);
    assertThat(properties.blob()).isEqualTo(blob);
  }

  @Test
  void replacesOnlyWhatItKnows() throws IOException {
    BlobRef blob = blob("replaced");
    farm.blobs().putIfAbsent(blob, Content.of("old"));
    String etag = farm.blobs().properties(blob).orElseThrow().etag();

    assertThat(farm.blobs().replace(blob, Content.of("new"), etag)).isTrue();
    assertThat(farm.blobs().replace(blob, Content.of("late"), etag)).isFalse();
    assertThat(farm.blobs().replace(blob("never there"), Content.of("x"), etag)).isFalse();
    assertThat(read(blob)).isEqualTo("new");
  }

  @Test
  void sendsManyBlocksInLittleMemory() throws IOException {
    long size = 100L << 20;
    BlobRef blob = blob("big");
    MessageDigest sent = Sha256.digest();

    assertThat(farm.blobs().putIfAbsent(blob, noise(size, size, sent))).isTrue();
    assertThat(farm.blobs().putIfAbsent(blob, noise(size, size, Sha256.digest()))).isFalse();

    MessageDigest received = Sha256.digest();
    try (BlobStore.OpenBlob open = farm.blobs().open(blob).orElseThrow()) {
      assertThat(open.properties().bytes()).isEqualTo(size);
      new DigestInputStream(open.stream(), received).transferTo(OutputStream.nullOutputStream());
    }
    assertThat(Sha256.of(received)).isEqualTo(Sha256.of(sent));
  }

  /** Bytes that depend on their place; {@code size} is said, {@code real} is there. */
  private static Content noise(long size, long real, MessageDigest digest) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        InputStream bytes =
            new InputStream() {
              private long at;

              @Override
              public int read() {
                return at < real ? (int) ((at++ * 0x9E3779B97F4A7C15L) >>> 56) : -1;
              }

              @Override
              public int read(byte[] into, int offset, int length) {
                int count = (int) Math.min(length, real - at);
                for (int i = 0; i < count; i++) {
                  into[offset + i] = (byte) read();
                }
                return count == 0 && length > 0 ? -1 : count;
              }
            };
        return new DigestInputStream(bytes, digest);
      }
    };
  }

  @Test
  void contentThatChangesWhileItIsReadIsNotStored() {
    for (long real : new long[] {0, 1_000_000, 20_000_001}) {
      BlobRef blob = blob("short-" + real);
      assertThatIOException()
          .isThrownBy(
              () -> farm.blobs().putIfAbsent(blob, noise(20_000_000, real, Sha256.digest())))
          .withMessageContaining("changed");
      assertThat(farm.blobs().properties(blob)).isEmpty();
    }
  }

  @Test
  void aFileThatCannotBeReadIsNoServiceFailure() {
    Content broken =
        new Content() {
          @Override
          public long size() {
            return 10;
          }

          @Override
          public InputStream open() {
            return new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the disk is broken");
              }

              @Override
              public int read(byte[] into, int offset, int length) throws IOException {
                return read();
              }
            };
          }
        };

    assertThatIOException()
        .isThrownBy(() -> farm.blobs().putIfAbsent(blob("broken"), broken))
        .withMessage("the disk is broken");
  }

  @Test
  void listsByPrefixInOrder() throws IOException {
    for (String name : List.of("list/b", "list/a/1", "list/c", "lost")) {
      farm.blobs().putIfAbsent(blob(name), Content.of(name));
    }
    List<BlobProperties> found = new ArrayList<>();

    farm.blobs().list(ContainerRole.INPUT, "list/", found::add);

    assertThat(found)
        .extracting(properties -> properties.blob().name())
        .containsExactly("list/a/1", "list/b", "list/c");
    assertThat(found.get(0)).isEqualTo(farm.blobs().properties(blob("list/a/1")).orElseThrow());
  }

  @Test
  void containersArePrivateAndMadeOnce() throws Exception {
    farm.blobs().createContainers();
    farm.blobs().putIfAbsent(blob("private"), Content.of("x"));

    assertThat(get(azurite.endpoint() + "/pabcdefghij-input/private")).isIn(403, 404, 409);
  }

  @Test
  void protectionThatStorageDoesNotTellIsUnknown() {
    for (ContainerRole role : ContainerRole.values()) {
      ContainerProtection protection = farm.blobs().protection(role).orElseThrow();
      assertThat(protection.role()).isEqualTo(role);
      assertThat(protection.immutabilityPolicy()).isEqualTo(Setting.known(false));
      assertThat(protection.legalHold()).isEqualTo(Setting.known(false));
      assertThat(protection.versionImmutability().state()).isEqualTo(State.UNKNOWN);
      assertThat(protection.versioning().toString())
          .isEqualTo(
              "unknown: only Azure Resource Manager tells; no blob of this container has a version");
    }
    assertThat(
            farm(new ProductionCode("pddddddddd2"), Azurite.KEY)
                .blobs()
                .protection(ContainerRole.CONTROL))
        .isEmpty();
  }

  @Test
  void namesOfContainersAreMadeOfTheCodeAndTheRole() {
    List<String> containers =
        BlobConnection.to(
                azurite.endpoint(),
                new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY),
                Resilience.standard())
            .listBlobContainers()
            .stream()
            .map(BlobContainerItem::getName)
            .filter(name -> name.startsWith(Plans.PRODUCTION.value()))
            .toList();
    assertThat(containers)
        .containsExactlyInAnyOrder(
            "pabcdefghij-packages",
            "pabcdefghij-input",
            "pabcdefghij-output",
            "pabcdefghij-evidence",
            "pabcdefghij-control");
  }

  private static int get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int put(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("x-ms-blob-type", "BlockBlob")
                .PUT(HttpRequest.BodyPublishers.ofString("from a node"))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void nodesOfTheEmulatorReadOneBlobAndWriteOneContainer() throws Exception {
    BlobRef blob = BlobRef.of(ContainerRole.PACKAGES, Sha256.of(new byte[] {1}));
    farm.blobs().putIfAbsent(blob, Content.of("package"));
    farm.blobs().putIfAbsent(new BlobRef(ContainerRole.PACKAGES, "other"), Content.of("other"));
    NodeAccess access = access(Clock.systemUTC());
    NodeInput input = new NodeInput("x", blob, Sha256.of(new byte[] {1}), Content.of("package"));
    String url = access.input(input).httpUrl();

    assertThat(get(url)).isEqualTo(200);
    assertThat(get(url.replace(blob.name(), "other"))).isEqualTo(403);
    assertThat(put(url)).isEqualTo(403);
    NodeAccess past = access(Clock.offset(Clock.systemUTC(), java.time.Duration.ofHours(-25)));
    assertThat(get(past.input(input).httpUrl())).isEqualTo(403);

    String[] output =
        access.output(new BlobRef(ContainerRole.OUTPUT, "j/t")).containerUrl().split("\\?", -1);
    assertThat(put(output[0] + "/j/t/record.txt?" + output[1])).isEqualTo(201);
    assertThat(get(output[0] + "/j/t/record.txt?" + output[1])).isEqualTo(403);
    assertThat(put(output[0].replace("-output", "-control") + "/hold/current.json?" + output[1]))
        .isEqualTo(403);
  }

  private static NodeAccess access(Clock clock) {
    BlobAddresses addresses = new BlobAddresses(azurite.endpoint(), Plans.PRODUCTION);
    return new SasAccess(
        addresses,
        BlobConnection.to(
            azurite.endpoint(),
            new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY),
            Resilience.standard()),
        clock);
  }

  @Test
  void aWrongKeyIsARefusalWithoutTheKey() {
    Farm stranger = farm(Plans.PRODUCTION, Wire.STORAGE_KEY);

    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> stranger.blobs().properties(blob("x")))
        .withMessageContaining("look at blob input/x")
        .withMessageContaining("HTTP 403")
        .withMessageNotContaining(Wire.STORAGE_KEY);
    assertThatExceptionOfType(AccessRefusal.class).isThrownBy(() -> stranger.holds().read());
  }

  @Test
  void whoIsNotSignedInIsToldSoByBothServices() {
    URI nobody = URI.create("https://127.0.0.1:1");
    Farm farm =
        new Connections(
                nobody,
                nobody,
                Plans.PRODUCTION,
                Clock.systemUTC(),
                Resilience.standard(),
                call -> {})
            .withToken(
                asked ->
                    Mono.error(
                        new CredentialUnavailableException("none", new IOException("no answer"))),
                new NodeRights.Identity("/identity"),
                Optional.empty(),
                Optional.empty())
            .farm();

    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> farm.blobs().properties(blob("x")))
        .withMessageContaining("sign in to Microsoft Entra ID");
    assertThatExceptionOfType(AccessRefusal.class)
        .isThrownBy(() -> farm.jobs().openJobs(Plans.PRODUCTION))
        .withMessageContaining("az login");
  }

  @Test
  void anEndpointThatDoesNotAnswerIsNamed() {
    Farm lost =
        new Connections(
                NO_BATCH,
                URI.create("http://127.0.0.1:1/x"),
                Plans.PRODUCTION,
                Clock.systemUTC(),
                Resilience.standard(),
                call -> {})
            .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
            .farm();

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> lost.blobs().createContainers())
        .withMessageContaining("the Blob endpoint http://127.0.0.1:1 does not answer");
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> lost.blobs().putIfAbsent(blob("x"), Content.of("x")));
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> lost.blobs().list(ContainerRole.INPUT, "", each -> {}));
    assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> lost.holds().read());
  }

  private static Hold hold(ProductionCode production, Optional<Hold.Release> release) {
    return new Hold(
        "hold-1",
        production,
        Instant.parse("2026-11-23T22:00:00Z"),
        new Hold.Cause(
            Hold.Kind.START_TASK_FAILED,
            Plans.POOL,
            Optional.of(new NodeId("n1")),
            Optional.of(11),
            "package \"differs\": ü",
            List.of("startup")),
        List.of(new JobId("j1")),
        List.of(
            new Hold.Suspect(
                BlobRef.of(ContainerRole.PACKAGES, Sha256.of(new byte[0])),
                Sha256.of(new byte[0]))),
        List.of("evidence/x"),
        List.of("seen since"),
        Map.of(new JobId("j1"), Instant.parse("2026-11-23T22:00:01.5Z")),
        release);
  }

  @Test
  void aHoldIsWrittenOnceAndReplacedOnlyWhenKnown() {
    ProductionCode production = new ProductionCode("paaaaaaaaaa");
    Farm own = farm(production, Azurite.KEY);
    assertThat(own.holds().read()).isEmpty();
    own.blobs().createContainers();
    assertThat(own.holds().read()).isEmpty();

    Hold standing = hold(production, Optional.empty());
    assertThat(own.holds().write(standing, Optional.empty())).isTrue();
    assertThat(own.holds().write(standing, Optional.empty())).isFalse();

    HoldRecords.Stored stored = own.holds().read().orElseThrow();
    assertThat(stored.hold()).isEqualTo(standing);
    Hold released =
        hold(
            production,
            Optional.of(
                new Hold.Release(
                    "Ada",
                    Optional.of("Bob"),
                    "account key",
                    "a\nnote",
                    new TreeMap<>(Map.of("node-1", Disposition.KEEP)),
                    Instant.parse("2026-11-23T23:00:00Z"))));
    assertThat(own.holds().write(released, Optional.of(stored.etag()))).isTrue();
    assertThat(own.holds().write(standing, Optional.of(stored.etag()))).isFalse();
    assertThat(own.holds().read().orElseThrow().hold()).isEqualTo(released);

    own.holds().archive(released);
    own.holds().archive(released);
    assertThat(
            own.blobs().open(new BlobRef(ContainerRole.CONTROL, "hold/" + released.id() + ".json")))
        .isPresent();
  }

  @Test
  void aHoldRecordThatCannotBeReadIsRefused() throws IOException {
    ProductionCode production = new ProductionCode("pbbbbbbbbbb");
    Farm own = farm(production, Azurite.KEY);
    own.blobs().createContainers();
    own.holds().write(hold(production, Optional.empty()), Optional.empty());
    String good;
    try (BlobStore.OpenBlob open = own.blobs().open(BlobHoldRecords.PLACE).orElseThrow()) {
      good = new String(open.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String bad :
        List.of(
            "",
            "null",
            "[]",
            "{}",
            good.substring(0, good.length() / 2),
            good + "{}",
            good.replace("\"version\" : 1", "\"version\" : 2"),
            good.replace("\"version\" : 1", "\"version\" : 1, \"more\" : 1"),
            good.replace("\"release\" : null", "\"more\" : null"),
            good.replace("START_TASK_FAILED", "FINE"),
            good.replace("\"jobs\" : [ \"j1\" ]", "\"jobs\" : [ null ]"),
            good.replace("2026-11-23T22", "yesterday"),
            good.replace(production.value(), "pccccccccccc"),
            good.replace("\"production\" : \"" + production, "\"production\" : \"pcccccccccc"))) {
      assertThat(bad).isNotEqualTo(good);
      String etag = own.blobs().properties(BlobHoldRecords.PLACE).orElseThrow().etag();
      own.blobs().replace(BlobHoldRecords.PLACE, Content.of(bad), etag);

      assertThatExceptionOfType(IntegrityRefusal.class)
          .describedAs(bad)
          .isThrownBy(() -> own.holds().read());
    }
  }
}
