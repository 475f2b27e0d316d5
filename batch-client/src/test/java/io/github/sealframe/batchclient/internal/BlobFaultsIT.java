package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.batchclient.internal.FaultyStorage.Fault;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a read makes of a Blob service, or a line to it, that does not do its part. */
class BlobFaultsIT {
  private static final BlobRef BLOB = new BlobRef(ContainerRole.OUTPUT, "big");
  private static final String NAME = Plans.PRODUCTION + "-output/big";
  private static final int PART = AzureBlobs.BLOCK_BYTES;
  private static final byte[] BYTES = new byte[2 * PART + 1000];
  private static final String ALL_OF_THE_FIRST = "bytes=0-" + (PART - 1);

  static {
    new Random(4).nextBytes(BYTES);
  }

  private FaultyStorage storage;
  private BlobStore blobs;

  @BeforeEach
  void start() throws IOException {
    storage = new FaultyStorage();
    storage.put(NAME, BYTES, "first");
    blobs = blobs(Duration.ofMinutes(1));
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  /** Each request four times at most. */
  private BlobStore blobs(Duration partLimit) {
    return new AzureBlobs(
        new BlobAddresses(storage.endpoint(), Plans.PRODUCTION),
        BlobConnection.to(
            storage.endpoint(),
            new StorageSharedKeyCredential(Wire.ACCOUNT, Wire.STORAGE_KEY),
            Wire.resilience(4, Duration.ofSeconds(30))),
        partLimit);
  }

  private byte[] read(BlobStore from) throws IOException {
    try (BlobStore.OpenBlob open = from.open(BLOB).orElseThrow()) {
      return open.stream().readAllBytes();
    }
  }

  private void refused(BlobStore from, String why) {
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> read(from))
        .withMessageContaining("read blob output/big: ")
        .withMessageContaining(why);
  }

  @Test
  void readsPartByPartOfOneVersion() throws IOException {
    assertThat(read(blobs)).isEqualTo(BYTES);
    assertThat(storage.gets(NAME))
        .containsExactly(
            ALL_OF_THE_FIRST + " first",
            "bytes=" + PART + "-" + (2 * PART - 1) + " first",
            "bytes=" + 2 * PART + "-" + (BYTES.length - 1) + " first");
    storage.put(NAME, new byte[0], "empty");
    assertThat(read(blobs)).isEmpty();
    assertThat(storage.gets(NAME)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void waitsAsLongAsABusyServiceAsks(int status) throws IOException {
    Fault busy = FaultyStorage.error(status, "ServerBusy", "Retry-After", "1");
    storage.next(NAME, busy, busy);
    Instant start = Instant.now();

    assertThat(read(blobs)).isEqualTo(BYTES);
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
    assertThat(storage.gets(NAME))
        .hasSize(5)
        .filteredOn(get -> get.startsWith(ALL_OF_THE_FIRST))
        .hasSize(3);
  }

  @Test
  void asksABusyServiceFourTimesAndNotAtAllAgainWhenItAsksForLong() {
    Fault busy = FaultyStorage.error(503, "ServerBusy");
    storage.next(NAME, busy, busy, busy, busy);
    refused(blobs, "HTTP 503 ServerBusy; wait a while");
    assertThat(storage.gets(NAME)).hasSize(4);

    storage.next(NAME, FaultyStorage.error(429, "ServerBusy", "Retry-After", "3600"));
    refused(blobs, "HTTP 429 ServerBusy");
    assertThat(storage.gets(NAME)).hasSize(5);
  }

  @Test
  void goesOnAtTheByteWhereTheLineBroke() throws IOException {
    storage.next(NAME, FaultyStorage.cutAfter(1_000_000), FaultyStorage.cutAfter(500_000));

    assertThat(read(blobs)).isEqualTo(BYTES);
    assertThat(storage.gets(NAME))
        .hasSize(5)
        .startsWith(
            ALL_OF_THE_FIRST + " first",
            "bytes=1000000-" + (PART - 1) + " first",
            "bytes=1500000-" + (PART - 1) + " first");
  }

  @Test
  void handsOverWhatArrivedBeforeALineThatStaysBroken() throws IOException {
    for (int i = 0; i < BlobParts.MAX_TRIES; i++) {
      storage.next(NAME, FaultyStorage.cutAfter(1000));
    }
    try (BlobStore.OpenBlob open = blobs.open(BLOB).orElseThrow()) {
      byte[] arrived = open.stream().readNBytes(BlobParts.MAX_TRIES * 1000);
      assertThat(arrived).isEqualTo(Arrays.copyOf(BYTES, BlobParts.MAX_TRIES * 1000));
      assertThatExceptionOfType(ServiceRefusal.class).isThrownBy(() -> open.stream().read());
    }
    assertThat(storage.gets(NAME)).hasSize(BlobParts.MAX_TRIES);
  }

  @Test
  void aBlobThatChangesBetweenTwoPartsIsNotMixed() {
    storage.next(
        NAME,
        read -> {
          storage.put(NAME, new byte[BYTES.length], "second");
          read.wellAnswered();
        });
    refused(blobs, "it changed while it was being read");
    assertThat(storage.gets(NAME)).hasSize(2);
  }

  @Test
  void aBlobThatGoesAwayIsToldSo() {
    storage.next(
        NAME,
        read -> {
          storage.remove(NAME);
          read.wellAnswered();
        });
    refused(blobs, "HTTP 404 BlobNotFound");
    assertThat(storage.gets(NAME)).hasSize(2);
  }

  @Test
  void bytesThatWereNotAskedForAreRefused() {
    storage.next(NAME, read -> read.begin(200, BYTES.length).write(BYTES));
    refused(blobs, "sent more bytes than it was asked for");
    storage.next(
        NAME,
        read ->
            new FaultyStorage.Read(read.exchange, BYTES, read.from + 1, read.to + 1)
                .wellAnswered());
    refused(blobs, "answered with other bytes than it was asked for");
    storage.next(
        NAME,
        read ->
            new FaultyStorage.Read(read.exchange, BYTES, read.from, read.to - 1).wellAnswered());
    refused(blobs, "answered with other bytes than it was asked for");
    assertThat(storage.gets(NAME)).hasSize(3);
  }

  @Test
  void aBodyWithoutEndIsCutOff() throws InterruptedException {
    CountDownLatch cut = new CountDownLatch(1);
    storage.next(
        NAME,
        read -> {
          try (OutputStream body = read.begin(206, 0)) {
            while (true) {
              body.write(BYTES);
            }
          } catch (IOException e) {
            cut.countDown();
            throw e;
          }
        });
    refused(blobs, "sent more bytes than it was asked for");
    assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(storage.gets(NAME)).hasSize(1);
  }

  @Test
  void aBodyThatTricklesIsNotWaitedForLongerThanAPartMayTake() throws InterruptedException {
    CountDownLatch cut = new CountDownLatch(1);
    storage.next(
        NAME,
        read -> {
          try (OutputStream body = read.begin(206, read.to - read.from)) {
            for (int at = read.from; at < read.to; at++) {
              body.write(read.bytes, at, 1);
              body.flush();
              cut.await(10, TimeUnit.MILLISECONDS);
            }
          } catch (IOException | InterruptedException e) {
            cut.countDown();
          }
        });
    Instant start = Instant.now();

    refused(blobs(Duration.ofSeconds(2)), "does not answer");
    assertThat(Duration.between(start, Instant.now()))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
    assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(storage.gets(NAME)).hasSize(1);
  }
}
