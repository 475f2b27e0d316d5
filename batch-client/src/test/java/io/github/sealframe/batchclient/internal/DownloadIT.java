package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.RenderEvent.FrameSaved;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.Sha256;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frames of a job, fetched from a Blob service that does not always do its part. */
class DownloadIT {
  private static final int FRAMES = 12;
  private static final int HALF = 10_000;

  private static FaultyStorage.Fault cut() {
    return FaultyStorage.cutAfter(HALF);
  }

  private static final FaultyStorage.Fault BUSY =
      FaultyStorage.error(503, "ServerBusy", "Retry-After", "3600");

  @TempDir private Path temporary;
  private Path folder;
  private FaultyStorage storage;
  private PlanRecord plan;
  private final List<byte[]> frames = new ArrayList<>();
  private final List<FrameSaved> told = new ArrayList<>();

  @BeforeEach
  void render() throws IOException {
    folder = temporary.resolve("frames");
    storage = new FaultyStorage();
    plan = plan();
    StringBuilder first = new StringBuilder("#sealframe-record 1\n");
    StringBuilder second = new StringBuilder("#sealframe-record 1\n");
    for (int frame = 1; frame <= FRAMES; frame++) {
      byte[] png = png(frame);
      frames.add(png);
      storage.put(blob(frame), png, "etag");
      (frame <= 4 ? first : second)
          .append(
              "frame %d %s %d 160 90 %s\n"
                  .formatted(frame, Sha256.of(png), png.length, name(frame)));
    }
    storage.put(outputs("00001-1-4") + "record.txt", bytes(first + "#end\n"), "etag");
    storage.put(outputs("00002-5-12") + "record.txt", bytes(second + "#end\n"), "etag");
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  private static PlanRecord plan() {
    String text =
        """
        #sealframe-plan 1
        production %s
        pool %s
        resolution 160x90
        task 00001-1-4 1-4
        task 00002-5-12 5-12
        #end
        """
            .formatted(Plans.PRODUCTION, Plans.POOL);
    String digest = Sha256.of(bytes(text)).hex();
    return PlanRecord.parse(new JobId(Plans.PRODUCTION + "-" + digest.substring(0, 16)), text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] png(int seed) throws IOException {
    BufferedImage image = new BufferedImage(160, 90, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < 160 * 90; i++) {
      image.setRGB(i % 160, i / 160, random.nextInt());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private String outputs(String task) {
    return Plans.PRODUCTION + "-output/" + plan.job() + "/" + task + "/";
  }

  private String blob(int frame) {
    return outputs(frame <= 4 ? "00001-1-4" : "00002-5-12") + "frames/" + name(frame);
  }

  private static String name(int frame) {
    return "f%06d.png".formatted(frame);
  }

  private byte[] frame(int number) {
    return frames.get(number - 1);
  }

  private BlobStore blobs() {
    return new AzureBlobs(
        new BlobAddresses(storage.endpoint(), Plans.PRODUCTION),
        BlobConnection.to(
            storage.endpoint(),
            new StorageSharedKeyCredential(Wire.ACCOUNT, Wire.STORAGE_KEY),
            Resilience.standard()));
  }

  private Downloader.Report download() throws IOException {
    Thread caller = Thread.currentThread();
    told.clear();
    return new Downloader(
            blobs(),
            event -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              told.add((FrameSaved) event);
            })
        .download(plan, folder);
  }

  private void assertAllThere() throws IOException {
    for (int frame = 1; frame <= FRAMES; frame++) {
      Path file = folder.resolve(name(frame));
      assertThat(file).hasBinaryContent(frame(frame));
      assertThat(Files.isSymbolicLink(file)).isFalse();
    }
    assertThat(files()).hasSize(FRAMES);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fetchesFourAtATimeAndTellsInTheOrderOfThePlan() throws IOException {
    CyclicBarrier four = new CyclicBarrier(4);
    for (int frame = 1; frame <= FRAMES; frame++) {
      storage.next(
          blob(frame),
          read -> {
            try {
              four.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
              throw new AssertionError("it is fetched alone", e);
            }
            read.wellAnswered();
          });
    }

    assertThat(download().isComplete()).isTrue();
    assertThat(told.stream().map(FrameSaved::frame))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, FRAMES).boxed().toList());
    assertThat(told).allMatch(FrameSaved::fetched);
    assertAllThere();
    assertThat(download().isComplete()).isTrue();
    assertThat(told).hasSize(FRAMES).noneMatch(FrameSaved::fetched);
  }

  @Test
  void aDownloadThatBrokeOffGoesOnAtTheByteWhereItWas() throws IOException {
    storage.next(blob(2), cut(), BUSY);

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(this::download)
        .withMessageContaining("read blob output/" + plan.job() + "/00001-1-4/frames/f000002.png")
        .withMessageContaining("HTTP 503");
    assertThat(folder.resolve(name(2))).doesNotExist();
    assertThat(folder.resolve("f000002.png.part")).hasBinaryContent(Arrays.copyOf(frame(2), HALF));

    assertThat(download().isComplete()).isTrue();
    assertAllThere();
    int last = frame(2).length - 1;
    assertThat(storage.gets(blob(2)))
        .containsExactly(
            "bytes=0-" + last + " etag",
            "bytes=" + HALF + "-" + last + " etag",
            "bytes=" + HALF + "-" + last + " etag");
  }

  @Test
  void whatWasLeftIsProvedAndThrownAwayWhenItIsWrong() throws IOException {
    Files.createDirectories(folder);
    byte[] wrong = Arrays.copyOf(frame(3), HALF);
    wrong[HALF / 2] ^= 1;
    Files.write(folder.resolve("f000003.png.part"), wrong);
    Files.write(folder.resolve("f000004.png.part"), frame(4));
    Files.write(folder.resolve("f000005.png.part"), new byte[1_000_000]);
    Files.write(folder.resolve("f000006.png.part"), Arrays.copyOf(frame(7), frame(6).length));

    assertThat(download().isComplete()).isTrue();
    assertAllThere();
    assertThat(storage.gets(blob(3))).hasSize(2).last().asString().startsWith("bytes=0-");
    assertThat(storage.gets(blob(4))).as("it was all there").isEmpty();
  }

  @Test
  void aFrameThatIsNotTheRecordedOneLeavesNothing() throws IOException {
    byte[] wrong = frame(2).clone();
    wrong[wrong.length / 2] ^= 1;
    storage.put(blob(2), wrong, "other");
    Files.createDirectories(folder);
    Files.write(folder.resolve("f000002.png.part"), Arrays.copyOf(frame(2), HALF));

    assertThatExceptionOfType(IntegrityRefusal.class)
        .isThrownBy(this::download)
        .withMessageContaining("save the frame in blob output/");
    assertThat(told).extracting(FrameSaved::frame).containsExactly(1);
    assertThat(files()).contains(name(1)).noneMatch(name -> name.startsWith(name(2)));
  }

  @Test
  void aFrameThatChangesWhileItIsReadLeavesNoFile() throws IOException {
    byte[] other = png(99);
    storage.next(
        blob(2),
        read -> {
          storage.put(blob(2), other, "other");
          FaultyStorage.cutAfter(HALF).answer(read);
        });

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(this::download)
        .withMessageContaining("it changed while it was being read");
    assertThat(folder.resolve(name(2))).doesNotExist();
    assertThat(storage.gets(blob(2))).hasSize(2);
  }

  @Test
  void noLinkAtAFileIsFollowed() throws IOException {
    Files.createDirectories(folder);
    List<Path> victims = new ArrayList<>();
    for (String link : List.of("f000001.png", "f000002.png.part", "f000003.png.part")) {
      Path victim = Files.writeString(temporary.resolve("victim of " + link), "precious");
      victims.add(victim);
      if (link.startsWith("f000003")) {
        Files.createLink(folder.resolve(link), victim);
      } else {
        Files.createSymbolicLink(folder.resolve(link), victim);
      }
    }
    Files.createSymbolicLink(folder.resolve("f000004.png.part"), temporary.resolve("not there"));
    Files.write(temporary.resolve("right"), frame(5));
    Files.createSymbolicLink(folder.resolve(name(5)), temporary.resolve("right"));

    assertThat(download().isComplete()).isTrue();
    assertAllThere();
    assertThat(victims).allSatisfy(victim -> assertThat(victim).hasContent("precious"));
    assertThat(temporary.resolve("not there")).doesNotExist();
    assertThat(told.get(4).fetched()).as("a link to the right bytes is no file").isTrue();
  }

  @Test
  void aFolderThatIsALinkIsRefusedAndOneThatBecomesALinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(folder, elsewhere);
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(this::download)
        .withMessageContaining("it is a link");
    assertThat(storage.gets(blob(1))).isEmpty();

    Files.delete(folder);
    Path moved = temporary.resolve("moved");
    storage.next(
        blob(1),
        read -> {
          Files.move(folder, moved);
          Files.createSymbolicLink(folder, elsewhere);
          read.wellAnswered();
        });
    assertThat(download().isComplete()).isTrue();
    try (Stream<Path> files = Files.list(elsewhere)) {
      assertThat(files).isEmpty();
    }
    folder = moved;
    assertAllThere();
    assertThat(Files.isDirectory(moved, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void twoDownloadsDoNotWriteOneFile() throws IOException {
    storage.next(
        blob(1),
        read -> {
          assertThatExceptionOfType(ServiceRefusal.class)
              .isThrownBy(() -> new Downloader(blobs(), event -> {}).download(plan, folder))
              .withMessageContaining("another download is saving it");
          read.wellAnswered();
        });
    try {
      download();
    } catch (ServiceRefusal refusal) {
      // It met the other one at a further frame.
      assertThat(refusal).hasMessageContaining("another download is saving it");
    }
    assertThat(download().isComplete()).isTrue();
    assertAllThere();
  }
}
