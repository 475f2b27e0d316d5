package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.sun.net.httpserver.HttpServer;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.models.BatchJobCreateParameters;
import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchPoolInfo;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.batchclient.models.EnvironmentSetting;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.SecretName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** A word of the production gets to no service, whatever it stands in, and nobody is told it. */
@Tag("batch-url-obfuscated")
class DeniedWordsIT {
  private static final DenyList WORDS = DenyList.of(List.of("Night Moth", "Harbour Lights"));
  private static final TokenCredential TOKENS =
      asked -> Mono.just(new AccessToken("token", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));

  private final AtomicInteger requests = new AtomicInteger();
  private final List<ServiceCall> calls = new ArrayList<>();
  private final Resilience resilience = Resilience.standard();
  private HttpServer server;
  private BatchClient batch;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
          exchange.sendResponseHeaders(201, -1);
          exchange.close();
        });
    server.start();
    batch =
        new BatchClient(
            new BatchConnection(
                endpoint(),
                new SharedKeyPolicy(Wire.ACCOUNT, Wire.KEY, Clock.systemUTC()),
                resilience,
                calls::add,
                WORDS));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private BlobStore blobs() {
    return new AzureBlobs(
        new BlobAddresses(endpoint().resolve("/acct"), Plans.PRODUCTION), storage());
  }

  private BlobServiceClient storage() {
    return BlobConnection.to(
        endpoint().resolve("/acct"),
        new StorageSharedKeyCredential(Wire.ACCOUNT, Wire.STORAGE_KEY),
        resilience,
        WORDS);
  }

  /** Returns the fields that are named. */
  private String refused(ThrowingCallable attempt) {
    PolicyRefusal refusal = catchThrowableOfType(PolicyRefusal.class, attempt);
    assertThat(refusal).as("refused").isNotNull();
    for (Throwable each = refusal; each != null; each = each.getCause()) {
      assertThat(String.valueOf(each.getMessage()))
          .doesNotContainIgnoringCase("moth")
          .doesNotContainIgnoringCase("harbour");
    }
    assertThat(refusal).hasMessageContaining("(control batch-url-obfuscated)");
    assertThat(requests).as("requests").hasValue(0);
    resilience
        .circuitBreakers()
        .getAllCircuitBreakers()
        .forEach(
            breaker ->
                assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).as("counted").isZero());
    assertThat(calls)
        .allSatisfy(call -> assertThat(call.attempts()).isEqualTo(1))
        .allSatisfy(call -> assertThat(call.on()).doesNotContainIgnoringCase("moth"));
    return refusal.getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightmoth",
        "/data/Night_Moth/01",
        "n%69ght%4Doth",
        "n%2569ght+moth",
        "night\nmoth",
        "\"NIGHT\" \\ moth",
        "\uff4e\uff49\uff47\uff48\uff54moth",
        "https://a.blob.core.windows.net/c?sv=1&sig=abc%3D&x=harbour-lights"
      })
  void aWordInATaskIsNotSent(String text) {
    BatchTaskCreateParameters task =
        BatchTaskCreateParameters.builder("t2", "/bin/true")
            .environmentSettings(
                List.of(new EnvironmentSetting("A", "b"), new EnvironmentSetting("C", text)))
            .build();
    List<BatchTaskCreateParameters> tasks =
        List.of(BatchTaskCreateParameters.builder("t1", "/bin/true").build(), task);

    assertThat(refused(() -> batch.tasks().createTaskCollection("j", new BatchTaskGroup(tasks))))
        .contains("cannot send tasks[1].environmentSettings[1].value:");
    assertThat(refused(() -> batch.tasks().createTask("j", task)))
        .contains("cannot send environmentSettings[1].value:");
  }

  @Test
  void aWordInAnIdAQueryAnAddressOrMetadataIsNotSent() {
    assertThat(refused(() -> batch.jobs().getJob("Night-Moth"))).contains("URL path");
    assertThat(
            refused(
                () -> batch.jobs().listJobs(BatchQuery.ALL.filter("id eq 'night moth'")).toList()))
        .contains("URL parameter $filter");
    assertThat(
            refused(
                () ->
                    batch
                        .jobs()
                        .createJob(
                            BatchJobCreateParameters.builder("j", new BatchPoolInfo("p", null))
                                .metadata(List.of(new BatchMetadataItem("a", "night-moth")))
                                .displayName("harbour lights")
                                .build())))
        .contains("cannot send displayName:", "cannot send metadata[0].value:");
    BatchClient named =
        new BatchClient(
            new BatchConnection(
                URI.create("https://nightmoth.westeurope.batch.azure.com"),
                new SharedKeyPolicy(Wire.ACCOUNT, Wire.KEY, Clock.systemUTC()),
                resilience,
                calls::add,
                WORDS));
    assertThat(refused(() -> named.jobs().getJob("j"))).contains("URL host");
  }

  @Test
  void aWordInAPoolOfResourceManagerIsNotSent() {
    ArmAccount account =
        ArmAccount.of(
            URI.create(
                "https://127.0.0.1:"
                    + server.getAddress().getPort()
                    + "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g"
                    + "/providers/Microsoft.Batch/batchAccounts/acct"));
    ArmPools pools =
        new ArmPools(
            account, TOKENS, Transport.to(account.endpoint(), WORDS), resilience, calls::add);
    BatchPoolCreateParameters pool =
        BatchPoolCreateParameters.builder("p", "STANDARD_D2S_V5")
            .metadata(List.of(new BatchMetadataItem("a", "night moth")))
            .build();

    assertThat(refused(() -> pools.create(pool, Plans.IDENTITY)))
        .contains("cannot send properties.metadata[0].value:");
  }

  @Test
  void aWordInANameOfABlobOrInATextForTheControlContainerIsNotSent() {
    BlobRef content = new BlobRef(ContainerRole.OUTPUT, "x/night-moth");
    BlobRef control = new BlobRef(ContainerRole.CONTROL, "plans/x.txt");

    assertThat(refused(() -> blobs().putIfAbsent(content, Content.of("x")))).contains("URL path");
    assertThat(refused(() -> blobs().properties(content))).contains("URL path");
    assertThat(refused(() -> blobs().list(ContainerRole.OUTPUT, "night moth", blob -> {})))
        .contains("URL parameter prefix");
    assertThat(refused(() -> blobs().putIfAbsent(control, Content.of("#plan\nNight Moth\n"))))
        .contains("the body");
    assertThat(
            refused(() -> blobs().replace(control, Content.of("{\"a\":[\"night\\nmoth\"]}"), "e")))
        .contains("cannot send a[0]:");
    assertThat(
            refused(
                () ->
                    blobs()
                        .putIfAbsent(control, Content.of("{\"a\":1}\n{\"night\\u006doth\":\"\"}"))))
        .contains("the name of a field");
  }

  /** Headers of what is content are looked into as well. */
  @ParameterizedTest
  @CsvSource({
    "scene, Night Moth, x, y, header x-ms-tags",
    "night-moth, 1, x, y, header x-ms-tags",
    "x, y, scene, night moth, header x-ms-meta-scene",
    "x, y, night_moth, 1, the name of a header"
  })
  void aWordInATagOrMetadataOfABlobIsNotSent(
      String tag, String tagged, String name, String value, String field) {
    BlockBlobSimpleUploadOptions upload =
        new BlockBlobSimpleUploadOptions(BinaryData.fromString("x"))
            .setTags(Map.of(tag, tagged))
            .setMetadata(Map.of(name, value));
    BlockBlobClient blob =
        storage()
            .getBlobContainerClient(Plans.PRODUCTION + "-output")
            .getBlobClient("x")
            .getBlockBlobClient();

    assertThat(
            refused(
                () ->
                    BlobFailure.call(
                        "write",
                        "x",
                        endpoint(),
                        () -> blob.uploadWithResponse(upload, null, Context.NONE))))
        .contains("cannot send " + field + ":");
  }

  @Test
  void aWordInTheNameOfASecretOrAVaultIsNotSent() {
    assertThat(refused(() -> secret("https://studio.vault.azure.net", "night-moth-key")))
        .contains("URL path");
    assertThat(refused(() -> secret("https://nightmoth.vault.azure.net", "key")))
        .contains("URL host");
  }

  private void secret(String vault, String name) {
    URI url = URI.create(vault);
    new KeyVaultSecrets(
            VaultAddress.of(url),
            TOKENS,
            Transport.to(url, WORDS),
            resilience,
            Clock.systemUTC(),
            call -> {})
        .read(new SecretName(name));
  }

  /** Packages and frames are the production's own business, and stay in its containers. */
  @Test
  void contentIsNotLookedInto() throws IOException {
    for (ContainerRole role :
        List.of(
            ContainerRole.PACKAGES,
            ContainerRole.INPUT,
            ContainerRole.OUTPUT,
            ContainerRole.EVIDENCE)) {
      assertThat(blobs().putIfAbsent(new BlobRef(role, "x"), Content.of("Night Moth"))).isTrue();
    }
    assertThat(requests).hasValue(4);
    for (String named : List.of("pabcdefghij-input/x?comp=tags", "pabcdefghij-control/x", "c/x")) {
      URL url = endpoint().resolve("/acct/" + named).toURL();
      assertThat(BlobAddresses.isContent(url)).as(named).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 9})
  void aWordIsFoundWhereALargeBlobWouldBeCut(int before) {
    char[] text = new char[AzureBlobs.BLOCK_BYTES + 1000];
    Arrays.fill(text, '1');
    "Night Moth".getChars(0, 10, text, AzureBlobs.BLOCK_BYTES - before);
    BlobRef plan = new BlobRef(ContainerRole.CONTROL, "plans/x.txt");

    assertThat(refused(() -> blobs().putIfAbsent(plan, Content.of(new String(text)))))
        .contains("the body");
  }

  /** Signatures, digests and numbers of requests are chance. */
  @Test
  void whatLooksLikeAWordByChanceIsSent() {
    String hash = "0123456789abcdefcafe0123456789ab";
    BatchClient client =
        new BatchClient(
            new BatchConnection(
                endpoint(),
                new SharedKeyPolicy(Wire.ACCOUNT, Wire.KEY, Clock.systemUTC()),
                resilience,
                calls::add,
                DenyList.of(List.of("cafe"))));
    client
        .tasks()
        .createTask(
            "pabcdefghij-0123cafe4567",
            BatchTaskCreateParameters.builder("t", "/bin/sh " + hash)
                .environmentSettings(
                    List.of(new EnvironmentSetting("A", "https://h/c?sv=1&sig=xcafeY%3D&se=2")))
                .build());
    assertThat(requests).hasValue(1);
  }

  /** A full collection, and 20 words, cost less than sending them does. */
  @Test
  void twoMebibytesAreLookedThroughInNoTime() {
    DenyList words =
        DenyList.of(IntStream.range(0, 20).mapToObj(i -> "word number " + i + "x").toList());
    String task =
        "{\"id\":\"t%d\",\"commandLine\":\"/bin/sh -c 'exec /bin/sh \\\\\"$AZ/%s/render.sh\\\\\"'\"}";
    String frames = "1001,1002,1003,".repeat(1_400);
    StringBuilder body = new StringBuilder("{\"value\":[");
    for (int i = 0; i < 100; i++) {
      body.append(i == 0 ? "" : ",").append(task.formatted(i, frames));
    }
    byte[] bytes = body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    assertThat(bytes.length).isGreaterThan(2 << 20);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      RequestWords found = new RequestWords(words);
      found.ofBody(bytes);
      best = Math.min(best, System.nanoTime() - start);
      assertThat(found.fields()).isEmpty();
    }
    assertThat(best).isLessThan(500_000_000);
  }
}
