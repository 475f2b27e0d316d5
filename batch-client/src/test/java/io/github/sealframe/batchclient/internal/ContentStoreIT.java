package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.storage.blob.specialized.BlockBlobClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.RenderEvent.InputStored;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.Submitter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the line to storage, and what does not, seen by a relay before Azurite. */
class ContentStoreIT {
  /**
   * A Batch account without pools and jobs, in which none can be made: a submission is refused
   * there, after its packages have been sent.
   */
  @RegisterExtension
  static final WireMockExtension BATCH =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final long MIB = 1 << 20;
  private static final long LARGE = 64 * MIB;
  private static final long FEW = 16 << 10;

  private static Azurite azurite;
  private Relay relay;
  private Farm farm;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    azurite = Azurite.start(folder);
    farm(azurite.endpoint()).blobs().createContainers();
  }

  @AfterAll
  static void stop() {
    if (azurite != null) {
      azurite.close();
    }
  }

  @BeforeEach
  void connect() throws IOException {
    BATCH.stubFor(get(anyUrl()).willReturn(Wire.error(404, "ResourceNotFound", "none")));
    BATCH.stubFor(get(urlPathEqualTo("/jobs")).willReturn(Wire.json(200, "{\"value\":[]}")));
    relay = new Relay(azurite.endpoint());
    farm = farm(relay.endpoint());
  }

  @AfterEach
  void disconnect() throws IOException {
    relay.close();
  }

  private static Farm farm(URI endpoint) {
    return farm(Wire.uri(BATCH), endpoint);
  }

  private static Farm farm(URI batch, URI endpoint) {
    return new Connections(
            batch,
            endpoint,
            Plans.PRODUCTION,
            Clock.systemUTC(),
            Wire.resilience(6, Duration.ofMinutes(3)), // A line that is cut is no outage here.
            call -> {})
        .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
        .farm();
  }

  /** Noise of a seed, whole blocks of which are alike in no two contents, made anew each time. */
  private static Content noise(int seed, long size) {
    return new Content() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        return new InputStream() {
          private final SplittableRandom random = new SplittableRandom(seed);
          private long left = size;

          @Override
          public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int count = (int) Math.min(length, left);
            if (count <= 0) {
              return length == 0 ? 0 : -1;
            }
            // The same bytes however they are asked for.
            for (int i = 0; i < count; i++) {
              if ((size - left + i) % Long.BYTES == 0) {
                word = random.nextLong();
              }
              into[offset + i] = (byte) (word >>> (8 * ((size - left + i) % Long.BYTES)));
            }
            left -= count;
            return count;
          }

          private long word;
        };
      }
    };
  }

  private static Sha256 digest(InputStream stream) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(stream, digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.of(digest);
  }

  private static NodeInput input(Content content) throws IOException {
    Sha256 digest = digest(content.open());
    return new NodeInput("x", BlobRef.of(ContainerRole.INPUT, digest), digest, content);
  }

  /** What is on storage, past the relay. */
  private static Sha256 stored(BlobRef blob) throws IOException {
    try (BlobStore.OpenBlob open = farm(azurite.endpoint()).blobs().open(blob).orElseThrow()) {
      return digest(open.stream());
    }
  }

  private static BlockBlobClient foreign(BlobRef blob) {
    return BlobConnection.to(
            azurite.endpoint(),
            new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY),
            Resilience.standard())
        .getBlobContainerClient(Plans.PRODUCTION + "-" + blob.role().label())
        .getBlobClient(blob.name())
        .getBlockBlobClient();
  }

  /** Submits, as far as a submission comes where no pool can be made. */
  private List<InputStored> submit(List<NodeInput> inputs) throws IOException {
    List<InputStored> events = new ArrayList<>();
    Thread submitting = Thread.currentThread();
    Submitter submitter =
        new Submitter(
            farm,
            null, // Nothing is checked.
            Clock.systemUTC(),
            event -> {
              assertThat(Thread.currentThread()).isSameAs(submitting);
              if (event instanceof InputStored stored) {
                events.add(stored);
              }
            });
    Throwable refused = catchThrowable(() -> submitter.submit(plan(inputs)));
    if (refused instanceof ServiceRefusal refusal && refusal.getMessage().contains("Batch")) {
      return events;
    }
    if (refused instanceof RuntimeException other) {
      throw other;
    }
    throw new AssertionError(refused);
  }

  private static RenderPlan plan(List<NodeInput> inputs) {
    PoolPlan pool = Plans.pool();
    JobPlan job = Plans.job(1);
    return new RenderPlan(
        Plans.record(),
        new PoolPlan(
            pool.id(), pool.production(), pool.shape(), new GateTask("x", inputs), pool.nodes()),
        new JobPlan(
            job.id(),
            job.pool(),
            job.production(),
            job.priority(),
            job.taskLimit(),
            new GateTask("x", List.of()),
            job.tasks()),
        null,
        null,
        Optional.empty(),
        List.of());
  }

  @Test
  void whatIsThereIsNotSentAgainAndWhatWasLostIs() throws IOException {
    NodeInput input = input(noise(1, LARGE));

    assertThat(submit(List.of(input)).get(0)).isEqualTo(new InputStored(input.blob(), LARGE, true));
    assertThat(relay.sent()).isBetween(LARGE, LARGE + 20 * FEW);
    assertThat(stored(input.blob())).isEqualTo(input.digest());

    assertThat(submit(List.of(input)).get(0).sent()).isFalse();
    assertThat(relay.sent()).isPositive().isLessThan(FEW);

    foreign(input.blob()).delete();
    assertThat(submit(List.of(input)).get(0).sent()).isTrue();
    assertThat(relay.sent()).isGreaterThan(LARGE);
    assertThat(stored(input.blob())).isEqualTo(input.digest());
  }

  @Test
  @Tag("nightly")
  void anUnchangedPackageOfTwoGibibytesIsNotSentAgain() throws IOException {
    long size = 2048 * MIB;
    NodeInput input = input(noise(2, size));

    assertThat(submit(List.of(input)).get(0).sent()).isTrue();
    assertThat(relay.sent()).isGreaterThan(size);
    assertThat(submit(List.of(input)).get(0).sent()).isFalse();
    assertThat(relay.sent()).isPositive().isLessThan(FEW);
    foreign(input.blob()).delete();
  }

  @Test
  void aSendThatWasCutGoesOnWhereItWas() throws IOException {
    NodeInput input = input(noise(3, LARGE));
    relay.cutAfter(LARGE / 2);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> submit(List.of(input)))
        .withMessageContaining("send blob " + input.blob())
        .withMessageContaining("what has arrived is not sent again");
    long before = relay.sent();
    assertThat(foreign(input.blob()).exists()).isFalse();

    relay.mend();
    assertThat(submit(List.of(input)).get(0).sent()).isTrue();
    assertThat(relay.sent())
        .as("sent after %d", before)
        .isLessThan(
            LARGE - LARGE / 2 + AzureBlobs.PARALLEL_BLOCKS * AzureBlobs.BLOCK_BYTES + 5 * FEW);
    assertThat(stored(input.blob())).isEqualTo(input.digest());
  }

  @Test
  void aReadWhoseLineWasResetGoesOnWhereItWas() throws IOException {
    NodeInput input = input(noise(13, LARGE));
    farm(azurite.endpoint()).blobs().putIfAbsent(input.blob(), input.content());
    relay.resetAfterReceived(LARGE / 2);

    try (BlobStore.OpenBlob open = farm.blobs().open(input.blob()).orElseThrow()) {
      assertThat(digest(open.stream())).isEqualTo(input.digest());
    }
    // A reset takes what has arrived and was not read yet: at most a part has to come again.
    assertThat(relay.received()).isBetween(LARGE, LARGE + AzureBlobs.BLOCK_BYTES + 10 * FEW);
  }

  /** A client of its own, which the test kills. */
  static final class Doomed {
    private Doomed() {}

    public static void main(String[] args) throws IOException {
      NodeInput input = input(noise(8, LARGE));
      farm(URI.create("http://127.0.0.1:1"), URI.create(args[0]))
          .blobs()
          .putIfAbsent(input.blob(), input.content());
    }
  }

  @Test
  void aSenderThatWasKilledIsFollowedByOneThatSendsTheRest() throws Exception {
    NodeInput input = input(noise(8, LARGE));
    relay.fillAfter(LARGE / 2);
    Process sender =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Doomed.class.getName(),
                relay.endpoint().toString())
            .inheritIO()
            .start();
    try {
      assertThat(relay.awaitFull()).isTrue();
      assertThat(sender.isAlive()).isTrue();
    } finally {
      sender.destroyForcibly().waitFor();
    }
    assertThat(sender.exitValue()).as("SIGKILL").isEqualTo(128 + 9);
    assertThat(foreign(input.blob()).exists()).isFalse();

    disconnect();
    connect();
    assertThat(submit(List.of(input)).get(0).sent()).isTrue();
    assertThat(relay.sent())
        .isBetween(
            LARGE - LARGE / 2,
            LARGE - LARGE / 2 + AzureBlobs.PARALLEL_BLOCKS * AzureBlobs.BLOCK_BYTES + 5 * FEW);
    assertThat(stored(input.blob())).isEqualTo(input.digest());
  }

  @Test
  @Tag("wf-hybrid-secure-transfer")
  void aBlockThatIsDamagedOnItsWayIsNeverPartOfTheBlob() throws IOException {
    for (long size : new long[] {3 * MIB, 9 * MIB}) {
      NodeInput input = input(noise(4, size));
      relay.damage();

      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> submit(List.of(input)))
          .withMessageContaining("Md5Mismatch")
          .withMessageContaining("damaged on its way");
      assertThat(foreign(input.blob()).exists()).isFalse();

      relay.mend();
      assertThat(submit(List.of(input)).get(0).sent()).isTrue();
      assertThat(stored(input.blob())).isEqualTo(input.digest());
    }
  }

  @Test
  void twoSendersOfTheSameContentMakeOneWholeBlob() throws Exception {
    NodeInput input = input(noise(5, 40 * MIB));
    List<CompletableFuture<Boolean>> both =
        IntStream.range(0, 2)
            .mapToObj(
                sender ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return farm(relay.endpoint())
                                .blobs()
                                .putIfAbsent(input.blob(), input.content());
                          } catch (IOException e) {
                            throw new AssertionError(e);
                          }
                        }))
            .toList();

    assertThat(both.get(0).get(1, TimeUnit.MINUTES) ^ both.get(1).get(1, TimeUnit.MINUTES))
        .as("one of them made the blob")
        .isTrue();
    assertThat(stored(input.blob())).isEqualTo(input.digest());
  }

  /** Azurite looks at the condition first, so it never gives the answer that storage may give. */
  @Test
  void whoseBlocksAreGoneIsRefusedUnlessABlobIsThere() throws IOException {
    NodeInput input = input(noise(12, 9 * MIB));
    relay.refuseCommits("InvalidBlockList");

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> farm.blobs().putIfAbsent(input.blob(), input.content()))
        .withMessageContaining("InvalidBlockList");
    foreign(input.blob()).upload(new ByteArrayInputStream(new byte[10]), 10, true);
    assertThat(farm.blobs().putIfAbsent(input.blob(), input.content())).isFalse();
  }

  @Test
  void smallFilesAreSentFourAtATime() throws IOException {
    CyclicBarrier four = new CyclicBarrier(4);
    List<NodeInput> inputs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      NodeInput input = input(noise(100 + i, 1000));
      Content waiting = opensWith(four, input.content());
      inputs.add(new NodeInput("x", input.blob(), input.digest(), waiting));
    }

    List<InputStored> events = submit(inputs);

    assertThat(events).hasSize(8).allMatch(InputStored::sent);
    assertThat(events.stream().map(InputStored::blob))
        .containsExactlyInAnyOrderElementsOf(inputs.stream().map(NodeInput::blob).toList());
  }

  /** Cannot be read before three others are to be read too. */
  private static Content opensWith(CyclicBarrier others, Content content) {
    return new Content() {
      @Override
      public long size() throws IOException {
        return content.size();
      }

      @Override
      public InputStream open() throws IOException {
        try {
          others.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IOException("it is sent alone", e);
        }
        return content.open();
      }
    };
  }

  @Test
  void theFirstFailureEndsTheSendingOfTheOthers() throws IOException {
    NodeInput wrong = input(noise(6, 1000));
    foreign(wrong.blob()).upload(new ByteArrayInputStream(new byte[10]), 10);
    List<NodeInput> inputs = new ArrayList<>(List.of(wrong));
    for (int i = 0; i < 4; i++) {
      inputs.add(input(noise(200 + i, LARGE)));
    }

    assertThatExceptionOfType(IntegrityRefusal.class)
        .isThrownBy(() -> submit(inputs))
        .withMessageContaining("it has 10 bytes, expected 1000");

    relay.sent();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("pool-") && thread.isAlive());
    // But for the first bytes of what was on its way.
    assertThat(relay.sent()).as("sent after the refusal").isLessThan(FEW);
    assertThat(inputs.stream().skip(1)).noneMatch(input -> foreign(input.blob()).exists());
  }

  /** It is storage that says what is there, after the last byte was sent too. */
  @Test
  void whatGoesAwayOrBecomesAnotherAfterItWasSentIsRefused() throws IOException {
    NodeInput lost = input(noise(9, 1000));
    meanwhile(lost, () -> {});
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> submit(List.of(lost)))
        .withMessageContaining("blob " + lost.blob() + ": it went away when it had been sent");

    NodeInput other = input(noise(10, 1000));
    meanwhile(
        other, () -> foreign(other.blob()).upload(new ByteArrayInputStream(new byte[10]), 10));
    assertThatExceptionOfType(IntegrityRefusal.class)
        .isThrownBy(() -> submit(List.of(other)))
        .withMessageContaining("it has 10 bytes, expected 1000");
  }

  /** Removes a blob when it is asked for and there, and does something more. */
  private void meanwhile(NodeInput input, Runnable more) {
    relay.beforeAsking(
        () -> {
          if (foreign(input.blob()).deleteIfExists()) {
            more.run();
          }
        });
  }

  @Test
  void aBlockOfAnotherSizeOrContentIsSentAgain() throws IOException {
    NodeInput input = input(noise(11, 9 * MIB));
    byte[] first = input.content().open().readNBytes(AzureBlobs.BLOCK_BYTES);
    byte[] other = new byte[AzureBlobs.BLOCK_BYTES];
    stage(input, BlockStage.id(0, first), new byte[3]);
    stage(input, BlockStage.id(1, other), other);

    assertThat(submit(List.of(input)).get(0).sent()).isTrue();
    assertThat(stored(input.blob())).isEqualTo(input.digest());
  }

  private static void stage(NodeInput input, String id, byte[] block) {
    foreign(input.blob()).stageBlock(id, new ByteArrayInputStream(block), block.length);
  }

  @Test
  void blocksOfAnotherProgramAreNamedAsSuch() throws IOException {
    NodeInput input = input(noise(7, 9 * MIB));
    stage(input, "YWJj", new byte[3]);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> submit(List.of(input)))
        .withMessageContaining("another program began to write that blob");
  }

  @Test
  void blocksGrowOnlyWhenThereWouldBeTooMany() {
    int mib = 1 << 20;
    assertThat(BlockStage.blockBytes(1, 4 * mib)).isEqualTo(4 * mib);
    assertThat(BlockStage.blockBytes(50_000L * 4 * mib, 4 * mib)).isEqualTo(4 * mib);
    assertThat(BlockStage.blockBytes(50_000L * 4 * mib + 1, 4 * mib)).isEqualTo(5 * mib);
    assertThat(BlockStage.blockBytes(1L << 40, 4 * mib)).isEqualTo(21 * mib);
  }
}
